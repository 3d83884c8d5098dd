// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, whose answer is the whole one.
 *
 * @param answer completing it from outside ends its request
 * @param asked the interaction that is asked for; null for a create
 */
public record SingleRequestRun(CompletableFuture<Interaction> answer, @Nullable String asked) implements RunHandle {

    @Override
    public CompletionStage<Interaction> whole() {
        return answer;
    }

    @Override
    public @Nullable String interactionId() {
        if (asked != null || !answer.isDone() || answer.isCompletedExceptionally()) return asked;
        return answer.getNow(null).id();
    }

    @Override
    public @Nullable String lastEventId() {
        return null;
    }

    @Override
    public void stop() {
        answer.completeExceptionally(new InteractionStoppedException(interactionId(), null));
    }
}
