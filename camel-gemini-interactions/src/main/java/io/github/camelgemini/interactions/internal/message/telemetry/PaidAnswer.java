// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/** Finds the interaction whose tokens were used by a call that failed. */
final class PaidAnswer {

    private PaidAnswer() {}

    /** The answer, or the interaction that the failure is about; null if none is known. */
    static @Nullable Interaction of(@Nullable Interaction answer, @Nullable Throwable failure) {
        if (answer != null || failure == null) return answer;
        Throwable cause = Futures.unwrapped(failure);
        if (cause instanceof InteractionEndedException ended) return ended.getInteraction();
        if (cause instanceof InteractionBudgetException budget) return budget.getInteraction();
        if (cause instanceof InteractionOutputException output) return output.getInteraction();
        InteractionEndedException parts = ContinuedRun.partsBefore(cause);
        return parts == null ? null : parts.getInteraction();
    }
}
