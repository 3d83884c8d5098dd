// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.apache.camel.Exchange;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** The conversations of one Camel context, by the repository that keeps them. Any thread. */
public final class ConversationRegistry {

    private final ComponentThreads threads;
    private final Conversations inMemory;
    // Guarded by this. By identity: endpoints that share a repository share its turns.
    private final Map<StateRepository<String, String>, Conversations> kept = new IdentityHashMap<>();

    public ConversationRegistry(ComponentThreads threads) {
        this.threads = threads;
        this.inMemory = Conversations.inMemory(threads.timer());
    }

    /** @param repository null for those that last as long as the component runs */
    public synchronized Conversations in(@Nullable StateRepository<String, String> repository) {
        if (repository == null) return inMemory;
        return kept.computeIfAbsent(
                repository, fresh -> Conversations.in(fresh, threads.state(), threads.timer(), Clock.systemUTC()));
    }

    /**
     * The turns that one endpoint takes.
     *
     * @param repository null for conversations that last as long as the component runs
     * @param timeout the longest wait for a turn
     */
    public Turns turns(@Nullable StateRepository<String, String> repository, Duration timeout) {
        return new Turns(in(repository), timeout, threads.routes());
    }

    /**
     * How one endpoint takes turns.
     *
     * @param timeout the longest wait for a turn
     * @param routeThreads where a turn begins
     */
    public record Turns(Conversations conversations, Duration timeout, Executor routeThreads) {

        /**
         * The key of a conversation, for a message that may wait for its turn.
         *
         * @throws ConversationBusyException when it would wait for itself
         */
        public String key(String conversationId, Exchange exchange) {
            String key = RepositoryKey.encoded(conversationId);
            if (!EnclosingTurns.isOn(exchange, conversations, key)) return key;
            throw new ConversationBusyException(
                    "This call would wait for itself, nothing was sent: its exchange belongs to a turn of the same"
                            + " conversation that is still under way; ask without conversationId or with another one, or"
                            + " after that turn has ended");
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
                        } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                            fail.accept(e);
                        }
                    },
                    waiting.isDone() ? Runnable::run : routeThreads);
        }
    }
}
