// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.StoredConversation.Lease;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conversations in a repository that several nodes share. A node takes a key by writing a lease into its value (compare and
 * set), and renews the lease while it has turns. The lease of a dead node expires. A node that finds the lease of another
 * marks it as wanted; the owner then releases it after the first turn that ends a second or more after it was taken, so that
 * short turns do not alternate between nodes.
 *
 * <p>Expiry is compared with each node's own clock. A lease is renewed after a third of its time, so the clocks may differ
 * by less than two thirds of it.
 */
final class LeasedStore implements ConversationStore {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedStore.class);

    /** Milliseconds for which a node with waiting turns retains a lease that another node wants. */
    private static final long MIN_HOLD_MILLIS = 1000;

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
            StoredConversation stored = StoredConversation.parse(found);
            Lease held = stored.lease();
            if (held == null || isExpired(held)) {
                SharedLease taken = new SharedLease(key, stored.state(), found);
                if (taken.acquire()) return taken;
            } else if (held.wanted()
                    || states.replace(key, found, new StoredConversation(held.asWanted(), stored.state()).text()))
                return null;
        }
    }

    /** Our own lease counts as expired: its end failed here, but the lease is still stored. */
    private boolean isExpired(Lease held) {
        return held.owner().equals(owner) || held.expires() <= clock.millis();
    }

    /** A lease of this node. Renewal and end are synchronized, so that neither overwrites the other. */
    private final class SharedLease implements TurnLease {

        private final String key;
        private final long since = clock.millis();
        // Written by the thread that has the turn.
        private volatile ConversationState state;
        // Guarded by this. The value as last read or written; null for none.
        private @Nullable String value;
        private boolean wanted;
        private boolean over;
        private @Nullable Future<?> renewal;

        SharedLease(String key, ConversationState state, @Nullable String value) {
            this.key = key;
            this.state = state;
            this.value = value;
        }

        synchronized boolean acquire() {
            if (!replace(leased(state))) return false;
            scheduleRenewal();
            return true;
        }

        @Override
        public ConversationState state() {
            return state;
        }

        @Override
        public synchronized boolean end(ConversationState next, boolean more) {
            boolean deleted = next instanceof ConversationState.New;
            try {
                if (over || !write(() -> deleted || retains(more) ? leased(next) : new StoredConversation(null, next)))
                    throw lost(next);
                over = !retains(more);
                if (over && deleted) states.remove(key, next.text()); // still leased, so no other node has taken it
                state = next;
                return !over;
            } catch (RuntimeException e) {
                over = true;
                throw e;
            } finally {
                Future<?> due = renewal;
                if (over && due != null) due.cancel(false);
            }
        }

        private boolean retains(boolean more) {
            return more && !(wanted && clock.millis() - since >= MIN_HOLD_MILLIS);
        }

        private void scheduleRenewal() {
            renewal = executor.schedule(lease.dividedBy(3), () -> executor.execute(this::renew));
        }

        private synchronized void renew() {
            if (over) return;
            try {
                over = !write(() -> leased(state));
                if (over) LOG.warn("Another node has taken over a conversation whose turn has not ended on this node");
            } catch (RuntimeException e) {
                LOG.warn("A conversation's lease could not be renewed: {}", e.toString());
            }
            if (!over) scheduleRenewal();
        }

        private StoredConversation leased(ConversationState current) {
            return new StoredConversation(new Lease(owner, clock.millis() + lease.toMillis(), wanted), current);
        }

        /** Returns false if another node has taken the key. Also reads whether another node wants it. */
        private boolean write(Supplier<StoredConversation> next) {
            while (!replace(next.get())) {
                String found = states.get(key);
                Lease held = StoredConversation.parse(found).lease();
                if (found != null && (held == null || !held.owner().equals(owner))) return false;
                value = found;
                wanted = held != null && held.wanted();
            }
            return true;
        }

        private boolean replace(StoredConversation next) {
            String text = next.text();
            if (!states.replace(key, value, text)) return false;
            value = text;
            return true;
        }

        private RuntimeException lost(ConversationState next) {
            return new ConversationBusyException(
                    "Another node has continued the conversation, so interaction " + next.interactionId()
                            + " is not part of it: the turn's lease was not renewed within " + lease.toMillis()
                            + " ms, check this node and the conversationRepository for pauses",
                    next.interactionId());
        }
    }
}
