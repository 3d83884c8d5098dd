// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.Arrays;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventKeysTest {

    private static final String QUEUED = "{\"event_type\":\"interaction.status_update\",\"status\":\"queued\"}";
    private static final String RUNS = "{\"event_type\":\"interaction.status_update\",\"status\":\"in_progress\"}";

    private static List<String> keys(String... events) {
        InteractionAccumulator folded = new InteractionAccumulator(InteractionAccumulator.Collects.STEPS);
        EventKeys keys = new EventKeys(folded);
        return Arrays.stream(events)
                .map(json -> EventJson.read(new SseFrame(null, json, true)))
                .map(event -> {
                    folded.add(event);
                    return keys.of(event, null);
                })
                .toList();
    }

    private static String start(int index, String type) {
        return "{\"event_type\":\"step.start\",\"index\":" + index + ",\"step\":{\"type\":\"" + type + "\"}}";
    }

    private static String stop(int index) {
        return "{\"event_type\":\"step.stop\",\"index\":" + index + "}";
    }

    private static String error(String message) {
        return "{\"event_type\":\"error\",\"error\":{\"code\":\"internal\",\"message\":\"" + message + "\"}}";
    }

    /** A replay leaves out a status that is the one before. */
    @Test
    void aStatusHasItsNumberWhetherOrNotTheOneBeforeIsRepeated() {
        assertThat(keys(QUEUED, QUEUED, QUEUED, RUNS, QUEUED))
                .containsExactly("status/0", "status/0/1", "status/0/2", "status/1", "status/2");
        assertThat(keys(QUEUED, RUNS, QUEUED)).containsExactly("status/0", "status/1", "status/2");
    }

    /** Only a full replay has the inputs in front. */
    @Test
    void aStepHasItsPositionWhetherOrNotTheInputsAreInFront() {
        assertThat(keys(
                        start(0, "user_input"),
                        stop(0),
                        start(1, "user_input"),
                        stop(1),
                        start(2, "thought"),
                        stop(2),
                        start(3, "user_input"),
                        stop(3),
                        start(4, "model_output")))
                .containsExactly(
                        "input/0/0/start",
                        "input/0/0/stop",
                        "input/0/1/start",
                        "input/0/1/stop",
                        "0/start",
                        "0/stop",
                        "input/1/0/start",
                        "input/1/0/stop",
                        "1/start");
        assertThat(keys(start(0, "thought"), stop(0), start(1, "user_input"), stop(1), start(2, "model_output")))
                .containsExactly("0/start", "0/stop", "input/1/0/start", "input/1/0/stop", "1/start");
    }

    /** A connection ends with an error of its own, which no other one has. */
    @Test
    void anErrorHasTheKeyOfWhatItSays() {
        assertThat(keys(error("deadline"), error("overloaded"))).doesNotHaveDuplicates();
        assertThat(keys(error("overloaded")))
                .containsExactly(keys(error("deadline"), error("overloaded")).get(1));
    }

    @Test
    void theRunsOfTwoInteractionsThatAreNotStoredHaveDifferentKeys() {
        EventKeys keys = new EventKeys(new InteractionAccumulator(InteractionAccumulator.Collects.STEPS));

        assertThat(keys.run(null)).isEqualTo(keys.run(null));
        assertThat(keys.run(null))
                .isNotEqualTo(
                        new EventKeys(new InteractionAccumulator(InteractionAccumulator.Collects.STEPS)).run(null));
        assertThat(keys.run("v1_a")).isEqualTo("v1_a");
    }
}
