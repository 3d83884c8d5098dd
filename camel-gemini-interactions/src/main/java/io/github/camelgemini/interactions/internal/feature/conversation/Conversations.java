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
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationStore.Hold;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations of one repository, as this node takes part in them. Turns of a key are given one after the other, in the
 * order in which they were asked for; whoever waits holds no thread. Any thread. Never blocks.
 */
public final class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    /** How long a node that died keeps the others out of the conversation whose turn it had. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Backoff SEEKING = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    /** Long enough for a node that waits to look once more, and to find that it is its turn. */
    private static final Duration COURTESY = SEEKING.longest().plusMillis(500);

    private final ConversationStore store;
    private final RepositoryExecutor later;
    // Guarded by this. A key is in it while its turn is sought, under way or given back here; who waits for it, in
    // order.
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
     * Conversations that a repository keeps; with leases where other processes may share it.
     *
     * @param threads where the repository is asked, which may block
     * @param timer says when something is due
     * @param clock tells when a lease is over
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
     * @return completes on any thread: who goes on from it takes a thread of its own. Cancel it to wait no more. Fails with
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

    /** Tries to get the key for this node, and again later while another has it. */
    private void seek(String key, int looks) {
        later.now(() -> {
            Hold hold = null;
            try {
                hold = store.take(key);
                if (hold == null && !forgetsDeserted(key))
                    later.in(SEEKING.delay(looks + 1), () -> seek(key, looks + 1));
            } catch (Throwable e) { // an Error too: nobody else would answer
                CompletableFuture<Turn> next = next(key);
                if (next != null) next.completeExceptionally(e);
                if (!forgetsDeserted(key)) seek(key, 0);
            }
            if (hold != null) give(key, hold);
        });
    }

    /** Gives the turn to the one who waits longest, or the key back where nobody waits any more. */
    private void give(String key, Hold hold) {
        for (CompletableFuture<Turn> next = next(key); next != null; next = next(key)) {
            if (next.complete(new Turn(hold.standing(), standing -> keep(key, hold, standing)))) return;
        }
        try {
            hold.end(hold.standing(), false);
        } catch (Throwable e) {
            LOG.warn("A conversation's turn could not be given back: {}", e.toString());
        }
        if (!forgetsDeserted(key)) seek(key, 0);
    }

    private CompletionStage<Void> keep(String key, Hold hold, ConversationState standing) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        later.now(() -> {
            boolean more = isWaitedFor(key);
            try {
                boolean held = hold.end(standing, more);
                kept.complete(null);
                if (held) give(key, hold);
                else if (more) later.in(COURTESY, () -> seek(key, 0));
                else if (!forgetsDeserted(key)) seek(key, 0);
            } catch (Throwable e) {
                kept.completeExceptionally(e);
                if (!forgetsDeserted(key)) seek(key, 0);
            }
        });
        return kept;
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

    /** Forgets a key that nobody waits for; says whether it did. */
    private synchronized boolean forgetsDeserted(String key) {
        if (isWaitedFor(key)) return false;
        lines.remove(key);
        return true;
    }
}
