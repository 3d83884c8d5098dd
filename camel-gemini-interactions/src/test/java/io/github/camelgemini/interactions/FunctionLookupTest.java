// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.feature.function.FunctionDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

/** When the functions of a message are looked up. */
class FunctionLookupTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?tags=t&model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                RouteKit.component(getContext());
                from("direct:ask").to(ASK);
                from("gemini-interactions-tool:early?tags=t").routeId("early").setBody(constant("7"));
                from("gemini-interactions-tool:late?tags=t")
                        .routeId("late")
                        .autoStartup(false)
                        .setBody(constant("8"));
            }
        };
    }

    /** A route that starts or stops between the two steps belongs to the next message. */
    @Test
    void theFunctionsThatAreDeclaredAreThoseThatCanBeCalled() throws Exception {
        emulator().script(onCreate().call("early", "{}"), onCreate().text("ready"));
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(ASK, GeminiInteractionsEndpoint.class);
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody("Go");
        FunctionDecorator functions = endpoint.operations().functions();
        ReadRequest read = functions.prepared(
                endpoint.settings().requests(OptionRules.Role.CREATE).read(exchange.getMessage()), exchange);

        context.getRouteController().startRoute("late");
        context.getRouteController().stopRoute("early");
        AwaitSettings waiting = new AwaitSettings(new Backoff(ofMillis(20), ofMillis(200)), ofMinutes(1));
        Interaction answer = functions
                .around(new UnaryRuns(endpoint.calls(), null, waiting, waiting, UnaryRuns.Answer.WHOLE), read, exchange)
                .create(read.request())
                .whole()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);

        assertThat(answer.outputText()).isEqualTo("ready");
        assertThat(emulator().requests().get(0).at("/tools").toString())
                .contains("early")
                .doesNotContain("late");
        assertThat(exchange.getProperties().keySet()).noneMatch(name -> name.contains("Found"));
    }
}
