// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Which of two interactions of a conversation is the later one. Turns of a conversation never overlap, so an interaction
 * that was created before the other had ended is not. Else its predecessors tell, where it names them: recorded answers do
 * not always.
 *
 * <p>Observed: the service tells times in whole seconds.
 *
 * @param read reads a stored interaction
 */
record InteractionOrder(Function<String, CompletionStage<Interaction>> read) {

    /** How many predecessors are looked at: of a later interaction, those are the rounds of its own turn. */
    private static final int LONGEST = 100;

    /** Whether {@code mine} came after {@code theirs}, as far as that can be known. */
    CompletionStage<Boolean> follows(Interaction mine, Interaction theirs) {
        String before = mine.previousInteractionId();
        if (before == null) return isLater(mine, theirs);
        if (before.equals(theirs.id())) return known(true);
        if (isBegunBefore(mine.created(), theirs.updated())) return known(false);
        return descends(mine, theirs, LONGEST);
    }

    private CompletionStage<Boolean> isLater(Interaction mine, Interaction theirs) {
        String begun = mine.created();
        String over = theirs.updated();
        if (begun == null || over == null || isBegunBefore(begun, over)) return known(false);
        return descends(theirs, mine, LONGEST).thenApply(goneOn -> !goneOn);
    }

    private static boolean isBegunBefore(@Nullable String begun, @Nullable String over) {
        return begun != null && over != null && Instant.parse(begun).isBefore(Instant.parse(over));
    }

    private CompletionStage<Boolean> descends(Interaction from, Interaction ancestor, int further) {
        String before = from.previousInteractionId();
        if (before == null || further == 0) return known(false);
        if (before.equals(ancestor.id())) return known(true);
        return read.apply(before).thenCompose(earlier -> descends(earlier, ancestor, further - 1));
    }

    private static CompletionStage<Boolean> known(boolean answer) {
        return CompletableFuture.completedStage(answer);
    }
}
