// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a character that two deltas have halves of. */
class SurrogatePairsTest {

    private static final String FACE = "\ud83d\ude00";

    private final SurrogatePairs pairs = new SurrogatePairs();
    private final List<String> texts = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"text\":TEXT}",
                "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\",\"text\":TEXT}}",
                "{\"type\":\"arguments_delta\",\"arguments\":TEXT}",
                "{\"type\":\"arguments\",\"partial_arguments\":TEXT}"
            })
    void theFirstHalfWaitsForTheOther(String delta) {
        receive(delta(0, delta, "a" + FACE.charAt(0)), delta(0, delta, FACE.charAt(1) + "b"), stop(0));

        assertThat(texts).containsExactly("a", FACE + "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"a\\ud83d\"}]}",
                "{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"a\\ud83d\"}]}"
            })
    void theHalfOfAStartWaitsToo(String step) {
        String text = "{\"type\":\"text\",\"text\":TEXT}";
        InteractionEvent start = event("step.start", ",\"index\":0,\"step\":" + step);
        InteractionEvent passed = pairs.joined(start).get(0);
        assertThat(((InteractionEvent.StepStarted) passed).step().text()).isEqualTo("a");
        assertThat(EventJson.read(new SseFrame(null, passed.json(), true)))
                .isEqualTo(new InteractionEvent.StepStarted(
                        null, "step.start", 0, ((InteractionEvent.StepStarted) passed).step(), passed.json()));

        receive(delta(0, text, "\ude00"), start, stop(0));

        assertThat(texts).containsExactly(FACE, "\ufffd");
    }

    @Test
    void stepsThatInterleaveHaveTheirOwnHalves() {
        String text = "{\"type\":\"text\",\"text\":TEXT}";
        receive(
                delta(0, text, "a\ud83d"),
                delta(1, text, "\ud83c"),
                delta(0, text, "\ude00"),
                delta(1, text, "\udf0d!"));

        assertThat(texts).containsExactly("a", "", FACE, "\ud83c\udf0d!");
    }

    @Test
    void aHalfWithoutTheOtherIsReplaced() {
        String text = "{\"type\":\"text\",\"text\":TEXT}";
        receive(delta(0, text, "a\ud83d"), delta(0, text, "b\ud83d"), stop(0), delta(1, text, "\ud83d"), end());

        assertThat(texts).containsExactly("a", "\ufffdb", "\ufffd", "", "\ufffd");
    }

    /** Random texts in random pieces: what is passed on is the text, and each piece of it can be written. */
    @Test
    void joinsToTheSameTextHoweverItIsCut() {
        Random random = new Random(1);
        for (int run = 0; run < 500; run++) {
            SurrogatePairs fresh = new SurrogatePairs();
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) text.append(random.nextBoolean() ? FACE : "x");
            StringBuilder passed = new StringBuilder();
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(3));
                String piece = text.substring(from, to);
                for (InteractionEvent event : fresh.joined(delta(0, "{\"type\":\"text\",\"text\":TEXT}", piece))) {
                    String part = text(event);
                    if (!part.isEmpty()) {
                        assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1)))
                                .isFalse();
                        assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
                    }
                    passed.append(part);
                }
                from = to;
            }
            assertThat(fresh.joined(stop(0))).hasSize(1);
            assertThat(passed.toString()).isEqualTo(text.toString());
        }
    }

    private void receive(InteractionEvent... events) {
        for (InteractionEvent event : events) {
            for (InteractionEvent passed : pairs.joined(event))
                if (passed instanceof InteractionEvent.StepGrew) texts.add(text(passed));
        }
    }

    /** The text of the delta, which the JSON has, too. */
    private static String text(InteractionEvent event) {
        InteractionEvent.StepGrew grew = (InteractionEvent.StepGrew) event;
        InteractionEvent read = EventJson.read(new SseFrame(null, grew.json(), true));
        assertThat(((InteractionEvent.StepGrew) read).delta()).isEqualTo(grew.delta());
        if (grew.delta() instanceof Delta.Arguments arguments) return arguments.fragment();
        if (grew.delta() instanceof Delta.ThoughtSummary summary) return ((Content.Text) summary.content()).text();
        return grew.delta().text();
    }

    private static InteractionEvent delta(int index, String delta, String text) {
        return event("step.delta", ",\"index\":" + index + ",\"delta\":" + delta.replace("TEXT", json(text)));
    }

    /** In UTF-8 a half has no bytes of its own: the service can only send it as an escape. */
    private static String json(String text) {
        StringBuilder json = new StringBuilder();
        for (char c : InteractionJson.text(text).toCharArray())
            json.append(Character.isSurrogate(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        return json.toString();
    }

    private static InteractionEvent stop(int index) {
        return event("step.stop", ",\"index\":" + index);
    }

    private static InteractionEvent end() {
        return event("interaction.completed", ",\"interaction\":{\"status\":\"completed\"}");
    }

    private static InteractionEvent event(String type, String members) {
        return EventJson.read(new SseFrame(null, "{\"event_type\":\"" + type + "\"" + members + "}", true));
    }
}
