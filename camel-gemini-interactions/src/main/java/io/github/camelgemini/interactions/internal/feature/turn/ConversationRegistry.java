// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

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
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one Camel context, by the repository that stores them. Turns of several component instances share one
 * queue, and the instances start and stop independently. So the conversations have threads of their own, from the first use
 * until the last component has stopped. Any thread.
 */
public final class ConversationRegistry {

    /** Most threads that use the repositories of conversations, besides those that renew leases. */
    private static final int REPOSITORY_THREADS = 16;

    private final CamelContext context;
    // Guarded by this. By identity: endpoints that share a repository share its turns. Null is the key of those in
    // memory.
    private final Map<@Nullable StateRepository<String, String>, Conversations> conversations = new IdentityHashMap<>();
    private @Nullable ComponentThreads threads;
    private int components;

    private ConversationRegistry(CamelContext context) {
        this.context = context;
    }

    public static ConversationRegistry of(CamelContext context) {
        return ContextPlugin.of(context, ConversationRegistry.class, () -> new ConversationRegistry(context));
    }

    /** Registers a component that starts. */
    public synchronized void join() {
        components++;
    }

    /** Unregisters a component that stops and has no more turns. */
    public synchronized void leave() {
        if (--components > 0) return;
        conversations.values().forEach(Conversations::close);
        conversations.clear();
        ComponentThreads started = threads;
        threads = null;
        if (started != null) started.stop(context);
    }

    /** Turns of all conversations, which are not named: their keys may be personal data. */
    public synchronized Conversations.Load load() {
        return conversations.values().stream()
                .map(Conversations::load)
                .reduce(Conversations.Load.NONE, Conversations.Load::plus);
    }

    private synchronized Conversations in(@Nullable StateRepository<String, String> repository) {
        if (components == 0) throw new IllegalStateException("The component gemini-interactions is not started");
        ComponentThreads running =
                threads != null ? threads : ComponentThreads.start(context, this, REPOSITORY_THREADS);
        threads = running;
        return conversations.computeIfAbsent(
                repository,
                first -> first == null
                        ? Conversations.inMemory(running.timer())
                        : Conversations.in(
                                first,
                                running.repositories(),
                                running.heartbeats(),
                                running.timer(),
                                Clock.systemUTC()));
    }

    /** @param repository null for conversations in memory, which are lost when the last component stops */
    public Turns turns(@Nullable StateRepository<String, String> repository, Duration timeout, Executor threads) {
        return new Turns(in(repository), timeout, threads);
    }

    /**
     * Takes turns for one endpoint.
     *
     * @param timeout longest wait for a turn
     * @param threads run what is done in a turn; no route runs there
     */
    public record Turns(Conversations conversations, Duration timeout, Executor threads) {

        /**
         * The queue's key of a conversation.
         *
         * @throws ConversationBusyException when the exchange belongs to a turn of that conversation
         */
        public String key(String conversationId, Exchange exchange) {
            if (!EnclosingTurns.isOn(exchange, conversations, conversationId)) return conversationId;
            throw new ConversationBusyException(
                    "This call would wait for itself, nothing was sent: its exchange belongs to a turn of the same"
                            + " conversation that has not ended; call without conversationId, with another one, or after"
                            + " that turn has ended");
        }

        /**
         * Waits for a turn and acts in it.
         *
         * @param whole completes when the turn is no longer needed; then the turn is left, or the wait for it ends
         * @param act runs at once or on another thread, even if {@code whole} has completed meanwhile
         * @param fail receives the failure of the wait, or of {@code act}
         */
        public void inTurn(String key, CompletionStage<?> whole, Consumer<Turn> act, Consumer<Throwable> fail) {
            CompletableFuture<Turn> waiting = conversations.take(key, timeout);
            whole.whenComplete((answer, ended) -> waiting.cancel(false));
            boolean atOnce = waiting.isDone();
            waiting.whenComplete((turn, failure) -> {
                // Before another thread is needed: a turn that is never left would block the conversation.
                if (failure == null) whole.whenComplete((answer, ended) -> turn.leave());
                Runnable next =
                        failure != null ? () -> fail.accept(failure) : () -> guard(() -> act.accept(turn), fail);
                if (atOnce) next.run();
                else onOtherThread(next);
            });
        }

        /** Leaves the thread of a repository; not if no thread can be created, because an exchange waits for the task. */
        public void onOtherThread(Runnable task) {
            try {
                threads.execute(task);
            } catch (Throwable e) {
                task.run();
            }
        }

        private static void guard(Runnable act, Consumer<Throwable> fail) {
            try {
                act.run();
            } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                fail.accept(e);
            }
        }
    }
}
