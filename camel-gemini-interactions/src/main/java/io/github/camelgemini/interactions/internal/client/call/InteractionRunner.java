// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Starts or attaches to interactions for one message, and delivers either one answer or a stream. Decorators add behaviour
 * beyond one request (functions, conversations, idempotency). No method blocks.
 */
public interface InteractionRunner {

    /** Creates an interaction and follows it. */
    RunHandle create(InteractionRequest request);

    /** Follows an existing interaction. */
    RunHandle attach(String id);

    /**
     * Follows an interaction with which an earlier delivery of the message was answered. So what follows an answer, such as
     * storing a turn of a conversation, is done already.
     */
    default RunHandle attachAnswered(String id) {
        return attach(id);
    }

    /**
     * A runner for one round of function calls. The end of its interaction is not the end of the answer, which
     * {@link #end} reports.
     *
     * @param rounds number of earlier rounds
     */
    default InteractionRunner round(int rounds) {
        return this;
    }

    /** Reports the answer that ends the rounds; the stage fails if its receiver fails. */
    default CompletionStage<?> end(Interaction answer) {
        return CompletableFuture.completedStage(answer);
    }
}
