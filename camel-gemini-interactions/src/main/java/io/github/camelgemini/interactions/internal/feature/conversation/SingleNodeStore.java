// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in a repository that no other node uses: the queue of {@link Conversations} is enough, and turns need no
 * lease. Writes are conditional all the same, so that what another Camel context of the process has written is not lost.
 */
record SingleNodeStore(StateStore states) implements ConversationStore {

    @Override
    public TurnLease take(String key) {
        String found = states.get(key);
        return new PlainLease(
                states,
                key,
                found,
                StoredConversation.read(key, found, Long.MAX_VALUE).state());
    }

    private static final class PlainLease implements TurnLease {

        private final StateStore states;
        private final String key;
        // Written by the thread that has the turn. The value as last read or written; null for none.
        private volatile @Nullable String value;
        private volatile ConversationState state;

        PlainLease(StateStore states, String key, @Nullable String value, ConversationState state) {
            this.states = states;
            this.key = key;
            this.value = value;
            this.state = state;
        }

        @Override
        public ConversationState state() {
            return state;
        }

        /** Does not retain the lease of a deleted conversation, which a repository may hold as none or as a placeholder. */
        @Override
        public boolean end(ConversationState next, boolean more) {
            if (next.equals(state)) return more;
            String text = new StoredConversation(null, next).text();
            if (!write(next, text)) throw lost(next);
            value = text;
            state = next;
            return more && !(next instanceof ConversationState.New);
        }

        /** Returns false if another value was present. */
        private boolean write(ConversationState next, String text) {
            String present = value;
            try {
                return present != null && next instanceof ConversationState.New
                        ? states.remove(key, present, text)
                        : states.replace(key, present, text);
            } catch (Throwable e) {
                if (isApplied(next, e)) return true; // but the answer was lost
                throw e;
            }
        }

        private boolean isApplied(ConversationState next, Throwable failure) {
            try {
                return StoredConversation.parse(states.get(key)).state().equals(next);
            } catch (Throwable e) {
                if (e != failure) failure.addSuppressed(e);
                return false;
            }
        }

        private static ConversationBusyException lost(ConversationState next) {
            return new ConversationBusyException(
                    "Something else has changed the conversation during its turn, so interaction "
                            + next.interactionId()
                            + " is not part of it: let only one Camel context use the conversationRepository, or use a"
                            + " JdbcStateRepository, which nodes may share",
                    next.interactionId());
        }
    }
}
