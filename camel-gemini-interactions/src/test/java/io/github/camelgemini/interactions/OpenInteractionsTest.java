// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.on;
import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Interactions that have not ended: an operator sees them in JMX, and cancels one. */
class OpenInteractionsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withEnableJMX();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("ask").to(CREATE + "&tags=stocks");
                from("direct:loop").routeId("loop").to(CREATE + "&tags=stocks&streaming=true&channel=c");
                from("direct:stream")
                        .routeId("stream")
                        .to(CREATE + "&streaming=true&background=true&channel=c&apiKey=RAW(a-secret-key)");
                from("direct:wait")
                        .routeId("wait")
                        .to(CREATE + "&background=true&awaitCompletion=true&pollInterval=10&maxPollInterval=20");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:get_stock_price?tags=stocks&parameter.ticker=string")
                        .setBody(constant("178.50 USD"));
            }
        };
    }

    private Future<Exchange> send(String uri) {
        return fluentTemplate.to(uri).withBody("PROMPTSENTINEL").asyncSend();
    }

    private static Exchange ended(Future<Exchange> sent) throws Exception {
        return sent.get(FAR.toSeconds(), TimeUnit.SECONDS);
    }

    private ObjectName component() throws Exception {
        return new ObjectName("org.apache.camel:context=" + context.getManagementName()
                + ",type=components,name=\"gemini-interactions\"");
    }

    private Object attribute(String name) throws Exception {
        return server.getAttribute(component(), name);
    }

    private List<String> listed() throws Exception {
        Object lines = server.invoke(component(), "listOpenInteractions", null, null);
        return ((List<?>) lines).stream().map(String::valueOf).toList();
    }

    private String cancel(String id) throws Exception {
        return (String) server.invoke(
                component(), "cancelInteraction", new Object[] {id}, new String[] {String.class.getName()});
    }

    private void untilListed(String text) {
        eventually().until(() -> listed().stream().anyMatch(line -> line.contains(text)));
    }

    @Test
    void oneThatLastsIsListedUntilItEnds() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("Easy.").text("Paris").gateAfter(6, gate));

        Future<Exchange> sent = send("direct:stream");
        untilListed("steps=1");

        assertThat(attribute("OpenInteractions")).isEqualTo(1);
        assertThat((Long) attribute("OldestInteractionSeconds")).isNotNegative();
        assertThat(listed()).singleElement().satisfies(line -> {
            String id = emulator().interactionIds().get(0);
            assertThat(line).contains("id=" + id, "status=in_progress", "route=stream", "events=6");
            assertThat(line).doesNotContain("PROMPTSENTINEL", "a-secret-key", "Easy.");
        });
        gate.release();

        assertThat(ended(sent).getException()).isNull();
        eventually().until(() -> attribute("OpenInteractions").equals(0));
        assertThat(attribute("OldestInteractionSeconds")).isEqualTo(0L);
    }

    @Test
    void oneThatFailsIsListedNoMore() throws Exception {
        emulator().script(onCreate().httpStatus(400));

        assertThat(ended(send("direct:ask")).getException()).isNotNull();

        assertThat(attribute("OpenInteractions")).isEqualTo(0);
    }

    @Test
    void tokensAndStepsAreThoseOfAllRounds() throws Exception {
        Gate gate = emulator().gate("second");
        emulator()
                .script(
                        onCreate()
                                .call("get_stock_price", "{\"ticker\":\"GOOG\"}")
                                .usage(7, 2, 5),
                        onCreate().text("178.50 USD").usage(20, 3, 1).gate(gate));

        Future<Exchange> sent = send("direct:ask");
        gate.awaitReached(FAR);

        untilListed("tokens=14");
        assertThat(listed()).singleElement().asString().contains("id=null", "steps=2");
        gate.release();
        assertThat(ended(sent).getException()).isNull();
    }

    @Test
    void aRunInTheBackgroundIsCancelledAtTheServiceAndEndsSo() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").text("Paris").gateAfter(4, gate));
        Future<Exchange> sent = send("direct:stream");
        untilListed("id=v1_");
        String id = emulator().interactionIds().get(0);

        assertThat(cancel(id)).isEqualTo("Interaction " + id + " was cancelled at the service");

        assertThat(emulator().requests(Operation.CANCEL)).hasSize(1);
        assertThat(ended(sent).getException())
                .isInstanceOfSatisfying(InteractionEndedException.class, ended -> assertThat(ended.getMessage())
                        .contains("cancelled"));
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anAwaitedRunIsCancelledTheSameWay() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().text("Paris").gate(gate));
        Future<Exchange> sent = send("direct:wait");
        untilListed("id=v1_");

        assertThat(cancel(emulator().interactionIds().get(0))).contains("was cancelled at the service");

        assertThat(ended(sent).getException()).hasMessageContaining("cancelled");
    }

    @Test
    void oneThatTheServiceDoesNotCancelIsStoppedOnThisSide() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").text("Paris").gateAfter(4, gate));
        emulator().script(on(Operation.CANCEL).always().httpStatus(400));
        Future<Exchange> sent = send("direct:loop");
        untilListed("id=v1_");

        assertThat(cancel(emulator().interactionIds().get(0)))
                .startsWith("The call was stopped on this side, and the service may complete and charge");

        assertThat(ended(sent).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually().until(() -> attribute("OpenInteractions").equals(0));
        gate.release();
    }

    @Test
    void oneWithoutAnIdYetIsStoppedByItsExchange() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().text("Paris").gate(gate));
        Future<Exchange> sent = send("direct:ask");
        gate.awaitReached(FAR);
        String exchangeId = listed().get(0).replaceAll(".* exchange=(\\S+) .*", "$1");

        assertThat(cancel(exchangeId)).contains("its id is not known yet");

        assertThat(ended(sent).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(emulator().requests(Operation.CANCEL)).isEmpty();
        gate.release();
    }

    @Test
    void aCancelThatFailsStopsNothing() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("Easy.").text("Paris").gateAfter(4, gate));
        emulator().script(on(Operation.CANCEL).always().httpStatus(500));
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:once")
                .to(CREATE + "&streaming=true&background=true&channel=c&maxRetries=0"));
        Future<Exchange> sent = send("direct:once");
        untilListed("id=v1_");

        assertThat(cancel(emulator().interactionIds().get(0))).contains("could not be cancelled");
        assertThat(attribute("OpenInteractions")).isEqualTo(1);
        gate.release();

        assertThat(ended(sent).getMessage().getBody(String.class)).isEqualTo("Paris");
    }

    @Test
    void whatIsNotOpenIsNotCancelled() throws Exception {
        assertThat(cancel("v1_other")).startsWith("Nothing was cancelled");
        assertThat(cancel("<script>\n")).startsWith("Nothing was cancelled");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void manyAtOnceAreAllListedAndAllGone() throws Exception {
        Gate gate = emulator().gate("all");
        emulator().script(onCreate().text("Paris").gate(gate).always());
        List<Future<Exchange>> sent = Arrays.asList(
                send("direct:ask"), send("direct:ask"), send("direct:loop"), send("direct:loop"), send("direct:ask"));

        eventually().until(() -> attribute("OpenInteractions").equals(5));
        gate.release();
        for (Future<Exchange> one : sent) assertThat(ended(one).getException()).isNull();

        eventually().until(() -> listed().isEmpty());
        assertThat(RouteKit.component(context).getOpenInteractions()).isZero();
    }
}
