// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCancel;
import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onDelete;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls that are in flight when Camel's cache drops their producer end as usual; a stop of their route ends them. */
class EvictedProducerTest extends GeminiEmulatorTestSupport {

    private static final int CALLS = 30;
    private static final int FEW = 2;
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String DYNAMIC = CREATE + "&systemInstruction=n${header.n}";

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("keys", new MemoryStateRepository());
        registry.bind("turns", new MemoryStateRepository());
        registry.bind("cursors", new MemoryStateRepository());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:toD").routeId("toD").toD(DYNAMIC, FEW);
                from("direct:toDWithoutCache").toD(DYNAMIC, -1);
                from("direct:enrich").enrich().simple(DYNAMIC).cacheSize(FEW);
                // Camel stops the error handler of a recipient with its producer, whatever component that is of.
                from("direct:recipientList")
                        .errorHandler(noErrorHandler())
                        .recipientList(simple(DYNAMIC))
                        .cacheSize(FEW);
                from("direct:routingSlip").routingSlip(simple(DYNAMIC)).cacheSize(FEW);
                from("direct:dynamicRouter")
                        .dynamicRouter(method(EvictedProducerTest.class, "once"))
                        .cacheSize(FEW);
                from("direct:wireTap")
                        .errorHandler(deadLetterChannel("mock:failed"))
                        .wireTap(DYNAMIC)
                        .cacheSize(FEW);
                from("direct:any").routeId("any").toD("${header.uri}", FEW);
                from("direct:iterate")
                        .routeId("iterate")
                        .toD(CREATE + "&streaming=true&systemInstruction=n${header.n}", FEW)
                        .split(body())
                        .streaming()
                        .to("mock:parts")
                        .end();
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:capital?tags=t").to("mock:capital");
                from("direct:outer").routeId("outer").to("direct:toD");
            }
        };
    }

    /** For a dynamic router: one call per message. */
    public static String once(Exchange exchange) {
        if (exchange.getProperty("routed") != null) return null;
        exchange.setProperty("routed", true);
        return DYNAMIC.replace("${header.n}", exchange.getMessage().getHeader("n", String.class));
    }

    private CompletableFuture<Exchange> ask(String route, Object n) {
        template.setThreadedAsyncMode(false);
        return template.asyncSend(route, exchange -> {
            exchange.getMessage().setBody("Capital?");
            exchange.getMessage().setHeader("n", n);
        });
    }

    private CompletableFuture<Exchange> askAny(String uri) {
        template.setThreadedAsyncMode(false);
        return template.asyncSend("direct:any", exchange -> {
            exchange.getMessage().setBody("Capital?");
            exchange.getMessage().setHeader("uri", uri);
        });
    }

    private static Exchange answer(CompletableFuture<Exchange> asked) throws Exception {
        return asked.get(1, TimeUnit.MINUTES);
    }

    private int inFlight() {
        return RouteKit.component(context).calls().size();
    }

    /** Calls other addresses through the same caches until each of their producers has been dropped. */
    private void evict(String route) throws Exception {
        for (int i = 0; i < 10 * FEW; i++)
            assertThat(answer(ask(route, "other" + i)).getException()).isNull();
    }

    private void evictAny() throws Exception {
        for (int i = 0; i < 10 * FEW; i++)
            assertThat(answer(askAny(CREATE + "&systemInstruction=n" + i)).getException())
                    .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD",
                "toDWithoutCache",
                "enrich",
                "recipientList",
                "routingSlip",
                "dynamicRouter",
            })
    void eachOfManyCallsAtOnceIsAnswered(String route) throws Exception {
        emulator().script(onCreate().text("Paris").gate("held").always());
        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) asked.add(ask("direct:" + route, i));
        emulator().awaitRequests(CALLS, FAR);

        emulator().gate("held").release();

        for (CompletableFuture<Exchange> one : asked) {
            assertThat(answer(one).getException()).isNull();
            assertThat(answer(one).getMessage().getBody(String.class)).isEqualTo("Paris");
        }
        assertThat(emulator().ledger().creates()).isEqualTo(CALLS);
        eventually().until(() -> inFlight() == 0);
    }

    @Test
    void eachOfManyTapsIsAnswered() throws Exception {
        emulator().script(onCreate().text("Paris").gate("held").always());
        for (int i = 0; i < CALLS; i++) ask("direct:wireTap", i);
        emulator().awaitRequests(CALLS, FAR);

        emulator().gate("held").release();

        eventually().until(() -> inFlight() == 0);
        eventually().until(() -> context.getInflightRepository().size() == 0);
        assertThat(getMockEndpoint("mock:failed").getReceivedCounter()).isZero();
        assertThat(emulator().ledger().creates()).isEqualTo(CALLS);
    }

    @Test
    void eachCallOfATemplateForOneProducerIsAnswered() throws Exception {
        emulator().script(onCreate().text("Paris").gate("held").always());
        try (ProducerTemplate one = context.createProducerTemplate(1)) {
            one.setThreadedAsyncMode(false);
            List<CompletableFuture<Exchange>> asked = new ArrayList<>();
            for (int i = 0; i < CALLS; i++)
                asked.add(one.asyncSend(CREATE + "&systemInstruction=n" + i, exchange -> exchange.getMessage()
                        .setBody("Capital?")));
            emulator().awaitRequests(CALLS, FAR);

            emulator().gate("held").release();

            for (CompletableFuture<Exchange> call : asked)
                assertThat(answer(call).getMessage().getBody(String.class)).isEqualTo("Paris");
        }
        assertThat(emulator().ledger().creates()).isEqualTo(CALLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create?model=m",
                "create?model=m&streaming=true&channel=c",
                "create?model=m&streaming=true&channel=c&cursorRepository=#cursors",
                "create?model=m&conversationId=anna",
                "create?model=m&conversationId=anna&conversationRepository=#turns",
                "create?model=m&idempotencyKey=order7&idempotencyRepository=#keys",
                "create?model=m&outputRepairAttempts=1&responseFormat=RAW({\"type\":\"string\"})",
            })
    void whateverACreateHasAroundItEndsAsUsual(String operation) throws Exception {
        emulator().script(onCreate().target("m").text("\"Paris\"").gate("held"));
        CompletableFuture<Exchange> held = askAny("gemini-interactions:" + operation);
        emulator().awaitRequests(1, FAR);
        evictAny();

        emulator().gate("held").release();

        assertThat(answer(held).getException()).isNull();
        assertThat(answer(held).getMessage().getBody(String.class)).isEqualTo("\"Paris\"");
        eventually().until(() -> inFlight() == 0);
    }

    @Test
    void aRunThatIsAwaitedIsPolledUntilItsEnd() throws Exception {
        emulator().script(onCreate().target("m").background(true).text("Paris").gateAfter(1, "held"));
        CompletableFuture<Exchange> held = askAny(
                "gemini-interactions:create?model=m&background=true&awaitCompletion=true&pollInterval=20&maxPollInterval=40");
        eventually().until(() -> !emulator().requests(Operation.GET).isEmpty());
        evictAny();
        int polled = emulator().requests(Operation.GET).size();
        eventually().until(() -> emulator().requests(Operation.GET).size() > polled);

        emulator().gate("held").release();

        assertThat(answer(held).getMessage().getBody(String.class)).isEqualTo("Paris");
    }

    @Test
    void aQueuedTurnComesInItsOrder() throws Exception {
        emulator()
                .script(
                        onCreate().target("m").text("one").gate("held"),
                        onCreate().target("m").text("two"));
        String turn = "gemini-interactions:create?model=m&conversationId=anna";
        CompletableFuture<Exchange> first = askAny(turn);
        CompletableFuture<Exchange> second = askAny(turn);
        emulator().awaitRequests(1, FAR);
        evictAny();

        emulator().gate("held").release();

        assertThat(answer(first).getMessage().getBody(String.class)).isEqualTo("one");
        assertThat(answer(second).getMessage().getBody(String.class)).isEqualTo("two");
    }

    @Test
    void aRoundOfFunctionCallsIsAnswered() throws Exception {
        emulator()
                .script(
                        onCreate().target("m").call("c1", "capital", "{}").gate("held"),
                        onCreate().target("m").text("It is Paris"));
        CompletableFuture<Exchange> held = askAny("gemini-interactions:create?model=m&tags=t");
        emulator().awaitRequests(1, FAR);
        evictAny();

        emulator().gate("held").release();

        assertThat(answer(held).getMessage().getBody(String.class)).isEqualTo("It is Paris");
        assertThat(getMockEndpoint("mock:capital").getReceivedCounter()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "resume", "cancel", "delete"})
    void aCallThatNamesAnInteractionIsAnswered(String operation) throws Exception {
        emulator().script(onCreate().target("m").background(true).text("Paris").gateAfter(1, "run"));
        String id = answer(askAny("gemini-interactions:create?model=m&background=true"))
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        emulator()
                .script(
                        onGet().gate("held"),
                        onCancel().gate("held"),
                        onDelete().gate("held"));
        int before = emulator().requests().size();
        String channel = operation.equals("resume") ? "&channel=c" : "";
        CompletableFuture<Exchange> held =
                askAny("gemini-interactions:" + operation + "?interactionId=" + id + channel);
        emulator().awaitRequests(before + 1, FAR);
        evictAny();

        if (operation.equals("resume")) emulator().gate("run").release(); // a run that has ended cannot be cancelled
        emulator().gate("held").release();

        assertThat(answer(held).getException()).isNull();
    }

    @Test
    void theIteratorBodyIsReadToItsEnd() throws Exception {
        emulator().script(onCreate().deltas("Pa", "ris").gateAfter(3, "held"));
        getMockEndpoint("mock:parts").expectedMinimumMessageCount(1);
        CompletableFuture<Exchange> held = ask("direct:iterate", "held");
        emulator().awaitRequests(1, FAR);
        evict("direct:iterate");

        emulator().gate("held").release();

        assertThat(answer(held).getException()).isNull();
        assertThat(RouteKit.bodies(getMockEndpoint("mock:parts"))).contains("Paris");
        eventually().until(() -> inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toD", "outer"})
    void aRouteThatStopsEndsTheCallsOfItsEvictedProducers(String route) throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("held").gate("held").times(CALLS));
        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) asked.add(ask("direct:" + route, i));
        emulator().awaitRequests(CALLS, FAR);
        evict("direct:" + route);

        context.getRouteController().stopRoute("toD");

        for (CompletableFuture<Exchange> one : asked)
            assertThat(answer(one).getException()).isInstanceOf(InteractionStoppedException.class);
        eventually().until(() -> inFlight() == 0);
    }

    @Test
    void aRouteThatStopsEndsNoCallOfAnother() throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("Paris").gate("held"));
        CompletableFuture<Exchange> held = ask("direct:toD", "held");
        emulator().awaitRequests(1, FAR);

        context.getRouteController().stopRoute("any");
        context.getRouteController().stopRoute("outer");
        assertThat(context.removeRoute("any")).isTrue();
        emulator().gate("held").release();

        assertThat(answer(held).getMessage().getBody(String.class)).isEqualTo("Paris");
    }

    @Test
    void aContextThatStopsEndsTheCallsOfItsEvictedProducers() throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("held").gate("held").times(CALLS));
        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) asked.add(ask("direct:toD", i));
        emulator().awaitRequests(CALLS, FAR);
        evict("direct:toD");

        context.stop();

        for (CompletableFuture<Exchange> one : asked)
            assertThat(answer(one).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(inFlight()).isZero();
    }

    /** Camel's cache remembers the producer used last, also after it has stopped it. */
    @Test
    void aMessageThatComesLateToAnEvictedProducerIsAnswered() throws Exception {
        AsyncProducer evicted = context.getEndpoint(CREATE).createAsyncProducer();
        evicted.start();
        evicted.stop();
        Exchange exchange = evicted.getEndpoint().createExchange();
        exchange.getMessage().setBody("Capital?");

        evicted.process(exchange);

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }
}
