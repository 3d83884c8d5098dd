// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Runs as one message follows them: as one answer, or as a stream whose steps go where the message said. What a message
 * wants beyond one request (functions, a conversation, paying once) is built around it, as another of this kind.
 */
public interface InteractionRunner {

    /** Creates an interaction and follows it as far as the message wants to know. Never blocks. */
    RunHandle create(InteractionRequest request);

    /** Follows an interaction that is there already. Never blocks. */
    RunHandle attach(String id);

    /**
     * The same for one of several interactions that make one answer together, because the model calls functions in between:
     * the end of one of them is not the end, which {@link #end} tells.
     *
     * @param rounds how many rounds of calls came before it
     */
    default InteractionRunner round(int rounds) {
        return this;
    }

    /** Tells whoever follows the rounds that they have ended in this answer; fails as that one does. Never blocks. */
    default CompletionStage<?> end(Interaction answer) {
        return CompletableFuture.completedStage(answer);
    }
}
