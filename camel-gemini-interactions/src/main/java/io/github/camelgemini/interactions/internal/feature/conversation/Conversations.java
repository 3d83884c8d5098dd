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
 * The conversations of one repository, on this node. Turns of a key are given one after the other, in the order of the calls
 * of {@link #take}; waiting holds no thread. Any thread. Never blocks.
 */
public final class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    /** Time after which the lease of a dead node expires. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Backoff SEEKING = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    /** Long enough for a waiting node to poll once more, and to take the lease. */
    private static final Duration COURTESY = SEEKING.longest().plusMillis(500);

    private final ConversationStore store;
    private final RepositoryExecutor later;
    // Guarded by this. Waiting calls in order, by key; a key is present while its turn is sought, under way or
    // returned.
    private final Map<String, Set<CompletableFuture<Turn>>> lines = new HashMap<>();

    private Conversations(ConversationStore store, RepositoryExecutor later) {
        this.store = store;
        this.later = later;
    }

    /** Conversations for as long as the process lives. */
    public static Conversations inMemory(ScheduledExecutorService timer) {
        return new Conversations(new MemoryStore(), new RepositoryExecutor(Runnable::run, timer));
    }

    /**
     * Conversations persisted in a repository; with leases if other processes may share it.
     *
     * @param threads where the repository is used, which may block
     * @param timer starts what is due
     * @param clock decides when a lease expires
     */
    public static Conversations in(
            StateRepository<String, String> repository, Executor threads, ScheduledExecutorService timer, Clock clock) {
        RepositoryExecutor later = new RepositoryExecutor(threads, timer);
        StateStore states = new StateStore(repository);
        return new Conversations(
                states.isShared() ? new LeasedStore(states, later, clock, LEASE) : new SingleNodeStore(states), later);
    }

    /**
     * Waits for the next turn of a conversation.
     *
     * @param patience the longest wait
     * @return completes on any thread, so continue on a thread of your own. Cancel it to stop waiting. Fails with
     *     {@link ConversationBusyException} after the longest wait, or as the repository does.
     */
    public CompletableFuture<Turn> take(String key, Duration patience) {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        boolean first;
        synchronized (this) {
            first = !lines.containsKey(key);
            lines.computeIfAbsent(key, free -> new LinkedHashSet<>()).add(turn);
        }
        if (first) seek(key, 0);
        if (turn.isDone()) return turn;
        Future<?> late = later.in(patience, () -> turn.completeExceptionally(busy(patience)));
        turn.whenComplete((given, failure) -> {
            late.cancel(false);
            if (failure != null) forget(key, turn);
        });
        return turn;
    }

    private static ConversationBusyException busy(Duration patience) {
        return new ConversationBusyException("The conversation was not free within conversationTimeout="
                + patience.toMillis() + " ms, nothing was sent: earlier turns with the same conversationId are still"
                + " under way; wait longer, or send them to conversations of their own");
    }

    private synchronized void forget(String key, CompletableFuture<Turn> turn) {
        Set<CompletableFuture<Turn>> line = lines.get(key);
        if (line != null) line.remove(turn);
    }

    /** Tries to lease the key, and again later while another node has it. */
    private void seek(String key, int looks) {
        later.now(() -> {
            TurnLease lease = null;
            try {
                lease = store.take(key);
                if (lease == null && !removeIfDeserted(key))
                    later.in(SEEKING.delay(looks + 1), () -> seek(key, looks + 1));
            } catch (Throwable e) { // an Error too: the waiting call must be answered
                CompletableFuture<Turn> next = next(key);
                if (next != null) next.completeExceptionally(e);
                if (!removeIfDeserted(key)) seek(key, 0);
            }
            if (lease != null) give(key, lease);
        });
    }

    /** Gives the turn to the call that has waited longest, or returns the lease if no call waits. */
    private void give(String key, TurnLease lease) {
        for (CompletableFuture<Turn> next = next(key); next != null; next = next(key)) {
            if (next.complete(new Turn(lease.standing(), standing -> store(key, lease, standing)))) return;
        }
        try {
            lease.end(lease.standing(), false);
        } catch (Throwable e) {
            LOG.warn("A conversation's turn could not be given back: {}", e.toString());
        }
        if (!removeIfDeserted(key)) seek(key, 0);
    }

    private CompletionStage<Void> store(String key, TurnLease lease, ConversationState standing) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        later.now(() -> {
            boolean more = isWaitedFor(key);
            try {
                boolean held = lease.end(standing, more);
                stored.complete(null);
                if (held) give(key, lease);
                else if (more) later.in(COURTESY, () -> seek(key, 0));
                else if (!removeIfDeserted(key)) seek(key, 0);
            } catch (Throwable e) {
                stored.completeExceptionally(e);
                if (!removeIfDeserted(key)) seek(key, 0);
            }
        });
        return stored;
    }

    private synchronized @Nullable CompletableFuture<Turn> next(String key) {
        Iterator<CompletableFuture<Turn>> line =
                lines.getOrDefault(key, Set.of()).iterator();
        if (!line.hasNext()) return null;
        CompletableFuture<Turn> next = line.next();
        line.remove();
        return next;
    }

    private synchronized boolean isWaitedFor(String key) {
        return !lines.getOrDefault(key, Set.of()).isEmpty();
    }

    /** Removes a key without waiting calls; returns whether it did. */
    private synchronized boolean removeIfDeserted(String key) {
        if (isWaitedFor(key)) return false;
        lines.remove(key);
        return true;
    }
}
