// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StepEvents;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** The events a run will send, in order. */
sealed interface Plan {
    /** How many there are before the last, which ends the run. */
    int sizeBeforeEnd();

    boolean isDelta(int index);

    StreamEvent at(int index, @Nullable String eventId);

    /** What closes the stream, once the interaction has its final status. */
    List<StreamEvent> end(StoredInteraction interaction, @Nullable String eventId);

    /** Whether all events but the last are made as they are read, and not stored. */
    default boolean isMadeAsRead() {
        return false;
    }

    static Plan of(StoredInteraction interaction, Run.Result result) {
        if (result.eventStream() != null) {
            return Verbatim.of(result.eventStream());
        }
        if (result.resource() != null) {
            return new Verbatim(List.of());
        }
        Outcome outcome = result.outcome();
        List<ObjectNode> events = new ArrayList<>();
        events.add(ResourceJson.createdEvent(interaction));
        events.add(ResourceJson.statusEvent(interaction));
        if (outcome.steps() instanceof ManySteps many) {
            return new Many(events, many);
        }
        events.addAll(StepEvents.of(outcome.steps(), outcome.deltas()));
        for (Outcome.CheckPoint point : outcome.checkPoints()) {
            events.add(Math.min(point.after(), events.size()), ResourceJson.checkPointEvent(interaction, point));
        }
        return new Steps(events);
    }

    /** Events of the API's making. */
    record Steps(List<ObjectNode> events) implements Plan {
        @Override
        public int sizeBeforeEnd() {
            return events.size();
        }

        @Override
        public boolean isDelta(int index) {
            return events.get(index).path("event_type").asText().equals("step.delta");
        }

        @Override
        public StreamEvent at(int index, @Nullable String eventId) {
            return StreamEvent.of(events.get(index), eventId);
        }

        @Override
        public List<StreamEvent> end(StoredInteraction interaction, @Nullable String eventId) {
            return List.of(StreamEvent.of(ResourceJson.completedEvent(interaction), eventId), StreamEvent.DONE);
        }
    }

    /** Very many events of the API's making. */
    record Many(List<ObjectNode> head, ManySteps steps) implements Plan {
        @Override
        public boolean isMadeAsRead() {
            return true;
        }

        @Override
        public int sizeBeforeEnd() {
            return head.size() + steps.events();
        }

        @Override
        public boolean isDelta(int index) {
            return false;
        }

        @Override
        public StreamEvent at(int index, @Nullable String eventId) {
            boolean isHead = index < head.size();
            return StreamEvent.of(isHead ? head.get(index) : steps.event(index - head.size()), eventId);
        }

        @Override
        public List<StreamEvent> end(StoredInteraction interaction, @Nullable String eventId) {
            return new Steps(List.of()).end(interaction, eventId);
        }
    }

    /** Scripted frames, sent as they are. */
    record Verbatim(List<StreamEvent> frames) implements Plan {
        static Verbatim of(String eventStream) {
            List<StreamEvent> frames = new ArrayList<>();
            for (String frame : eventStream.split("(?<=\\r\\n\\r\\n|\\n\\n|\\r\\r)", -1)) {
                if (!frame.isBlank()) {
                    frames.add(new StreamEvent("verbatim", eventId(frame), frame));
                }
            }
            return new Verbatim(frames);
        }

        private static @Nullable String eventId(String frame) {
            int data = frame.indexOf("data:");
            if (data < 0 || !frame.contains("\"event_id\"")) {
                return null;
            }
            try {
                return Json.text(Json.parse(frame.substring(data + 5).strip()), "event_id");
            } catch (JsonProcessingException e) {
                return null;
            }
        }

        @Override
        public int sizeBeforeEnd() {
            return frames.size();
        }

        @Override
        public boolean isDelta(int index) {
            return frames.get(index).frame().contains("step.delta");
        }

        @Override
        public StreamEvent at(int index, @Nullable String eventId) {
            return frames.get(index);
        }

        @Override
        public List<StreamEvent> end(StoredInteraction interaction, @Nullable String eventId) {
            return List.of();
        }
    }
}
