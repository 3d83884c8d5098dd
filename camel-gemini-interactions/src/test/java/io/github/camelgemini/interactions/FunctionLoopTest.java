// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;

/** Many rounds of many calls: calls run in parallel or in order, and no thread waits for the model. */
class FunctionLoopTest extends GeminiEmulatorTestSupport {

    private static final int ROUNDS = 20;
    private static final int CALLS = 8;
    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&tags=t&maxToolIterations="
            + ROUNDS + "&maxToolCalls=" + ROUNDS * CALLS;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(ASK);
                from("direct:askUnstored").to(ASK + "&store=false");
                from("direct:askStreaming").to(ASK + "&streaming=true&channel=c");
                from("direct:askForParts")
                        .to(ASK + "&streaming=true")
                        .split()
                        .body()
                        .streaming()
                        .to("mock:parts");
                from("direct:askInOrder").to(ASK + "&parallelToolExecution=false");

                from("gemini-interactions-tool:work?tags=t&parameter.n=integer")
                        .routeId("work")
                        .to("mock:work")
                        .setBody()
                        .simple("did ${header.n}");
                from("gemini-interactions:stream?channel=c&emit=steps,completed")
                        .to("mock:steps");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:ask", "direct:askUnstored", "direct:askStreaming"})
    void twentyRoundsOfEightCallsHoldNoThreadWhileTheModelThinks(String route) throws Exception {
        CyclicBarrier together = new CyclicBarrier(CALLS);
        // Not in the mock endpoint: it takes one exchange at a time.
        AdviceWith.adviceWith(
                context, "work", work -> work.weaveAddFirst().process(call -> together.await(60, TimeUnit.SECONDS)));
        emulator().script(script());
        getMockEndpoint("mock:work").expectedMessageCount(ROUNDS * CALLS);

        Future<Exchange> answered = fluentTemplate.to(route).withBody("Go").asyncSend();
        emulator().gate("held").awaitReached(Duration.ofSeconds(60));
        Thread here = Thread.currentThread();
        eventually().untilAsserted(() -> assertThat(busyThreads(here)).isEmpty());
        assertThat(answered).isNotDone();
        emulator().gate("held").release();

        Exchange answer = answered.get(120, TimeUnit.SECONDS);
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("done");
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .isEqualTo(ROUNDS);
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(14L * (ROUNDS + 1));
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.THOUGHT_TOKENS))
                .isEqualTo(5L * (ROUNDS + 1));
        RouteKit.assertSatisfied(context);
        resultsAreInOrder(emulator().requests());
        assertThat(FunctionTest.outcomes(answer)).hasSize(ROUNDS * CALLS).containsOnly("ok");
        if (route.equals("direct:askStreaming")) stepsAreInOrder();
        emulator().assertExhausted();
    }

    @Test
    void theStepsOfAllRoundsAreOneBody() throws Exception {
        emulator().script(round(1), round(2), onCreate().text("done").usage(7, 2, 5));
        MockEndpoint parts = getMockEndpoint("mock:parts");
        parts.expectedMessageCount(2 * (1 + CALLS) + 3);

        assertThat(fluentTemplate.to("direct:askForParts").withBody("Go").send().getException())
                .isNull();

        RouteKit.assertSatisfied(context);
        assertThat(rounds(parts))
                .isSorted()
                .startsWith(0)
                .contains(1)
                .endsWith(2, 2, 2); // a thought, the answer, and the end
        assertThat(bodies(parts)).endsWith("done", "done");
        assertThat(headers(parts, GeminiInteractionsConstants.TOTAL_TOKENS)).endsWith(42L);
    }

    @Test
    void callsRunOneAfterTheOtherWhereThatIsAskedFor() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AdviceWith.adviceWith(context, "work", work -> {
            work.weaveAddFirst()
                    .process(call -> assertThat(running.incrementAndGet()).isEqualTo(1));
            work.weaveAddLast().process(call -> running.decrementAndGet());
        });
        emulator().script(round(1), onCreate().text("done"));
        MockEndpoint work = getMockEndpoint("mock:work");
        work.expectedMessageCount(CALLS);

        Exchange answer = fluentTemplate.to("direct:askInOrder").withBody("Go").send();

        RouteKit.assertSatisfied(context);
        assertThat(FunctionTest.outcomes(answer)).hasSize(CALLS).containsOnly("ok");
        assertThat(headers(work, "n")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    private static Rule[] script() {
        List<Rule> rules = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++)
            rules.add(round == ROUNDS / 2 ? round(round).gate("held") : round(round));
        rules.add(onCreate().text("done").usage(7, 2, 5));
        return rules.toArray(Rule[]::new);
    }

    private static Rule round(int round) {
        Rule rule = onCreate().usage(7, 2, 5);
        for (int n = 0; n < CALLS; n++) rule = rule.call(round + "-" + n, "work", "{\"n\":" + n + "}");
        return rule;
    }

    private static void resultsAreInOrder(List<RecordedRequest> requests) {
        assertThat(requests).hasSize(ROUNDS + 1);
        for (int round = 1; round <= ROUNDS; round++) {
            JsonNode input = requests.get(round).at("/input");
            for (int n = 0; n < CALLS; n++) {
                JsonNode result = input.get(input.size() - CALLS + n);
                assertThat(result.path("call_id").asText()).isEqualTo(round + "-" + n);
                assertThat(result.path("result").asText()).isEqualTo("did " + n);
            }
        }
    }

    private void stepsAreInOrder() {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        assertThat(rounds(steps)).isSorted().startsWith(0).endsWith(ROUNDS);
        List<Object> types = headers(steps, GeminiInteractionsConstants.STEP_TYPE);
        assertThat(types).filteredOn("function_call"::equals).hasSize(ROUNDS * CALLS);
        assertThat(types).filteredOn(Objects::isNull).hasSize(1);
        assertThat(headers(steps, GeminiInteractionsConstants.TOTAL_TOKENS)).endsWith(14L * (ROUNDS + 1));
    }

    private static List<Integer> rounds(MockEndpoint mock) {
        return headers(mock, GeminiInteractionsConstants.TOOL_ITERATIONS).stream()
                .map(Integer.class::cast)
                .toList();
    }

    /** Names of the threads, other than the test's, that run code of the component. */
    private static List<String> busyThreads(Thread test) {
        List<String> busy = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            boolean inside = Arrays.stream(frames)
                    .map(StackTraceElement::getClassName)
                    .anyMatch(name -> name.startsWith("io.github.camelgemini.interactions.")
                            && !name.startsWith("io.github.camelgemini.emulator."));
            boolean ofClient = thread.getName().startsWith("gemini-interactions-io"); // they wait for all connections
            if (inside && !ofClient && thread != test && thread != Thread.currentThread()) busy.add(thread.getName());
        });
        return busy;
    }
}
