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
 * Conversations in a repository that several nodes share. A node takes a key by writing a lease into its value, on condition
 * that no other did meanwhile, and renews the lease for as long as it has turns. The lease of a node that died expires. A
 * node that finds the lease of another marks it as wanted, and the other gives it up after the turn in which it has had it
 * for a second, so that short turns do not go to and fro.
 *
 * <p>A lease expires by the clocks of the nodes. It is renewed when a third of its time is over, so they may differ by less
 * than the other two.
 */
final class LeasedStore implements ConversationStore {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedStore.class);

    /** Milliseconds for which a node with further turns keeps a lease that another node wants. */
    private static final long SHARE = 1000;

    private final StateStore states;
    private final RepositoryExecutor later;
    private final Clock clock;
    private final Duration lease;
    private final String owner = UUID.randomUUID().toString();

    /** @param lease time after which the lease of a dead node expires */
    LeasedStore(StateStore states, RepositoryExecutor later, Clock clock, Duration lease) {
        this.states = states;
        this.later = later;
        this.clock = clock;
        this.lease = lease;
    }

    @Override
    public @Nullable TurnLease take(String key) {
        while (true) {
            String found = states.get(key);
            StoredConversation stored = StoredConversation.parse(found);
            Lease held = stored.lease();
            if (held == null || isOver(held)) {
                SharedLease taken = new SharedLease(key, stored.standing(), found);
                if (taken.begins()) return taken;
            } else if (held.wanted()
                    || states.replace(key, found, new StoredConversation(held.asWanted(), stored.standing()).text()))
                return null;
        }
    }

    /** A left-over lease of our own, whose end was written without an answer, counts as over. */
    private boolean isOver(Lease held) {
        return held.owner().equals(owner) || held.expires() <= clock.millis();
    }

    /** A lease of this node. A renewal and an end wait for each other, so that neither undoes the other. */
    private final class SharedLease implements TurnLease {

        private final String key;
        private final long since = clock.millis();
        // Written by the thread that has the turn.
        private volatile ConversationState standing;
        // Guarded by this. The value as far as we know it; null for none.
        private @Nullable String value;
        private boolean wanted;
        private boolean over;
        private @Nullable Future<?> renewal;

        SharedLease(String key, ConversationState standing, @Nullable String value) {
            this.key = key;
            this.standing = standing;
            this.value = value;
        }

        synchronized boolean begins() {
            if (!replaces(leased(standing))) return false;
            renewLater();
            return true;
        }

        @Override
        public ConversationState standing() {
            return standing;
        }

        @Override
        public synchronized boolean end(ConversationState next, boolean more) {
            boolean forgotten = next instanceof ConversationState.New;
            try {
                if (over || !writes(() -> forgotten || keeps(more) ? leased(next) : new StoredConversation(null, next)))
                    throw lost(next);
                over = !keeps(more);
                if (over && forgotten)
                    states.remove(key, next.text()); // no other node can have taken it: it is still leased
                standing = next;
                return !over;
            } catch (RuntimeException e) {
                over = true;
                throw e;
            } finally {
                Future<?> due = renewal;
                if (over && due != null) due.cancel(false);
            }
        }

        private boolean keeps(boolean more) {
            return more && !(wanted && clock.millis() - since >= SHARE);
        }

        private void renewLater() {
            renewal = later.in(lease.dividedBy(3), () -> later.now(this::renew));
        }

        private synchronized void renew() {
            if (over) return;
            try {
                over = !writes(() -> leased(standing));
                if (over) LOG.warn("Another node has taken a conversation whose turn is still under way here");
            } catch (RuntimeException e) {
                LOG.warn("A conversation's lease could not be renewed: {}", e.toString());
            }
            if (!over) renewLater();
        }

        private StoredConversation leased(ConversationState current) {
            return new StoredConversation(new Lease(owner, clock.millis() + lease.toMillis(), wanted), current);
        }

        /** Writes, unless another node has taken the key; finds out on the way whether one wants it. */
        private boolean writes(Supplier<StoredConversation> next) {
            while (!replaces(next.get())) {
                String found = states.get(key);
                Lease held = StoredConversation.parse(found).lease();
                if (found != null && (held == null || !held.owner().equals(owner))) return false;
                value = found;
                wanted = held != null && held.wanted();
            }
            return true;
        }

        private boolean replaces(StoredConversation next) {
            String text = next.text();
            if (!states.replace(key, value, text)) return false;
            value = text;
            return true;
        }

        private RuntimeException lost(ConversationState next) {
            return new ConversationBusyException(
                    "Another node has continued the conversation while interaction " + next.interactionId()
                            + " was under way here, which is not part of it therefore: the turn's lease could not be renewed"
                            + " for " + lease.toMillis()
                            + " ms, look why this node or the conversationRepository stood still",
                    next.interactionId());
        }
    }
}
