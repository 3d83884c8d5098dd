// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.TransientFailures;
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationState;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Deletes conversations, each with its last interaction. A deletion is a turn in the queue of its conversation. */
public record ConversationDeletion(ConversationRegistry.Turns turns, InteractionCalls calls, ReplyWriter replies) {

    /** A copy that sends its requests with other calls, such as those with the headers of a message. */
    ConversationDeletion with(InteractionCalls others) {
        return new ConversationDeletion(turns, others, replies);
    }

    /**
     * @param timeout longest wait for the service's answer; null for the endpoint's
     * @throws ConversationBusyException when the exchange belongs to a turn of that conversation
     */
    StartedOperation start(String conversationId, @Nullable Duration timeout, Exchange exchange) {
        CompletableFuture<Consumer<Message>> reply = new CompletableFuture<>();
        AtomicBoolean sent = new AtomicBoolean();
        turns.inTurn(
                turns.key(conversationId, exchange),
                reply,
                turn -> {
                    if (reply.isDone()) return; // stopped while waiting
                    sent.set(true);
                    delete(turn, timeout, reply);
                },
                reply::completeExceptionally);
        Runnable stop = () -> reply.completeExceptionally(new InteractionStoppedException(null, null));
        Runnable stopUnlessSent = () -> {
            if (!sent.get()) stop.run();
        };
        return new StartedOperation(reply, reply, () -> null, stopUnlessSent, stop);
    }

    private void delete(Turn turn, @Nullable Duration timeout, CompletableFuture<Consumer<Message>> reply) {
        String id = turn.state().interactionId();
        if (id == null) {
            removeState(turn, null, reply);
            return;
        }
        CompletableFuture<Boolean> deletion = calls.delete(id, timeout);
        reply.whenComplete((written, ended) -> deletion.cancel(false));
        deletion.whenComplete((deleted, failure) -> {
            try {
                if (failure == null || TransientFailures.isGone(Futures.unwrapped(failure)))
                    removeState(turn, id, reply);
                else reply.completeExceptionally(Futures.unwrapped(failure));
            } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                reply.completeExceptionally(e);
            }
        });
    }

    private void removeState(Turn turn, @Nullable String id, CompletableFuture<Consumer<Message>> reply) {
        turn.end(new ConversationState.New())
                .whenComplete((stored, failure) -> turns.onOtherThread(() -> {
                    if (failure != null) reply.completeExceptionally(Futures.unwrapped(failure));
                    else reply.complete(message -> replies.deleted(id, message));
                }));
    }
}
