// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the events of one interaction, unique within it and the same in the first stream, in each replay and behind a cut.
 * A key says what the event is about, never on which connection it came. One thread at a time.
 *
 * <p>docs/streaming.adoc has the table of keys.
 */
public final class EventKeys {

    private final InteractionAccumulator folded;
    // Stands for the id of an interaction that is not stored.
    private final String substitute = "unstored-" + UUID.randomUUID();
    private int statuses = -1;
    private int sameStatuses;
    private @Nullable InteractionStatus status;
    private int unknowns;
    // Number of deltas of an input, by its index in the stream.
    private final Map<Integer, Integer> inputDeltas = new HashMap<>();

    /** @param folded the accumulator to which each event is added before its key is asked for */
    public EventKeys(InteractionAccumulator folded) {
        this.folded = folded;
    }

    /**
     * The first segment of all keys of the interaction.
     *
     * @param interactionId null if it is not known: then a random word, as the steps of two runs may not have the same key
     */
    public String run(@Nullable String interactionId) {
        return interactionId == null ? substitute : interactionId;
    }

    /**
     * The segments of a key behind the first one. To be called once for each event, in order.
     *
     * @param offset length of the step before the delta that the event has, as in the key of the delta; null for none
     */
    public String of(InteractionEvent event, @Nullable String offset) {
        if (event instanceof InteractionEvent.StepGrew grew) return grown(grew.index(), offset);
        if (event instanceof InteractionEvent.StepStarted started) return step(started.index()) + "/start";
        if (event instanceof InteractionEvent.StepStopped stopped) return step(stopped.index()) + "/stop";
        if (event instanceof InteractionEvent.Created) return "created";
        if (event instanceof InteractionEvent.Completed) return "completed/event";
        if (event instanceof InteractionEvent.StatusChanged changed) return status(changed.status());
        if (event instanceof InteractionEvent.Failed failed) return "error/" + digest(failed.error());
        return "unknown/" + unknowns++;
    }

    private String grown(int index, @Nullable String offset) {
        String at = offset != null ? offset : Integer.toString(inputDeltas.merge(index, 1, Integer::sum) - 1);
        return ofDelta(step(index), at);
    }

    /**
     * The segments of the key of an event with a delta.
     *
     * @param step those of its step
     * @param offset as in {@link #of}
     */
    public static String ofDelta(String step, String offset) {
        return step + '/' + offset + "/event";
    }

    private String step(int index) {
        int position = folded.position(index);
        return position >= 0 ? Integer.toString(position) : "input/" + folded.inputPosition(index);
    }

    /** A replay may leave out a status that is the one before: it is not counted, so that the next one has its number. */
    private String status(InteractionStatus next) {
        boolean isSame = next.equals(status);
        status = next;
        sameStatuses = isSame ? sameStatuses + 1 : 0;
        if (!isSame) statuses++;
        return "status/" + statuses + (isSame ? "/" + sameStatuses : "");
    }

    /** Not a number: each connection may report the error again, or one of its own. */
    private static String digest(InteractionError error) {
        return Integer.toHexString((error.code() + ' ' + error.message()).hashCode());
    }
}
