// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What of a run that comes again is new: told from ids where there are any, else from steps and lengths. */
class ReplayFilterTest {

    private final ReplayFilter delivered = new ReplayFilter();
    private final List<InteractionEvent> got = new ArrayList<>();

    @Test
    void behindTheLastIdAndADeltaWithoutOneTheRunIsPlayedAgain() {
        receive(created(null), start(0, null), text(0, "a", "e1"), text(0, "b", null));
        assertThat(delivered.resumeAfter()).isNull();
        assertThat(delivered.lastEventId()).isEqualTo("e1");

        delivered.reconnect();
        receive(created(null), start(0, null), text(0, "a", "e1"), text(0, "b", null), text(0, "c", "e2"));

        assertThat(texts()).containsExactly("a", "b", "c");
        assertThat(delivered.resumeAfter()).isEqualTo("e2");
    }

    @Test
    void aStartOrStopWithoutAnIdIsKnownWhenItComesBehindTheLastIdAgain() {
        receive(created(null), start(0, null), text(0, "a", "e1"), stop(0, null), start(1, null));
        assertThat(delivered.resumeAfter()).isEqualTo("e1");
        int before = got.size();

        delivered.reconnect();
        receive(stop(0, null), start(1, null));

        assertThat(got).hasSize(before);
        receive(text(1, "b", "e2"));
        assertThat(texts()).containsExactly("a", "b");
    }

    @Test
    void aServiceThatBeginsAgainThoughAskedToGoOnWithTheInputInFrontIsUnderstood() {
        receive(created("e1"), start(0, "e2"), text(0, "a", "e3"), text(0, "b", "e4"));
        assertThat(delivered.resumeAfter()).isEqualTo("e4");

        delivered.reconnect();
        receive(created("e1"), input(0), text(0, "What was asked.", null), stop(0, null));
        receive(start(1, "e2"), text(1, "a", "e3"), text(1, "b", "e4"), text(1, "c", "e5"), stop(1, "e6"));

        assertThat(texts()).containsExactly("a", "b", "c");
        assertThat(got)
                .filteredOn(InteractionEvent.StepStarted.class::isInstance)
                .hasSize(1);
        InteractionEvent last = got.get(got.size() - 1);
        assertThat(((InteractionEvent.StepStopped) last).index()).isZero();
        assertThat(Traffic.tree(last.json()).path("index").asInt()).isZero();
    }

    @Test
    void anIdOfAReplayWithOtherIndexesIsNotResumedAfter() {
        receive(created(null), start(0, null), text(0, "a", null));
        delivered.reconnect();
        receive(created(null), input(0), stop(0, null), start(1, null), text(1, "a", null), text(1, "b", "e9"));

        assertThat(texts()).containsExactly("a", "b");
        assertThat(delivered.lastEventId()).isEqualTo("e9");
        assertThat(delivered.resumeAfter()).isNull();
    }

    @Test
    void moreEventsThanIdsAreRememberedComeOnceHoweverOftenTheServiceBeginsAgain() {
        int deltas = 3_000;
        receive(created("created"), start(0, "start"));
        for (int n = 0; n < deltas; n++) receive(text(0, "x", "e" + n));

        for (int cut : List.of(500, 1_500)) {
            delivered.reconnect();
            receive(created("created"), start(0, "start"));
            for (int n = 0; n < cut; n++) receive(text(0, "x", "e" + n));
            assertThat(delivered.resumeAfter()).isEqualTo("e" + (deltas - 1));
        }
        delivered.reconnect();
        receive(text(0, "y", "e" + deltas));

        assertThat(texts()).hasSize(deltas + 1).endsWith("y");
    }

    @Test
    void aFirstEventThatIsMerelyRepeatedLosesNothing() {
        receive(created(null), start(0, null), text(0, "a", null), created(null), text(0, "b", null));
        receive(stop(0, null), created(null), start(1, null), text(1, "c", null));

        assertThat(texts()).containsExactly("a", "b", "c");
    }

    @Test
    void aRunThatBeginsAgainOnTheSameConnectionIsNotDeliveredTwice() {
        receive(created(null), start(0, null), text(0, "a", null));
        receive(created(null), start(0, null), text(0, "a", null), text(0, "b", null));

        assertThat(texts()).containsExactly("a", "b");
    }

    @Test
    void aStartThatIsRepeatedWhileTheRunIsPlayedAgainLosesNothing() {
        receive(created(null), start(0, null), text(0, "ab", null));
        delivered.reconnect();
        receive(created(null), start(0, null), text(0, "ab", null), start(0, null), text(0, "c", null));

        assertThat(texts()).containsExactly("ab", "c");
    }

    @Test
    void anInputThatIsRepeatedIsCountedOnce() {
        receive(created(null), input(0), input(0), stop(0, null), start(1, null), input(0), text(1, "a", null));

        assertThat(got)
                .filteredOn(InteractionEvent.StepStarted.class::isInstance)
                .hasSize(2);
        assertThat(texts()).containsExactly("a");
    }

    @Test
    void aDeltaThatOverlapsBringsWhatIsNewAlsoInItsJson() {
        receive(created(null), start(0, null), text(0, "Par", null));
        delivered.reconnect();
        receive(created(null), start(0, null), text(0, "Paris", null));

        assertThat(texts()).containsExactly("Par", "is");
        assertThat(Traffic.tree(got.get(got.size() - 1).json())
                        .at("/delta/text")
                        .asText())
                .isEqualTo("is");
    }

    @Test
    void whatIsMissingOfAStoredTextIsADeltaLikeAnyOther() {
        receive(created(null), start(0, null), text(0, "Par", null));
        String stored = "{\"id\":\"v1_r\",\"status\":\"completed\",\"steps\":[{\"type\":\"user_input\"},"
                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]}";

        List<InteractionEvent> rest = RunTail.of(InteractionJson.read(stored), delivered);

        assertThat(rest).extracting(InteractionEvent::type).containsExactly("step.delta", "interaction.completed");
        assertThat(Traffic.tree(rest.get(0).json()))
                .isEqualTo(Traffic.tree("{\"event_type\":\"step.delta\",\"index\":0,"
                        + "\"delta\":{\"type\":\"text\",\"text\":\"is\"}}"));
    }

    @Test
    void whatComesBehindTheStopOfItsStepComesOnceAlsoIfTheRunIsPlayedAgain() {
        receive(created(null), start(0, null), text(0, "ab", null), stop(0, null), text(0, "c", null));
        delivered.reconnect();
        receive(created(null), start(0, null), text(0, "a", null), text(0, "b", null), stop(0, null));
        receive(text(0, "cd", null), text(0, "e", null));

        assertThat(texts()).containsExactly("ab", "c", "d", "e");
    }

    @Test
    void aStoredRunOfWhichNothingCameIsAllItsEvents() {
        String stored = "{\"id\":\"v1_r\",\"status\":\"completed\",\"steps\":[{\"type\":\"user_input\"},"
                + "{\"type\":\"thought\",\"signature\":\"s\"},"
                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]}";

        List<InteractionEvent> all = RunTail.of(InteractionJson.read(stored), delivered);

        assertThat(all)
                .extracting(InteractionEvent::type)
                .containsExactly(
                        "interaction.created",
                        "step.start",
                        "step.stop",
                        "step.start",
                        "step.stop",
                        "interaction.completed");
        for (InteractionEvent event : all)
            assertThat(EventJson.read(new SseFrame(null, event.json(), true)).type())
                    .isEqualTo(event.type());
    }

    @Test
    void aStatusThatIsPlayedAgainIsNotNew() {
        receive(created(null), status("in_progress"), status("requires_action"));
        long progress = delivered.progress();
        delivered.reconnect();
        receive(created(null), status("in_progress"), status("requires_action"));

        assertThat(delivered.progress()).isEqualTo(progress);
        assertThat(got).hasSize(3);
    }

    @Test
    void anErrorReachesTheReceiverButIsNoProgress() {
        receive(created(null));
        long progress = delivered.progress();
        delivered.reconnect();
        receive(event("error", ",\"error\":{\"code\":\"unavailable\"}", null));

        assertThat(delivered.progress()).isEqualTo(progress);
        assertThat(got).hasSize(2);
    }

    private void receive(InteractionEvent... events) {
        for (InteractionEvent event : events) {
            InteractionEvent fresh = delivered.fresh(event);
            if (fresh != null) got.add(fresh);
        }
    }

    private List<String> texts() {
        return got.stream()
                .filter(InteractionEvent.StepGrew.class::isInstance)
                .map(event -> (InteractionEvent.StepGrew) event)
                .map(grew -> grew.delta().text())
                .toList();
    }

    private static InteractionEvent created(String id) {
        return event("interaction.created", ",\"interaction\":{\"id\":\"v1_r\",\"status\":\"in_progress\"}", id);
    }

    private static InteractionEvent status(String word) {
        return event("interaction.status_update", ",\"status\":\"" + word + "\"", null);
    }

    private static InteractionEvent start(int index, String id) {
        return event("step.start", ",\"index\":" + index + ",\"step\":{\"type\":\"model_output\"}", id);
    }

    private static InteractionEvent input(int index) {
        return event("step.start", ",\"index\":" + index + ",\"step\":{\"type\":\"user_input\"}", null);
    }

    private static InteractionEvent text(int index, String text, String id) {
        String delta = "{\"type\":\"text\",\"text\":\"" + text + "\"}";
        return event("step.delta", ",\"index\":" + index + ",\"delta\":" + delta, id);
    }

    private static InteractionEvent stop(int index, String id) {
        return event("step.stop", ",\"index\":" + index, id);
    }

    private static InteractionEvent event(String type, String members, String id) {
        String eventId = id == null ? "" : ",\"event_id\":\"" + id + "\"";
        return EventJson.read(new SseFrame(null, "{\"event_type\":\"" + type + "\"" + members + eventId + "}", true));
    }
}
