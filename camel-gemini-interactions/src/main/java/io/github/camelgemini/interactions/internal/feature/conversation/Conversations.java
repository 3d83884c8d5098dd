// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationStore.TurnLease;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of turns for the conversations of one repository, on this node. A key has one turn at a time, in the order of the
 * calls of {@link #take}; waiting holds no thread. Any thread. Never blocks.
 */
public final class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    /** Time after which the lease of a dead node expires. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Backoff LEASE_BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    /** Gives a waiting node time to poll once more and to take the lease. */
    private static final Duration YIELD_DELAY = LEASE_BACKOFF.longest().plusMillis(500);

    private final ConversationStore store;
    private final RepositoryExecutor executor;
    // Guarded by this. Waiting calls in order, by key. A key is present while a lease is acquired, used or returned.
    private final Map<String, Set<CompletableFuture<Turn>>> queues = new HashMap<>();

    private Conversations(ConversationStore store, RepositoryExecutor executor) {
        this.store = store;
        this.executor = executor;
    }

    /** Conversations for as long as the process lives. */
    public static Conversations inMemory(ScheduledExecutorService timer) {
        return new Conversations(SingleNodeStore.inMemory(), new RepositoryExecutor(Runnable::run, timer));
    }

    /**
     * Conversations persisted in a repository; with leases if other processes may share it.
     *
     * @param threads may block in the repository
     * @param clock for the expiry of leases
     */
    public static Conversations in(
            StateRepository<String, String> repository, Executor threads, ScheduledExecutorService timer, Clock clock) {
        RepositoryExecutor executor = new RepositoryExecutor(threads, timer);
        StateStore states = new StateStore(repository);
        return new Conversations(
                states.isShared() ? new LeasedStore(states, executor, clock, LEASE) : SingleNodeStore.in(states),
                executor);
    }

    /**
     * Waits for the next turn of a conversation.
     *
     * @return completes on any thread, so continue on a thread of your own. Cancel it to stop waiting. Fails with
     *     {@link ConversationBusyException} after the timeout, or as the repository does.
     */
    public CompletableFuture<Turn> take(String key, Duration timeout) {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        boolean first;
        synchronized (this) {
            first = !queues.containsKey(key);
            queues.computeIfAbsent(key, free -> new LinkedHashSet<>()).add(turn);
        }
        if (first) acquireLease(key, 0);
        if (turn.isDone()) return turn;
        Future<?> expiry = executor.schedule(timeout, () -> turn.completeExceptionally(busy(timeout)));
        turn.whenComplete((begun, failure) -> {
            expiry.cancel(false);
            if (failure != null) forget(key, turn);
        });
        return turn;
    }

    private static ConversationBusyException busy(Duration timeout) {
        return new ConversationBusyException("The conversation was not free within conversationTimeout="
                + timeout.toMillis() + " ms, nothing was sent: earlier turns with the same conversationId have not"
                + " ended; raise the timeout, or use another conversationId");
    }

    private synchronized void forget(String key, CompletableFuture<Turn> turn) {
        Set<CompletableFuture<Turn>> queue = queues.get(key);
        if (queue != null) queue.remove(turn);
    }

    /** Takes the lease on the key; tries again later while another node has it. */
    private void acquireLease(String key, int attempts) {
        executor.execute(() -> {
            TurnLease lease = null;
            try {
                lease = store.take(key);
                if (lease == null && !removeIfIdle(key))
                    executor.schedule(LEASE_BACKOFF.delay(attempts + 1), () -> acquireLease(key, attempts + 1));
            } catch (Throwable e) { // an Error too: the waiting call must be answered
                CompletableFuture<Turn> next = next(key);
                if (next != null) next.completeExceptionally(e);
                if (!removeIfIdle(key)) acquireLease(key, 0);
            }
            if (lease != null) startNextTurn(key, lease);
        });
    }

    /** Gives the turn to the call that has waited longest, or returns the lease if no call waits. */
    private void startNextTurn(String key, TurnLease lease) {
        for (CompletableFuture<Turn> next = next(key); next != null; next = next(key)) {
            if (next.complete(new Turn(lease.state(), state -> store(key, lease, state)))) return;
        }
        try {
            lease.end(lease.state(), false);
        } catch (Throwable e) {
            LOG.warn("A conversation's lease could not be returned: {}", e.toString());
        }
        if (!removeIfIdle(key)) acquireLease(key, 0);
    }

    private CompletionStage<Void> store(String key, TurnLease lease, ConversationState state) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        executor.execute(() -> {
            boolean more = isWaitedFor(key);
            try {
                boolean held = lease.end(state, more);
                stored.complete(null);
                if (held) startNextTurn(key, lease);
                else if (more) executor.schedule(YIELD_DELAY, () -> acquireLease(key, 0));
                else if (!removeIfIdle(key)) acquireLease(key, 0);
            } catch (Throwable e) {
                stored.completeExceptionally(e);
                if (!removeIfIdle(key)) acquireLease(key, 0);
            }
        });
        return stored;
    }

    private synchronized @Nullable CompletableFuture<Turn> next(String key) {
        Iterator<CompletableFuture<Turn>> queue =
                queues.getOrDefault(key, Set.of()).iterator();
        if (!queue.hasNext()) return null;
        CompletableFuture<Turn> next = queue.next();
        queue.remove();
        return next;
    }

    private synchronized boolean isWaitedFor(String key) {
        return !queues.getOrDefault(key, Set.of()).isEmpty();
    }

    /** Removes a key without waiting calls; returns whether it did. */
    private synchronized boolean removeIfIdle(String key) {
        if (isWaitedFor(key)) return false;
        queues.remove(key);
        return true;
    }
}
