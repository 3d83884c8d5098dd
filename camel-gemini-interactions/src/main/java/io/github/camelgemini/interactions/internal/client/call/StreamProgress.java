// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Comparator;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a stream means to a route.
 *
 * @param event the event itself
 * @param interactionId the interaction it belongs to; null where nothing is stored
 * @param status the interaction's status with this event
 * @param place how far through the run it is
 * @param growth what a generated step has grown by; null when none has
 * @param finished the steps that this event has finished, in order; mostly empty
 * @param whole the whole answer, with the final event only; else null
 */
public record StreamProgress(
        InteractionEvent event,
        @Nullable String interactionId,
        InteractionStatus status,
        Place place,
        @Nullable Growth growth,
        List<FinishedStep> finished,
        @Nullable Interaction whole) {

    /** The same without the whole answer: the run may have ended with this event, what it is part of has not. */
    public StreamProgress unended() {
        return new StreamProgress(event, interactionId, status, place, growth, finished, null);
    }

    /**
     * How far one step has grown.
     *
     * @param chars its characters
     * @param others its deltas without any, since it began
     */
    public record Offset(long chars, int others) implements Comparable<Offset> {

        /** A step that has begun. */
        public static final Offset START = new Offset(0, 0);

        private static final Comparator<Offset> ORDER =
                Comparator.comparingLong(Offset::chars).thenComparingInt(Offset::others);

        @Override
        public int compareTo(Offset other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A place in a run, the same whenever the run is played.
     *
     * @param position of the generated step that an event is about; for an event about none, how many had finished
     * @param within how far that step has grown; null for its end, and for an event about no step
     */
    public record Place(int position, @Nullable Offset within) {

        /** Behind everything that the run generated. */
        public static final Place END = new Place(Integer.MAX_VALUE, null);
    }

    /**
     * More of one step.
     *
     * @param index of the step in its stream
     * @param position of the step among the generated ones
     * @param stepType the API's word for the step; null when its start was never seen
     * @param offset what the step had before: its characters, and behind a plus sign its deltas without any
     * @param after what the step has with it
     * @param delta what has come
     */
    public record Growth(
            int index, int position, @Nullable String stepType, String offset, Offset after, Delta delta) {}
}
