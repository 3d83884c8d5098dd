// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many functions one message may run, whatever the model calls. */
class ToolCallLimitTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&tags=t";
    private static final int MANY = 100_000;

    private final AtomicInteger runs = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(ASK);
                from("direct:askInOrder").to(ASK + "&parallelToolExecution=false");
                from("direct:askUnstored").to(ASK + "&store=false");
                from("direct:askForApproval").to(ASK + "&autoToolExecution=false");
                from("direct:askStreaming").to(ASK + "&streaming=true&channel=c");
                from("direct:askForMany").to(ASK + "&toolTimeout=1h&maxToolCalls=" + MANY);
                from("direct:askForManyInOrder")
                        .to(ASK + "&toolTimeout=1h&parallelToolExecution=false&maxToolCalls=" + MANY);
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:work?tags=t").process(call -> {
                    runs.incrementAndGet();
                    call.getMessage().setBody("did it");
                });
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "direct:ask",
                "direct:askInOrder",
                "direct:askUnstored",
                "direct:askForApproval",
                "direct:askStreaming"
            })
    void noCallOfARoundWithTooManyRuns(String route) {
        emulator().script(calls(101));

        Exchange failed = fluentTemplate.to(route).withBody("Go").send();

        InteractionBudgetException failure = failed.getException(InteractionBudgetException.class);
        assertThat(failure).hasMessageContaining("101 times, of maxToolCalls=100");
        assertThat(failure.getOption()).isEqualTo("maxToolCalls");
        assertThat(runs).hasValue(0);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aHundredCallsRunAndTheNextRoundRunsNone() {
        emulator().script(calls(100), calls(1));

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Go").send();

        assertThat(failed.getException(InteractionBudgetException.class).getOption())
                .isEqualTo("maxToolCalls");
        assertThat(runs).hasValue(100);
    }

    @Test
    void theCallsOfAllPartsOfAnAnswerCount() {
        emulator()
                .script(
                        onCreate().body(answer("requires_continuation\",\"continuation_token\":\"more", 0, 60)),
                        onCreate().body(answer("requires_action", 60, 120)));

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Go").send();

        assertThat(failed.getException()).isInstanceOf(InteractionBudgetException.class);
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:askForMany", "direct:askForManyInOrder"})
    void tenThousandCallsEnd(String route) throws Exception {
        assertAllRun(route, MANY / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:askForMany", "direct:askForManyInOrder"})
    @Tag("long")
    void aHundredThousandCallsEnd(String route) throws Exception {
        assertAllRun(route, MANY);
    }

    private void assertAllRun(String route, int calls) throws Exception {
        emulator()
                .script(
                        onCreate().body(answer("requires_action", 0, calls)),
                        onCreate().text("done"));

        Exchange answer =
                fluentTemplate.to(route).withBody("Go").asyncSend().get(RouteKit.FAR.toMillis(), TimeUnit.MILLISECONDS);

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("done");
        assertThat(runs).hasValue(calls);
        assertThat(FunctionTest.outcomes(answer)).hasSize(calls).containsOnly("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aLimitThatAllowsNoCallFailsAtStart(int limit) {
        assertThatThrownBy(() -> context.getEndpoint(ASK + "&maxToolCalls=" + limit)
                        .createProducer()
                        .start())
                .hasStackTraceContaining("maxToolCalls=" + limit + " allows no function call");
    }

    private static String answer(String status, int from, int to) {
        String steps = IntStream.range(from, to)
                .mapToObj(n -> "{\"type\":\"function_call\",\"id\":\"c" + n + "\",\"name\":\"work\"}")
                .collect(Collectors.joining(","));
        return "{\"id\":\"v1_" + from + "\",\"status\":\"" + status + "\",\"steps\":[" + steps + "]}";
    }

    private static Rule calls(int number) {
        Rule rule = onCreate().usage(7, 2, 5);
        for (int n = 0; n < number; n++) rule = rule.call("c" + n, "work", "{}");
        return rule;
    }
}
