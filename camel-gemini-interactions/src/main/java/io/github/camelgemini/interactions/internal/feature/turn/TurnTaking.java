// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import org.apache.camel.Exchange;

/**
 * How one endpoint takes turns.
 *
 * @param timeout the longest wait for a turn
 * @param routeThreads where a turn begins
 */
public record TurnTaking(Conversations conversations, Duration timeout, Executor routeThreads) {

    /**
     * The key of a conversation, for a message that may wait for its turn.
     *
     * @throws ConversationBusyException when it would wait for itself
     */
    public String key(String conversationId, Exchange exchange) {
        if (!EnclosingTurns.isOn(exchange, conversations, conversationId)) return conversationId;
        throw new ConversationBusyException(
                "This call would wait for itself, nothing was sent: its exchange belongs to a turn of the same"
                        + " conversation that is still under way; ask without conversationId or with another one, or after"
                        + " that turn has ended");
    }

    /**
     * Waits for a turn and acts in it.
     *
     * @param whole what the turn is for; when it completes, the turn is left, or waited for no longer
     * @param act runs at once or on a route thread, also when the whole has completed meanwhile
     * @param fail takes what kept the turn from coming, or what {@code act} threw
     */
    public void inTurn(String key, CompletionStage<?> whole, Consumer<Turn> act, Consumer<Throwable> fail) {
        CompletableFuture<Turn> waiting = conversations.take(key, timeout);
        whole.whenComplete((answer, ended) -> waiting.cancel(false));
        waiting.whenCompleteAsync(
                (turn, failure) -> {
                    if (failure != null) {
                        fail.accept(failure);
                        return;
                    }
                    whole.whenComplete((answer, ended) -> turn.leave());
                    try {
                        act.accept(turn);
                    } catch (Throwable e) { // an Error too: nobody else would answer the exchange
                        fail.accept(e);
                    }
                },
                waiting.isDone() ? Runnable::run : routeThreads);
    }
}
