// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How an interaction ends. The trees are shared and never changed.
 *
 * @param steps those generated, in order; an immutable list, which may make them on access
 * @param status the API's word
 * @param usage null where the interaction ends without saying what it used
 * @param errors members of {@code errors}, mostly none
 * @param deltas the pieces in which the first text is streamed; empty: cut by length
 * @param continuationToken of the next part; null: there is none
 * @param checkPoints in the stream, in its order
 */
public record Outcome(
        List<ObjectNode> steps,
        String status,
        @Nullable ObjectNode usage,
        List<JsonNode> errors,
        List<String> deltas,
        @Nullable String continuationToken,
        List<CheckPoint> checkPoints) {

    public Outcome {
        errors = List.copyOf(errors);
        deltas = List.copyOf(deltas);
        checkPoints = List.copyOf(checkPoints);
    }

    /** An answer in one part. */
    public Outcome(
            List<ObjectNode> steps,
            String status,
            @Nullable ObjectNode usage,
            List<JsonNode> errors,
            List<String> deltas) {
        this(steps, status, usage, errors, deltas, null, List.of());
    }

    /**
     * A status update with the token of what comes behind it.
     *
     * @param after number of events before it, from 1
     */
    public record CheckPoint(int after, String token, ObjectNode usage) {}

    /** What is left of this outcome when the run is cancelled after some steps. */
    public Outcome cancelledAfter(int finishedSteps) {
        return new Outcome(steps.subList(0, finishedSteps), "cancelled", null, List.of(), List.of());
    }
}
