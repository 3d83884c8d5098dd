// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.StoredConversation.Lease;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conversations in a repository that several nodes share. A node takes a key by writing a lease into its value (compare and
 * set), and renews the lease while it has turns. A node that finds the lease of another adds itself to the nodes that wait
 * for it. The owner gives the lease to the first of them when it has no more turns, and otherwise after the turn that ends a
 * second after it was taken, or after a few turns: short turns do not alternate between nodes, and no node is passed over.
 *
 * <p>The lease of a dead node expires; the first waiting node takes it, or is given it by the next one that waits. A lease
 * that is given away expires sooner, because its new owner checks for it at least once per second: so a node that has died
 * in the queue delays the others once.
 *
 * <p>Expiry is compared with each node's own clock. A lease is renewed after a third of its time, so the clocks may differ
 * by less than two thirds of it.
 *
 * <p>All writes are conditional. One that throws may have been applied: the value is then read again. Nothing is locked
 * while the repository is used, since renewal and end of one lease cannot overwrite each other.
 */
final class LeasedStore implements ConversationStore {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedStore.class);

    /** Milliseconds for which a node with waiting turns retains a lease that another node waits for. */
    static final long MIN_HOLD_MILLIS = 1000;

    /** Turns after which a node no longer retains such a lease, whatever the clock says. */
    static final int MAX_TURNS = 20;

    /** Milliseconds after which no lease ends that a node has written, however far its clock is ahead. */
    private static final long LONGEST_LEASE = Duration.ofDays(1).toMillis();

    private final StateStore states;
    private final RepositoryExecutor executor;
    private final Clock clock;
    private final Duration lease;
    private final String owner = UUID.randomUUID().toString();

    /** @param lease time after which the lease of a dead node expires */
    LeasedStore(StateStore states, RepositoryExecutor executor, Clock clock, Duration lease) {
        this.states = states;
        this.executor = executor;
        this.clock = clock;
        this.lease = lease;
    }

    @Override
    public @Nullable TurnLease take(String key) {
        while (true) {
            String found = states.get(key);
            StoredConversation stored = StoredConversation.read(key, found, clock.millis() + LONGEST_LEASE);
            Lease held = stored.lease();
            if (held == null || isMine(held) || isExpired(held) && isNext(held)) {
                List<String> waiting =
                        held == null ? List.of() : held.withoutWaiting(owner).waiting();
                String leased = leased(stored.state(), waiting).text();
                if (!replace(key, found, leased)) continue;
                if (isExpired(leased)) return null; // the write has taken longer than the lease
                SharedLease taken = new SharedLease(key, stored.state(), leased);
                taken.scheduleRenewal(taken.untilRenewal());
                return taken;
            } else if (!isExpired(held)) {
                Lease queued = held.withWaiting(owner);
                if (queued.equals(held) || replace(key, found, new StoredConversation(queued, stored.state()).text()))
                    return null;
            } else if (replace(
                    key, found, given(held.withWaiting(owner), stored.state()).text())) {
                return null;
            }
        }
    }

    @Override
    public void withdraw(String key) {
        while (true) {
            String found = states.get(key);
            StoredConversation stored = StoredConversation.read(key, found, clock.millis() + LONGEST_LEASE);
            Lease held = stored.lease();
            if (held == null || !held.waiting().contains(owner)) return;
            if (states.replace(key, found, new StoredConversation(held.withoutWaiting(owner), stored.state()).text()))
                return;
        }
    }

    /** Our own lease may be taken: another node has given it to us, or its end failed here and it is still stored. */
    private boolean isMine(@Nullable Lease held) {
        return held != null && held.owner().equals(owner);
    }

    private boolean isMine(@Nullable String text) {
        return isMine(StoredConversation.parse(text).lease());
    }

    private boolean isExpired(Lease held) {
        return held.expires() <= clock.millis();
    }

    private boolean isExpired(@Nullable String text) {
        Lease held = StoredConversation.parse(text).lease();
        return held == null || isExpired(held);
    }

    private boolean isNext(Lease held) {
        return held.waiting().isEmpty() || held.waiting().get(0).equals(owner);
    }

    private StoredConversation leased(ConversationState state, List<String> waiting) {
        return new StoredConversation(new Lease(owner, clock.millis() + lease.toMillis(), waiting), state);
    }

    /** The lease given to the first waiting node; without a lease if none waits. */
    private StoredConversation given(Lease held, ConversationState state) {
        return new StoredConversation(
                held.next(clock.millis() + lease.dividedBy(3).toMillis()), state);
    }

    /** Writes a value that only this node writes, or that has the same effect if another node writes it. */
    private boolean replace(String key, @Nullable String expected, String text) {
        try {
            return states.replace(key, expected, text);
        } catch (Throwable e) {
            if (isApplied(key, text, e)) return true; // but the answer was lost
            throw e;
        }
    }

    private boolean isApplied(String key, String text, Throwable failure) {
        try {
            return text.equals(states.get(key));
        } catch (Throwable e) {
            if (e != failure) failure.addSuppressed(e);
            return false;
        }
    }

    /** A lease of this node. One thread at a time ends a turn; renewals run concurrently with it. */
    private final class SharedLease implements TurnLease {

        private final String key;
        private final long since = clock.millis();
        // Written by the thread that has the turn.
        private volatile ConversationState state;
        private volatile int turns;
        private volatile boolean ending;
        // The value as last read or written; outdated at worst, then a conditional write with it fails.
        private volatile @Nullable String value;
        // Guarded by this. Once true, stays true.
        private boolean over;
        private @Nullable Future<?> renewal;

        SharedLease(String key, ConversationState state, String value) {
            this.key = key;
            this.state = state;
            this.value = value;
        }

        @Override
        public ConversationState state() {
            return state;
        }

        @Override
        public boolean end(ConversationState next, boolean more) {
            boolean held = false;
            ending = true;
            try {
                if (isOver()) throw lost(next);
                turns++;
                held = store(next, more);
                state = next;
                return held;
            } finally {
                if (!held) close();
                ending = false;
            }
        }

        /** Stores the state; returns whether this node still has the lease. */
        private boolean store(ConversationState next, boolean more) {
            boolean repeated = false;
            while (true) {
                String expected = value;
                if (expected == null || !isMine(expected)) throw lost(next);
                List<String> waiting = waiting(expected);
                boolean retains = more && !isPassedOn(waiting);
                try {
                    if (write(expected, retains ? leased(next, waiting) : released(next, waiting, more)))
                        return retains && !isExpired(value); // false when the write has taken longer than the lease
                    value = states.get(key);
                } catch (Throwable e) { // the write may have been applied
                    if (!isRead(e)) throw e;
                    StoredConversation found = StoredConversation.parse(value);
                    boolean mine = isMine(found.lease());
                    if (found.state().equals(next) && (retains || !mine)) return mine && !isExpired(value);
                    if (!mine || repeated) throw e;
                    repeated = true;
                }
            }
        }

        /** Reads the value after a failed write; returns false if that fails, too. */
        private boolean isRead(Throwable failure) {
            try {
                value = states.get(key);
                return true;
            } catch (Throwable e) {
                if (e != failure) failure.addSuppressed(e);
                return false;
            }
        }

        private boolean isPassedOn(List<String> waiting) {
            return !waiting.isEmpty() && (turns >= MAX_TURNS || clock.millis() - since >= MIN_HOLD_MILLIS);
        }

        private List<String> waiting(@Nullable String text) {
            Lease held = StoredConversation.parse(text).lease();
            return held == null ? List.of() : held.waiting();
        }

        /** @param more whether this node has further turns, so that it waits behind the others */
        private StoredConversation released(ConversationState next, List<String> waiting, boolean more) {
            Lease held = new Lease(owner, 0, waiting);
            return given(more ? held.withWaiting(owner) : held, next);
        }

        private boolean write(String expected, StoredConversation next) {
            String text = next.text();
            boolean deleted = next.lease() == null && next.state() instanceof ConversationState.New;
            boolean written = deleted ? states.remove(key, expected, text) : states.replace(key, expected, text);
            if (written) value = text;
            return written;
        }

        private synchronized boolean isOver() {
            return over;
        }

        private synchronized void close() {
            over = true;
            Future<?> due = renewal;
            if (due != null) due.cancel(false);
        }

        private synchronized void scheduleRenewal(Duration delay) {
            if (!over) renewal = executor.schedule(delay, this::startRenewal);
        }

        /** A third of the lease, less the time that its last write has taken. */
        private Duration untilRenewal() {
            Duration third = lease.dividedBy(3);
            Lease held = StoredConversation.parse(value).lease();
            if (held == null || !isMine(held)) return third;
            Duration due = Duration.ofMillis(held.expires() - clock.millis()).minus(third.multipliedBy(2));
            if (due.isNegative()) return Duration.ZERO;
            return due.compareTo(third) < 0 ? due : third;
        }

        private void startRenewal() {
            try {
                executor.heartbeats().execute(this::renew);
            } catch (Throwable e) { // stopped, or no thread can be created
                LOG.warn("A conversation's lease could not be renewed: {}", e.toString());
                scheduleRenewal(lease.dividedBy(3));
            }
        }

        private void renew() {
            try {
                while (!isOver() && !renewed()) value = states.get(key);
                scheduleRenewal(untilRenewal());
            } catch (Throwable e) {
                LOG.warn("A conversation's lease could not be renewed: {}", e.toString());
                scheduleRenewal(lease.dividedBy(3));
            }
        }

        /** Returns true when there is no more to do now; false if the value has changed since it was read. */
        private boolean renewed() {
            String expected = value;
            StoredConversation stored = StoredConversation.parse(expected);
            if (isMine(stored.lease())) {
                String text = leased(stored.state(), waiting(expected)).text();
                if (!states.replace(key, expected, text)) return false;
                value = text;
            } else if (!ending && !isOver()) { // an end that runs finds out itself
                close();
                LOG.warn("Another node has taken over a conversation whose turn has not ended on this node");
            }
            return true;
        }

        private RuntimeException lost(ConversationState next) {
            return new ConversationBusyException(
                    "Another node has continued or deleted the conversation, so interaction " + next.interactionId()
                            + " is not part of it: the turn's lease was not renewed within " + lease.toMillis()
                            + " ms, check this node and the conversationRepository for pauses",
                    next.interactionId());
        }
    }
}
