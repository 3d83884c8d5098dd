// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of two interactions of a conversation is the later one. Turns of a conversation never overlap, so an
 * interaction that was created before the other one had ended is not later. Otherwise the chain of predecessors decides, if
 * the interaction names one: recorded answers do not always.
 *
 * <p>Observed: the service reports times in whole seconds.
 *
 * @param read reads a stored interaction
 */
record InteractionOrder(Function<String, CompletionStage<Interaction>> read) {

    /** Longest chain of predecessors read: between two turns, it consists of the function rounds of the later one. */
    private static final int MAX_PREDECESSORS = 100;

    /** Whether {@code candidate} is known to have come after {@code other}. */
    CompletionStage<Boolean> follows(Interaction candidate, Interaction other) {
        String previous = candidate.previousInteractionId();
        if (previous == null) return isLater(candidate, other);
        if (previous.equals(other.id())) return known(true);
        if (isBefore(candidate.created(), other.updated())) return known(false);
        return descends(candidate, other, MAX_PREDECESSORS);
    }

    private CompletionStage<Boolean> isLater(Interaction candidate, Interaction other) {
        String created = candidate.created();
        String updated = other.updated();
        if (created == null || updated == null || isBefore(created, updated)) return known(false);
        return descends(other, candidate, MAX_PREDECESSORS).thenApply(precedes -> !precedes);
    }

    private static boolean isBefore(@Nullable String created, @Nullable String updated) {
        return created != null && updated != null && Instant.parse(created).isBefore(Instant.parse(updated));
    }

    private CompletionStage<Boolean> descends(Interaction from, Interaction ancestor, int remaining) {
        String previous = from.previousInteractionId();
        if (previous == null || remaining == 0) return known(false);
        if (previous.equals(ancestor.id())) return known(true);
        return read.apply(previous).thenCompose(earlier -> descends(earlier, ancestor, remaining - 1));
    }

    private static CompletionStage<Boolean> known(boolean answer) {
        return CompletableFuture.completedStage(answer);
    }
}
