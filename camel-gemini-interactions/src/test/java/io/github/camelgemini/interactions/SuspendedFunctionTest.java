// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** A function whose route is suspended. */
class SuspendedFunctionTest extends GeminiEmulatorTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?tags=prices&model=" + MODEL);
                from("gemini-interactions-tool:first?tags=prices&description=First")
                        .process(call -> ServiceHelper.suspendService(
                                context.getRoute("second").getConsumer()))
                        .setBody(constant("1"));
                from("gemini-interactions-tool:second?tags=prices&description=Second")
                        .routeId("second")
                        .setBody(constant("2"));
                from("direct:askSecond").to("gemini-interactions:create?tags=other&model=" + MODEL);
                from("gemini-interactions-tool:other?tags=other&description=Other")
                        .routeId("other")
                        .setBody(constant("3"));
            }
        };
    }

    /** The model knows the function, and the interactions before are paid for. */
    @Test
    void isStillCalledForAMessageThatHasDeclaredIt() {
        emulator()
                .script(
                        onCreate().call("first", "{}").times(1),
                        onCreate().call("second", "{}").times(1),
                        onCreate().text("Both."));

        assertThat(fluentTemplate.to("direct:ask").withBody("Prices?").request(String.class))
                .isEqualTo("Both.");
        assertThat(emulator().lastRequest().at("/input").toString()).contains("2");
    }

    @Test
    void isNotDeclaredByANewMessageWhichNamesIt() throws Exception {
        context.getRouteController().suspendRoute("other");

        Exchange asked =
                fluentTemplate.to("direct:askSecond").withBody("Price?").send();

        assertThat(asked.getException())
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("Suspended ones, to be resumed: other (tags other)");
        assertThat(emulator().requests()).isEmpty();

        context.getRouteController().resumeRoute("other");
        assertThat(fluentTemplate
                        .to("direct:askSecond")
                        .withBody("Price?")
                        .send()
                        .getException())
                .isNull();
    }
}
