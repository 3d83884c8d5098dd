// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.PlainAnswer;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recorded streams, all the way from bytes to an interaction. Of each the plain answer is worked out a second time, from the
 * raw lines and with plain trees, and the two have to be equal.
 */
class RecordedTrafficTest {

    private static final int CUTTINGS = 20;

    static Stream<String> streams() {
        return Stream.concat(
                Traffic.samples(".data-lines.jsonl", "steps-untouched"), Traffic.samples(".sse", "steps-redacted"));
    }

    static Stream<String> streamsWithAnAnswerBesideThem() {
        return Traffic.samples(".data-lines.jsonl", "steps-untouched", "legacy")
                .filter(name -> Traffic.exists(answerOf(name)));
    }

    static Stream<String> olderStreams() {
        return Traffic.samples(".data-lines.jsonl", "legacy");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void foldsAStreamIntoWhatThePlainAnswerWouldHaveBeen(String sample) {
        JsonNode plain = PlainAnswer.of(sample).interaction();
        for (int seed = 0; seed < CUTTINGS; seed++) {
            Folded folded = fold(Traffic.stream(sample), new Random(seed));
            Interaction interaction = folded.accumulator.interaction();

            assertThat(Traffic.tree(InteractionJson.write(interaction))).isEqualTo(plain);
            assertThat(interaction).isEqualTo(InteractionJson.read(plain.toString()));
            assertThat(folded.finished).extracting(FinishedStep::step).isEqualTo(interaction.steps());
            assertThat(folded.finished)
                    .extracting(FinishedStep::position)
                    .isEqualTo(range(interaction.steps().size()));
            assertThat(interaction.errors()).isEmpty();
            assertThat(folded.left).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void foldsTextCallsAndUsageAsTheRawLinesHaveThem(String sample) {
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        StringBuilder arguments = new StringBuilder();
        JsonNode usage = null;
        for (Traffic.Sample frame : Traffic.frames(sample)) {
            JsonNode event = Traffic.tree(frame.payload());
            JsonNode delta = event.path("delta");
            if (delta.path("type").asText().equals("text"))
                text.append(delta.get("text").asText());
            if (delta.path("type").asText().equals("arguments_delta"))
                arguments.append(delta.get("arguments").asText());
            JsonNode step = event.path("step");
            if (step.path("type").asText().equals("function_call"))
                calls.add(step.get("id").asText() + step.get("name").asText());
            if (frame.event().equals("interaction.completed")) usage = event.at("/interaction/usage");
        }
        Interaction folded =
                fold(Traffic.stream(sample), new Random(1)).accumulator.interaction();

        assertThat(folded.outputText()).isEqualTo(text.isEmpty() ? null : text.toString());
        assertThat(folded.pendingCalls())
                .extracting(call -> call.id() + call.name())
                .isEqualTo(calls);
        assertThat(String.join(
                        "",
                        folded.pendingCalls().stream().map(Step.Call::arguments).toList()))
                .isEqualTo(arguments.toString());
        assertThat(Traffic.tree(InteractionJson.write(folded)).get("usage")).isEqualTo(usage);
        assertThat(text.isEmpty()).as("a stream answers or calls").isNotEqualTo(calls.isEmpty());
    }

    /**
     * The answers beside the streams come from other runs of the same request: ids, signatures, texts and counts differ. What
     * has to be the same is what they are made of, and what the request decides: model, status, the calls of a function.
     */
    @ParameterizedTest
    @MethodSource("streamsWithAnAnswerBesideThem")
    void isMadeOfWhatTheAnswerOfAnotherRunIsMadeOf(String sample) {
        Interaction streamed =
                fold(Traffic.stream(sample), new Random(2)).accumulator.interaction();
        Interaction answered = InteractionJson.read(Traffic.text(answerOf(sample)));

        assertThat(streamed.steps())
                .extracting(Step::type)
                .isEqualTo(answered.steps().stream().map(Step::type).toList());
        assertThat(streamed.steps())
                .extracting(Object::getClass)
                .isEqualTo(answered.steps().stream().map(Object::getClass).toList());
        assertThat(streamed.status()).isEqualTo(answered.status());
        assertThat(streamed.model()).isEqualTo(answered.model());
        assertThat(streamed.id() == null).isEqualTo(answered.id() == null);
        assertThat(streamed.outputText() == null).isEqualTo(answered.outputText() == null);
        assertThat(streamed.pendingCalls())
                .extracting(call -> call.name() + call.arguments())
                .isEqualTo(answered.pendingCalls().stream()
                        .map(call -> call.name() + call.arguments())
                        .toList());
        if (sample.startsWith("steps-untouched")) {
            assertThat(names(streamed)).isEqualTo(names(answered));
            assertThat(streamed.usage().more().keySet())
                    .isEqualTo(answered.usage().more().keySet());
        }
    }

    private static List<String> names(Interaction interaction) {
        List<String> names = new ArrayList<>();
        Traffic.tree(InteractionJson.write(interaction)).fieldNames().forEachRemaining(names::add);
        return names.stream().sorted().toList();
    }

    private static String answerOf(String stream) {
        return stream.replace(".data-lines.jsonl", ".json");
    }

    @ParameterizedTest
    @MethodSource("olderStreams")
    void foldsOlderStreamsAsTheRawLinesHaveThem(String sample) {
        StringBuilder text = new StringBuilder();
        int starts = 0;
        for (Traffic.Sample frame : Traffic.frames(sample)) {
            JsonNode event = Traffic.tree(frame.payload());
            if (frame.event().equals("content.start")) starts++;
            text.append(event.at("/delta/text").asText());
        }
        for (int seed = 0; seed < CUTTINGS; seed++) {
            Folded folded = fold(Traffic.stream(sample), new Random(seed));
            Interaction interaction = folded.accumulator.interaction();
            assertThat(interaction.outputText()).isEqualTo(text.isEmpty() ? null : text.toString());
            assertThat(folded.finished).hasSize(starts);
            assertThat(interaction.status().isTerminal()).isTrue();
        }
    }

    @Test
    void readsAWholeCallOfAnOlderStream() {
        Interaction folded = fold(Traffic.stream("legacy/tool-call-step1.data-lines.jsonl"), new Random(3))
                .accumulator
                .interaction();
        assertThat(folded.pendingCalls()).hasSize(1);
        assertThat(folded.pendingCalls().get(0).id()).isEqualTo("odkxni2w");
        assertThat(folded.pendingCalls().get(0).arguments()).isEqualTo("{\"location\":\"San Francisco\"}");
    }

    @Test
    void seesTheErrorThatFollowsFramesWithoutAnyFraming() {
        Folded folded = fold(
                Traffic.stream("pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse"), new Random(4));
        InteractionError error = folded.accumulator.interaction().errors().get(0);
        assertThat(error.code()).isEqualTo("503");
        assertThat(error.message()).isEqualTo("The service is currently unavailable.");
        assertThat(folded.accumulator.interaction().status()).isEqualTo(InteractionStatus.FAILED);
        assertThat(folded.eventIds).contains("v1_MF90aG91Z2h0XzE1");
        Step.Thought thought =
                (Step.Thought) folded.accumulator.interaction().steps().get(0);
        assertThat(thought.summary()).hasSize(2);
    }

    @Test
    void keepsTheSignatureOfACallThatStandsOnItsStart() {
        Interaction folded = fold(
                        Traffic.stream("pasted/arguments_delta-with-signature-on-step.start.data-lines.jsonl"),
                        new Random(5))
                .accumulator
                .interaction();
        List<Step.Call> calls = folded.steps().stream()
                .filter(step -> step instanceof Step.Call)
                .map(step -> (Step.Call) step)
                .toList();
        assertThat(calls).isNotEmpty().allSatisfy(call -> {
            assertThat(call.signature()).isNotEmpty();
            assertThat(Traffic.tree(call.arguments()).isObject()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "documented/streaming.count-1-to-25.sse",
                "documented/streaming.interleaved-text-image.sse",
                "documented/streaming.search-plus-function-call.requires_action.sse",
                "documented/streaming.deep-research-background.sse",
                "documented/thinking.summary-inside-step-start.sse",
                "documented/omni-video.post-stream.sse",
                "pasted/google-search.gemini-3.6-flash.signatures-shortened.sse"
            })
    void foldsDocumentedAndPastedStreamsLikewise(String sample) {
        Interaction folded =
                fold(Traffic.stream(sample), new Random(6)).accumulator.interaction();
        assertThat(Traffic.tree(InteractionJson.write(folded)))
                .isEqualTo(PlainAnswer.of(sample).interaction());
    }

    private static final class Folded {
        final InteractionAccumulator accumulator = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
        final List<FinishedStep> finished = new ArrayList<>();
        final List<String> eventIds = new ArrayList<>();
        SseFrame left;

        void add(SseFrame frame) {
            InteractionEvent event = EventJson.read(frame);
            if (event == null) return;
            if (event.eventId() != null) eventIds.add(event.eventId());
            finished.addAll(accumulator.add(event));
        }
    }

    private static Folded fold(String stream, Random cuts) {
        Folded folded = new Folded();
        SseDecoder decoder = new SseDecoder(1 << 26);
        byte[] bytes = stream.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + cuts.nextInt(cuts.nextInt(8) == 0 ? 8192 : 60));
            decoder.feed(ByteBuffer.wrap(bytes, from, to - from));
            for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) folded.add(frame);
            from = to;
        }
        folded.left = decoder.finish();
        if (folded.left != null && !folded.accumulator.interaction().status().isTerminal()) folded.add(folded.left);
        return folded;
    }

    private static List<Integer> range(int size) {
        return Stream.iterate(0, i -> i + 1).limit(size).toList();
    }
}
