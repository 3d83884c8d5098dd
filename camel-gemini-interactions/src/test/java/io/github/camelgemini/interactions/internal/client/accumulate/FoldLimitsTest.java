// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Answers with as much of one thing as a peer can send: each is folded in linear time, or refused. */
class FoldLimitsTest {

    private static final int MANY = 50_000;

    private final InteractionAccumulator folded = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);

    @Test
    void aStreamOfMoreStepsThanAnAnswerMayHaveIsRefused() {
        for (int i = 0; i < InteractionJson.MAX_STEPS; i++) step(i, call("c" + i));
        assertThat(folded.interaction().steps()).hasSize(InteractionJson.MAX_STEPS);
        assertThatExceptionOfType(InteractionProtocolException.class)
                .isThrownBy(() -> start(InteractionJson.MAX_STEPS, call("c")))
                .withMessageContaining("more than 100000 steps");
        assertThatExceptionOfType(InteractionProtocolException.class)
                .isThrownBy(() -> grow(InteractionJson.MAX_STEPS, new Delta.Text("a")));
    }

    @Test
    void aStoredAnswerOfMoreStepsIsRefused() {
        String steps = IntStream.rangeClosed(0, InteractionJson.MAX_STEPS)
                .mapToObj(i -> "{\"type\":\"x\"}")
                .collect(Collectors.joining(","));
        byte[] answer = ("{\"id\":\"v1_a\",\"status\":\"completed\",\"steps\":[" + steps + "]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(InteractionProtocolException.class)
                .isThrownBy(() -> InteractionJson.read(answer))
                .withMessageContaining("more than 100000 steps");
    }

    @Test
    void theFinalEventReplacesManyCalls() {
        List<Step> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            step(i, call("c" + i));
            calls.add(call("c" + i));
        }
        Collections.reverse(calls);
        complete(calls);
        assertThat(folded.interaction().steps()).isEqualTo(calls);
    }

    @Test
    void aFinalEventWithHalfOfManyCallsRemovesNone() {
        List<Step> half = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            step(i, call("c" + i));
            if (i % 2 == 0) half.add(call("c" + i));
        }
        half.add(call("new"));
        complete(half);
        assertThat(folded.interaction().steps()).hasSize(MANY + 1).endsWith(call("new"));
    }

    @Test
    void aReplayMayStartWithManyInputs() {
        List<Step> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Step input = new Step.UserInput(List.of(new Content.Text("a")));
            step(i, input);
            all.add(input);
        }
        for (int i = 0; i < 10_000; i++) step(MANY + i, call("c" + i));
        for (int i = 0; i < MANY; i++) all.add(call("c" + i));
        List<FinishedStep> rest = complete(all);
        assertThat(rest).hasSize(MANY - 10_000);
        assertThat(rest.get(0).position()).isEqualTo(10_000);
        assertThat(folded.interaction().steps()).hasSize(MANY);
    }

    @Test
    void manyTextsBehindTheStopOfTheirStepAreOneText() {
        step(0, new Step.ModelOutput(List.of(new Content.Text("x".repeat(100_000))), Map.of()));
        for (int i = 0; i < MANY; i++) grow(0, new Delta.Text("ab"));
        assertThat(folded.interaction().outputText())
                .hasSize(100_000 + 2 * MANY)
                .endsWith("ab");
    }

    @Test
    void argumentsThatGrowOnBehindTheStopOfTheirCallAreRefused() {
        step(0, call("c1"));
        grow(0, new Delta.Arguments("arguments", "{\"a\":\""));
        for (int i = 1; i < 1_000; i++) grow(0, new Delta.Arguments("arguments", "a"));
        assertThatExceptionOfType(InteractionProtocolException.class)
                .isThrownBy(() -> grow(0, new Delta.Arguments("arguments", "a")))
                .withMessageContaining("stopped");
    }

    @Test
    void manyStatusesAreReadWhereAnAnswerHasManyMembers() {
        String members =
                IntStream.range(0, MANY).mapToObj(i -> "\"m" + i + "\":1").collect(Collectors.joining(","));
        Interaction first = InteractionJson.read(
                ("{\"id\":\"v1_a\",\"status\":\"in_progress\"," + members + "}").getBytes(StandardCharsets.UTF_8));
        folded.add(new InteractionEvent.Created(null, "interaction.created", first, "{}"));
        for (int i = 0; i < 4 * MANY; i++)
            folded.add(new InteractionEvent.StatusChanged(
                    null,
                    "interaction.status_update",
                    "v1_a",
                    i % 2 == 0 ? InteractionStatus.QUEUED : InteractionStatus.IN_PROGRESS,
                    null,
                    "{}"));
        assertThat(folded.interaction().more()).hasSize(MANY);
    }

    @Test
    void manyCitationsBehindManyImagesBelongToTheText() {
        start(0, new Step.ModelOutput(List.of(new Content.Text("a")), Map.of()));
        for (int i = 0; i < MANY; i++)
            grow(0, new Delta.Media(new Content.Media("image", "QQ==", null, "image/png", Map.of())));
        for (int i = 0; i < MANY; i++) grow(0, new Delta.Annotations("text_annotation", List.of("{}")));
        Step.ModelOutput output =
                (Step.ModelOutput) folded.interaction().steps().get(0);
        assertThat(((Content.Text) output.content().get(0)).annotations()).hasSize(MANY);
    }

    @Test
    void manyResultsOfUnknownCallsLeaveAllCallsOpen() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < MANY; i++) steps.add(call("c" + i));
        for (int i = 0; i < MANY; i++) steps.add(result("other" + i));
        Interaction answer =
                Interaction.of("v1_a", InteractionStatus.REQUIRES_ACTION).withSteps(steps);
        assertThat(answer.pendingCalls()).hasSize(MANY);
        for (int i = 0; i < MANY; i++) steps.add(result(i % 2 == 0 ? null : "c" + i));
        assertThat(answer.withSteps(steps).pendingCalls()).isEmpty();
    }

    private static Step.Call call(String id) {
        return new Step.Call(Step.Call.FUNCTION_CALL, id, "work", "{}", null, Map.of());
    }

    private static Step.Result result(String callId) {
        return new Step.Result(Step.Result.FUNCTION_RESULT, callId, "work", "\"a\"", null, null, Map.of());
    }

    private void step(int index, Step step) {
        start(index, step);
        folded.add(new InteractionEvent.StepStopped(null, "step.stop", index, "{}"));
    }

    private void start(int index, Step step) {
        folded.add(new InteractionEvent.StepStarted(null, "step.start", index, step, "{}"));
    }

    private void grow(int index, Delta delta) {
        folded.add(new InteractionEvent.StepGrew(null, "step.delta", index, delta, "{}"));
    }

    private List<FinishedStep> complete(List<Step> steps) {
        return folded.add(new InteractionEvent.Completed(
                null,
                "interaction.completed",
                Interaction.of("v1_a", InteractionStatus.COMPLETED).withSteps(steps),
                "{}"));
    }
}
