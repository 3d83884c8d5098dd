// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many rounds, many calls in each: beside each other, in order, and nobody waits on a thread. */
class FunctionLoopTest extends RouteTest {

    private static final int ROUNDS = 20;
    private static final int CALLS = 8;
    private static final String ASK =
            "gemini-interactions:create?model=" + MODEL + "&tags=t&maxToolIterations=" + ROUNDS;
    private static final String WORK = "gemini-interactions-tool:work?tags=t&parameter.n=integer";

    @ParameterizedTest
    @ValueSource(strings = {"", "&store=false", "&streaming=true&channel=c"})
    void twentyRoundsOfEightCallsHoldNoThreadWhileTheModelThinks(String options) throws Exception {
        CyclicBarrier together = new CyclicBarrier(CALLS);
        start(routes -> {
            routes.from("direct:ask").to(ASK + options);
            routes.from(WORK)
                    .process(exchange -> together.await(60, TimeUnit.SECONDS))
                    .setBody()
                    .simple("did ${header.n}");
            routes.from("gemini-interactions:stream?channel=c&emit=steps,completed")
                    .process(collector());
        });
        emulator().script(script());
        AsyncProcessor ask = context.getEndpoint("direct:ask").createAsyncProducer();
        ServiceHelper.startService(ask);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("Go");
        CompletableFuture<Exchange> answered = new CompletableFuture<>();

        ask.process(exchange, sync -> answered.complete(exchange));
        emulator().gate("held").awaitReached(Duration.ofSeconds(60));
        Thread here = Thread.currentThread();
        await().untilAsserted(() -> assertThat(busyThreads(here)).isEmpty());
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
        resultsAreInOrder(emulator().requests());
        assertThat(FunctionTest.outcomes(answer)).hasSize(ROUNDS * CALLS).containsOnly("ok");
        if (options.contains("streaming")) stepsAreInOrder();
        emulator().assertExhausted();
    }

    @Test
    void theStepsOfAllRoundsAreOneBody() throws Exception {
        start(routes -> {
            routes.from("direct:ask")
                    .to(ASK + "&streaming=true")
                    .split()
                    .body()
                    .streaming()
                    .process(collector());
            routes.from(WORK).setBody().simple("did ${header.n}");
        });
        emulator().script(round(1), round(2), onCreate().text("done").usage(7, 2, 5));

        assertThat(send("direct:ask", "Go").getException()).isNull();

        List<Map<String, Object>> headers =
                collected.stream().map(part -> part.getMessage().getHeaders()).toList();
        assertThat(headers.stream()
                        .map(part -> (Integer) part.get(GeminiInteractionsConstants.TOOL_ITERATIONS))
                        .toList())
                .isSorted()
                .startsWith(0)
                .contains(1)
                .endsWith(2, 2, 2); // a thought, the answer, and the end
        assertThat(collectedBodies()).endsWith("done", "done");
        assertThat(headers.get(headers.size() - 1)).containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 42L);
        assertThat(headers).hasSize(2 * (1 + CALLS) + 3);
    }

    @Test
    void callsRunOneAfterTheOtherWhereThatIsAskedFor() throws Exception {
        AtomicInteger running = new AtomicInteger();
        List<Object> order = new ArrayList<>();
        start(routes -> routes.from(WORK).process(exchange -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            order.add(exchange.getMessage().getHeader("n"));
            running.decrementAndGet();
        }));
        emulator().script(round(1), onCreate().text("done"));

        Exchange answer = send(ASK + "&parallelToolExecution=false", "Go");

        assertThat(FunctionTest.outcomes(answer)).hasSize(CALLS).containsOnly("ok");
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
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
        List<Map<String, Object>> headers =
                collected.stream().map(step -> step.getMessage().getHeaders()).toList();
        List<Integer> rounds = headers.stream()
                .map(step -> (Integer) step.get(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .toList();
        assertThat(rounds).isSorted().startsWith(0).endsWith(ROUNDS);
        assertThat(headers.stream()
                        .filter(step -> "function_call".equals(step.get(GeminiInteractionsConstants.STEP_TYPE))))
                .hasSize(ROUNDS * CALLS);
        assertThat(headers.stream().filter(step -> step.get(GeminiInteractionsConstants.STEP_TYPE) == null))
                .hasSize(1);
        assertThat(headers.get(headers.size() - 1))
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L * (ROUNDS + 1));
    }

    /** Threads, but for those of the test, that are inside the component, whatever they do there. */
    private static List<String> busyThreads(Thread test) {
        List<String> busy = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            boolean inside = Arrays.stream(frames)
                    .map(StackTraceElement::getClassName)
                    .anyMatch(name -> name.startsWith("io.github.camelgemini.interactions.")
                            && !name.startsWith("io.github.camelgemini.emulator."));
            if (inside && thread != test && thread != Thread.currentThread()) busy.add(thread.getName());
        });
        return busy;
    }
}
