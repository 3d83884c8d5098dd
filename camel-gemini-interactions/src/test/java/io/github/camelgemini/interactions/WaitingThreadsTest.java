// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Rule;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Threads of the component that wait for other threads of it, with one of {@code deliveryThreads}: each of them ends. */
class WaitingThreadsTest extends GeminiEmulatorTestSupport {

    private static final int AT_ONCE = 40;
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String STREAM = CREATE + "&streaming=true";

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withAutoStartContext(false);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("conversations", new MemoryStateRepository());
        context.getRegistry().bind("keys", new MemoryStateRepository());
        RouteKit.component(context).setDeliveryThreads(1);
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(CREATE);
                iterators();
                waits();
            }

            private void iterators() {
                splits("direct:plain", STREAM);
                splits("direct:functions", STREAM + "&tags=look");
                splits("direct:background", STREAM + "&background=true");
                splits(
                        "direct:conversations",
                        STREAM + "&conversationRepository=#conversations&tags=look",
                        GeminiInteractionsConstants.CONVERSATION_ID);
                splits(
                        "direct:keys",
                        STREAM + "&idempotencyRepository=#keys",
                        GeminiInteractionsConstants.IDEMPOTENCY_KEY);
                from("gemini-interactions-tool:look_up?tags=look&parameter.n=integer")
                        .setBody(constant("found"));
            }

            private void splits(String route, String endpoint) {
                splits(route, endpoint, "None");
            }

            private void splits(String route, String endpoint, String headerOfBody) {
                from(route)
                        .setHeader(headerOfBody, body())
                        .to(endpoint)
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .to("mock:parts")
                        .end();
            }

            private void waits() {
                from("direct:twice").to(CREATE).to(CREATE);
                from("direct:bean").to(CREATE).process(exchange -> ask(exchange, "direct:twice"));
                from("direct:beanForParts").to(CREATE).process(exchange -> ask(exchange, "direct:plain"));
                from("direct:parts")
                        .to(STREAM + "&stepTypes=model_output")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .process(part -> ask(part, "direct:twice"));
                from("direct:parallel")
                        .to(CREATE)
                        .multicast()
                        .parallelProcessing()
                        .to("direct:bean", "direct:bean")
                        .end();

                from("direct:poll").to(CREATE).pollEnrich("seda:polled", -1);
                from("direct:fill").to(CREATE).to("seda:polled");

                from("direct:asking").to(CREATE + "&tags=ask");
                from("gemini-interactions-tool:ask_another?tags=ask&parameter.n=integer")
                        .process(exchange -> ask(exchange, "direct:functions"));

                from("direct:channel").to(STREAM + "&channel=outer");
                from("gemini-interactions:stream?channel=outer&stepTypes=model_output")
                        .process(step -> ask(step, "direct:inner"));
                from("direct:inner").to(STREAM + "&channel=inner");
                from("gemini-interactions:stream?channel=inner&stepTypes=model_output")
                        .process(step -> ask(step, "direct:functions"));
            }
        };
    }

    /** As a bean of a user does: its thread waits. */
    private static void ask(Exchange exchange, String route) {
        try (ProducerTemplate template = exchange.getContext().createProducerTemplate()) {
            template.requestBody(route, exchange.getMessage().getBody(String.class));
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private List<CompletableFuture<Exchange>> ask(String route, int calls) {
        template.setThreadedAsyncMode(false);
        return IntStream.range(0, calls)
                .mapToObj(call -> template.asyncSend(
                        route, exchange -> exchange.getMessage().setBody("question " + call)))
                .toList();
    }

    private static void allSucceed(List<CompletableFuture<Exchange>> asked) {
        for (CompletableFuture<Exchange> one : asked)
            assertThat(one).succeedsWithin(FAR).satisfies(answered -> assertThat((Throwable) answered.getException())
                    .isNull());
    }

    /** All iterators are read at the same time before the first one has its last part. */
    @ParameterizedTest
    @ValueSource(
            strings = {"direct:plain", "direct:functions", "direct:background", "direct:conversations", "direct:keys"})
    void anyNumberOfIteratorsEndsAndOthersAreAnsweredMeanwhile(String route) throws Exception {
        Gate gate = emulator().gate("all");
        emulator().script(rule(route).prompt("question.*").gateAfter(4, gate).times(AT_ONCE));
        context.start();

        List<CompletableFuture<Exchange>> asked = ask(route, AT_ONCE);
        eventually().until(() -> emulator().openStreams() == AT_ONCE);
        String beside = fluentTemplate.to("direct:ask").withBody("beside").request(String.class);
        gate.release();

        assertThat(beside).contains("beside");
        allSucceed(asked);
    }

    private static Rule rule(String route) {
        boolean calls = route.equals("direct:functions") || route.equals("direct:conversations");
        Rule answer = onCreate().thought("Hm.");
        return calls ? answer.call("look_up", "{\"n\":1}") : answer.deltas("a", "b");
    }

    @Test
    void brokenAndContinuedStreamsAreReadOnWhileOthersWait() throws Exception {
        Gate gate = emulator().gate("all");
        emulator()
                .script(
                        onCreate()
                                .background(true)
                                .deltas("a", "b")
                                .gateAfter(4, gate)
                                .cutAfter(5)
                                .times(AT_ONCE / 2),
                        onCreate().stream(true)
                                .continuation("a", "b", "c")
                                .gateAfter(4, gate)
                                .times(AT_ONCE / 2));
        context.start();

        List<CompletableFuture<Exchange>> asked = new ArrayList<>(ask("direct:background", AT_ONCE / 2));
        asked.addAll(ask("direct:plain", AT_ONCE / 2));
        eventually().until(() -> emulator().openStreams() == AT_ONCE);
        gate.release();

        allSucceed(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:bean", "direct:beanForParts", "direct:parts", "direct:parallel", "direct:channel"})
    void aRouteThatWaitsForAnotherCallEnds(String route) throws Exception {
        context.start();

        allSucceed(ask(route, AT_ONCE));
    }

    @Test
    void functionsThatCallTheModelEnd() throws Exception {
        emulator()
                .script(onCreate()
                        .prompt("ask.*")
                        .call("ask_another", "{\"n\":1}")
                        .call("ask_another", "{\"n\":2}")
                        .times(AT_ONCE));
        context.start();
        template.setThreadedAsyncMode(false);

        List<CompletableFuture<Exchange>> asked = IntStream.range(0, AT_ONCE)
                .mapToObj(call -> template.asyncSend(
                        "direct:asking", exchange -> exchange.getMessage().setBody("ask " + call)))
                .toList();

        allSucceed(asked);
    }

    /** The thread waits for something of which the component knows nothing. */
    @Test
    void routesThatPollWhatOthersBringEnd() throws Exception {
        context.start();

        List<CompletableFuture<Exchange>> asked = new ArrayList<>(ask("direct:poll", AT_ONCE));
        asked.addAll(ask("direct:fill", AT_ONCE));

        allSucceed(asked);
    }
}
