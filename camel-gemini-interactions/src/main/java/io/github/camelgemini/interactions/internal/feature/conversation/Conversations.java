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
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
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

    private final ConversationStore store;
    private final RepositoryExecutor executor;
    // Guarded by this. Waiting calls in order, by key. A key is present while a lease is acquired, used or returned.
    private final Map<String, Set<CompletableFuture<Turn>>> queues = new HashMap<>();
    private boolean closed;

    private Conversations(ConversationStore store, RepositoryExecutor executor) {
        this.store = store;
        this.executor = executor;
    }

    /** Conversations for as long as the process lives. */
    public static Conversations inMemory(ScheduledExecutorService timer) {
        return new Conversations(new InMemoryStore(), new RepositoryExecutor(Runnable::run, Runnable::run, timer));
    }

    /**
     * Conversations persisted in a repository; with leases if other processes may share it.
     *
     * @param threads may block in the repository
     * @param heartbeats renew leases, and do nothing else
     * @param clock for the expiry of leases
     */
    public static Conversations in(
            StateRepository<String, String> repository,
            Executor threads,
            Executor heartbeats,
            ScheduledExecutorService timer,
            Clock clock) {
        RepositoryExecutor executor = new RepositoryExecutor(threads, heartbeats, timer);
        StateStore states = new StateStore(repository);
        return new Conversations(
                states.isShared() ? new LeasedStore(states, executor, clock, LEASE) : new SingleNodeStore(states),
                executor);
    }

    /**
     * Waits for the next turn of a conversation.
     *
     * @return completes on any thread, so continue on a thread of your own. Cancel it to stop waiting. Fails with
     *     {@link ConversationBusyException} after the timeout, with {@link InteractionStoppedException} when these
     *     conversations are closed, or as the repository does.
     */
    public CompletableFuture<Turn> take(String key, Duration timeout) {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        boolean first;
        synchronized (this) {
            if (closed) return CompletableFuture.failedFuture(stopped());
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

    /**
     * Fails the calls that wait for a turn, now and from now on. Turns that have begun end as before. Call it before the
     * threads and the timer stop.
     */
    public void close() {
        Map<String, Set<CompletableFuture<Turn>>> waiting = new HashMap<>();
        synchronized (this) {
            closed = true;
            queues.forEach((key, queue) -> waiting.put(key, Set.copyOf(queue)));
        }
        waiting.forEach((key, queue) -> {
            queue.forEach(turn -> turn.completeExceptionally(stopped()));
            withdraw(key); // the poll that would do it is not due before the timer stops
        });
    }

    /**
     * Turns of several conversations.
     *
     * @param inTurn number of conversations that have a turn, or wait for one on another node
     * @param waiting number of calls that wait for a turn
     */
    public record Load(int inTurn, int waiting) {

        public static final Load NONE = new Load(0, 0);

        public Load plus(Load other) {
            return new Load(inTurn + other.inTurn, waiting + other.waiting);
        }
    }

    public synchronized Load load() {
        return new Load(
                queues.size(), queues.values().stream().mapToInt(Set::size).sum());
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
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
        try {
            executor.threads().execute(() -> tryLease(key, attempts));
        } catch (Throwable e) { // stopped, or no thread can be created
            do {
                for (CompletableFuture<Turn> next = next(key); next != null; next = next(key))
                    next.completeExceptionally(e);
            } while (!removeIfIdle(key));
        }
    }

    private void tryLease(String key, int attempts) {
        TurnLease lease;
        try {
            lease = store.take(key);
            if (lease == null && !isWaitedFor(key)) store.withdraw(key);
        } catch (Throwable e) { // an Error too: the waiting call must be answered
            failNext(key, e);
            return;
        }
        if (lease != null) startNextTurn(key, lease);
        else if (!removeIfIdle(key))
            executor.schedule(LEASE_BACKOFF.delay(attempts + 1), () -> acquireLease(key, attempts + 1));
    }

    /** Fails the call that has waited longest, and tries again for the next one. */
    private void failNext(String key, Throwable failure) {
        CompletableFuture<Turn> next = next(key);
        if (next != null) next.completeExceptionally(failure);
        if (!removeIfIdle(key)) acquireLease(key, 0);
    }

    private void withdraw(String key) {
        try {
            executor.threads().execute(() -> {
                try {
                    store.withdraw(key);
                } catch (Throwable e) {
                    LOG.debug("A node could not leave the queue of a conversation; others pass over it", e);
                }
            });
        } catch (Throwable e) {
            LOG.debug("A node could not leave the queue of a conversation; others pass over it", e);
        }
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
        Runnable end = () -> end(key, lease, state, stored);
        try {
            executor.threads().execute(end);
        } catch (Throwable e) { // stopped, or no thread can be created: this one stores what has been paid for
            end.run();
        }
        return stored;
    }

    private void end(String key, TurnLease lease, ConversationState state, CompletableFuture<Void> stored) {
        boolean held = false;
        Throwable failure = null;
        try {
            held = lease.end(state, isWaitedFor(key));
        } catch (Throwable e) {
            failure = e;
        }
        if (failure == null) stored.complete(null);
        else stored.completeExceptionally(failure);
        if (held) startNextTurn(key, lease);
        else if (!removeIfIdle(key)) acquireLease(key, 0);
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
