// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.internal.client.accumulate.EventKeys;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream with its effect on the interaction.
 *
 * @param interactionId null if the interaction is not stored
 * @param run first segment of the keys of the interaction: its id, or what stands for it; never null
 * @param ownKey key of the event behind that segment; null for that of its growth, which is written where it is asked for
 * @param status status of the interaction after this event
 * @param place position of the event in the run
 * @param growth growth of a generated step; null if none has grown
 * @param finished steps that this event finished, in order; mostly empty
 * @param whole the answer, with the final event only; else null
 */
public record StreamProgress(
        InteractionEvent event,
        @Nullable String interactionId,
        String run,
        @Nullable String ownKey,
        InteractionStatus status,
        Place place,
        @Nullable Growth growth,
        List<FinishedStep> finished,
        @Nullable Interaction whole) {

    /** A copy without the answer, for an interaction that is not the last one of its exchange. */
    public StreamProgress unended() {
        return new StreamProgress(event, interactionId, run, ownKey, status, place, growth, finished, null);
    }

    /** A copy whose answer, if it has one, is joined with the earlier parts. */
    public StreamProgress after(AnswerParts earlier) {
        return whole == null
                ? this
                : new StreamProgress(
                        event, interactionId, run, ownKey, status, place, growth, finished, earlier.joinedWith(whole));
    }

    /** Key of the event behind the segment {@link #run()}. */
    public String key() {
        if (ownKey != null) return ownKey;
        Growth grown = Objects.requireNonNull(growth);
        return EventKeys.ofDelta(Integer.toString(grown.position()), grown.offset());
    }

    /**
     * The received length of a step.
     *
     * @param chars number of characters
     * @param others number of deltas without characters
     */
    public record Offset(long chars, int others) implements Comparable<Offset> {

        /** The beginning of a step. */
        public static final Offset START = new Offset(0, 0);

        private static final Comparator<Offset> ORDER =
                Comparator.comparingLong(Offset::chars).thenComparingInt(Offset::others);

        @Override
        public int compareTo(Offset other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A position in a run, identical in each replay.
     *
     * @param position index among the generated steps; for an event about no step, the number of finished steps
     * @param within received length of that step; null for its end and for an event about no step
     */
    public record Place(int position, @Nullable Offset within) {

        /** After everything that the run generated. */
        public static final Place END = new Place(Integer.MAX_VALUE, null);
    }

    /**
     * An addition to one step.
     *
     * @param index index of the step in the stream
     * @param position index of the step among the generated ones
     * @param stepType the step's type in the API; null if its start was not received
     * @param before length before the delta
     * @param after length after the delta
     */
    public record Growth(int index, int position, @Nullable String stepType, Offset before, Offset after, Delta delta) {

        /** The length before the delta: characters, and after a plus sign the number of deltas without characters. */
        public String offset() {
            return after.chars() == before.chars()
                    ? before.chars() + "+" + before.others()
                    : Long.toString(before.chars());
        }
    }
}
