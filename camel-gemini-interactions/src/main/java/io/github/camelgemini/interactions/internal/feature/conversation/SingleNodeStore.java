// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import io.github.camelgemini.interactions.internal.support.store.StateStore;

/** Conversations in a repository that this node has for itself: whoever waits in this context knows of the others. */
final class SingleNodeStore implements ConversationStore {

    private final StateStore states;

    SingleNodeStore(StateStore states) {
        this.states = states;
    }

    @Override
    public Hold take(String key) {
        return new OwnHold(key, StoredConversation.parse(states.get(key)).standing());
    }

    private void write(String key, ConversationState standing) {
        String text = new StoredConversation(null, standing).text();
        if (standing instanceof ConversationState.Fresh) states.remove(key, text);
        else states.set(key, text);
    }

    private final class OwnHold implements Hold {

        private final String key;
        // Only whoever has the turn.
        private volatile ConversationState standing;

        OwnHold(String key, ConversationState standing) {
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
