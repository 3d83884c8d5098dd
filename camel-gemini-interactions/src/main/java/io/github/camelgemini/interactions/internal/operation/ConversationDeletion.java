// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationState;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Forgets conversations, and deletes the last interaction of each. It takes a turn, behind those that came before. */
public record ConversationDeletion(ConversationRegistry.Turns turns, InteractionCalls calls, ReplyWriter replies) {

    /**
     * @param timeout longest time for the service's answer; null for the endpoint's
     * @throws ConversationBusyException when it would wait for itself
     */
    StartedOperation start(String conversationId, @Nullable Duration timeout, Exchange exchange) {
        CompletableFuture<Consumer<Message>> reply = new CompletableFuture<>();
        AtomicBoolean sent = new AtomicBoolean();
        turns.inTurn(
                turns.key(conversationId, exchange),
                reply,
                turn -> {
                    if (reply.isDone()) return; // stopped while it waited
                    sent.set(true);
                    delete(turn, timeout, reply);
                },
                reply::completeExceptionally);
        Runnable stop = () -> reply.completeExceptionally(new InteractionStoppedException(null, null));
        return new StartedOperation(
                reply,
                reply,
                () -> null,
                () -> {
                    if (!sent.get()) stop.run();
                },
                stop);
    }

    private void delete(Turn turn, @Nullable Duration timeout, CompletableFuture<Consumer<Message>> reply) {
        String id = turn.state().interactionId();
        if (id == null) {
            forget(turn, null, reply);
            return;
        }
        CompletableFuture<Boolean> deletion = calls.delete(id, timeout);
        reply.whenComplete((written, ended) -> deletion.cancel(false));
        deletion.whenComplete((deleted, failure) -> {
            if (failure == null || isGone(failure)) forget(turn, id, reply);
            else reply.completeExceptionally(Futures.unwrapped(failure));
        });
    }

    private void forget(Turn turn, @Nullable String id, CompletableFuture<Consumer<Message>> reply) {
        turn.end(new ConversationState.New())
                .whenCompleteAsync(
                        (forgotten, failure) -> {
                            if (failure != null) reply.completeExceptionally(Futures.unwrapped(failure));
                            else reply.complete(message -> replies.deleted(id, message));
                        },
                        turns.routeThreads());
    }

    private static boolean isGone(Throwable failure) {
        return Futures.unwrapped(failure) instanceof InteractionRejectedException refused && refused.isNotFound();
    }
}
