// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Starts or attaches to interactions for one message, and delivers either one answer or a stream. Decorators add behaviour
 * beyond one request (functions, conversations, idempotency). No method blocks.
 */
public interface InteractionRunner {

    /** Creates an interaction and follows it. */
    RunHandle create(InteractionRequest request);

    /**
     * Follows existing interactions.
     *
     * @param ids the parts of one answer, in order; one unless the answer was continued. The innermost runner follows the
     *     last of them.
     */
    RunHandle attach(List<String> ids);

    /**
     * Follows interactions with which an earlier delivery of the message was answered. So what follows an answer, such as
     * storing a turn of a conversation, is done already.
     */
    default RunHandle attachAnswered(List<String> ids) {
        return attach(ids);
    }

    /**
     * A runner for one part of an answer that may be continued. A part that requires continuation does not end the answer,
     * and the end of the last one is reported with all parts.
     *
     * @param earlier the parts before it
     */
    default InteractionRunner part(AnswerParts earlier) {
        return this;
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
