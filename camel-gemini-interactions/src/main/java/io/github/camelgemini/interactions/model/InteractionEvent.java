// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Objects;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * One decoded event of an interaction's stream, in the order in which the server sent it.
 *
 * <p>Documented: Interactions API reference, streaming, September 2026. Observed: traffic/steps-untouched/*.jsonl.
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public sealed interface InteractionEvent {

    /** Id to resume after this event; null if the server sent none. */
    @Nullable
    String eventId();

    /** The API's type of this event, for example {@code step.delta}. */
    String type();

    /** The whole event as JSON text, as the server sent it. */
    String json();

    /** {@code interaction.created}: the interaction exists; it has an id unless it is not stored. */
    record Created(@Nullable String eventId, String type, Interaction interaction, String json)
            implements InteractionEvent {}

    /** {@code interaction.status_update}. */
    record StatusChanged(
            @Nullable String eventId,
            String type,
            @Nullable String interactionId,
            InteractionStatus status,
            @Nullable InteractionError error,
            String json)
            implements InteractionEvent {}

    /** {@code step.start}: a step opens, empty or with its first data. */
    record StepStarted(@Nullable String eventId, String type, int index, Step step, String json)
            implements InteractionEvent {}

    /**
     * {@code step.delta}: a step grows. A class, not a record, because its JSON text is made when {@link #json()} is called:
     * most of the thousands of deltas of a stream are read without it. Any thread.
     */
    final class StepGrew implements InteractionEvent {

        private final @Nullable String eventId;
        private final String type;
        private final int index;
        private final Delta delta;
        private final Supplier<String> json;

        public StepGrew(@Nullable String eventId, String type, int index, Delta delta, String json) {
            this(eventId, type, index, delta, () -> json);
        }

        /** @param json makes the JSON text, the same each time; any thread */
        public StepGrew(@Nullable String eventId, String type, int index, Delta delta, Supplier<String> json) {
            this.eventId = eventId;
            this.type = type;
            this.index = index;
            this.delta = delta;
            this.json = json;
        }

        @Override
        public @Nullable String eventId() {
            return eventId;
        }

        @Override
        public String type() {
            return type;
        }

        /** Index of the step in the stream. */
        public int index() {
            return index;
        }

        /** What is added to the step. */
        public Delta delta() {
            return delta;
        }

        @Override
        public String json() {
            return json.get();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StepGrew grew
                    && index == grew.index
                    && type.equals(grew.type)
                    && delta.equals(grew.delta)
                    && Objects.equals(eventId, grew.eventId)
                    && json().equals(grew.json());
        }

        @Override
        public int hashCode() {
            return Objects.hash(eventId, type, index, delta, json());
        }

        @Override
        public String toString() {
            return "StepGrew[eventId=" + eventId + ", type=" + type + ", index=" + index + ", delta=" + delta
                    + ", json=" + json() + "]";
        }
    }

    /** {@code step.stop}: a step is finished. */
    record StepStopped(@Nullable String eventId, String type, int index, String json) implements InteractionEvent {}

    /**
     * {@code interaction.completed}: the last event, for every final status. Its interaction usually has no steps; if it has
     * any, they replace those of the stream.
     */
    record Completed(@Nullable String eventId, String type, Interaction interaction, String json)
            implements InteractionEvent {}

    /** {@code error}: the run failed, unless the error {@linkplain InteractionError#isEmpty() is empty}. */
    record Failed(@Nullable String eventId, String type, InteractionError error, String json)
            implements InteractionEvent {}

    /** An event of a type or shape that this version does not know. Reaches the route unchanged with {@code emit=events}. */
    record Unknown(@Nullable String eventId, String type, String json) implements InteractionEvent {}
}
