// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import io.github.camelgemini.interactions.internal.support.store.StateStore;

/** Conversations in a repository that no other node uses, so that the queue of this context is enough. */
final class SingleNodeStore implements ConversationStore {

    private final StateStore states;

    SingleNodeStore(StateStore states) {
        this.states = states;
    }

    @Override
    public TurnLease take(String key) {
        return new OwnLease(key, StoredConversation.parse(states.get(key)).standing());
    }

    private void write(String key, ConversationState standing) {
        String text = new StoredConversation(null, standing).text();
        if (standing instanceof ConversationState.New) states.remove(key, text);
        else states.set(key, text);
    }

    private final class OwnLease implements TurnLease {

        private final String key;
        // Only the thread that has the turn.
        private volatile ConversationState standing;

        OwnLease(String key, ConversationState standing) {
            this.key = key;
            this.standing = standing;
        }

        @Override
        public ConversationState standing() {
            return standing;
        }

        @Override
        public boolean end(ConversationState next, boolean more) {
            if (!next.equals(standing)) write(key, next);
            standing = next;
            return more;
        }
    }
}
