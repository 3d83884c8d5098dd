// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;

/** Conversations in a repository that this node has for itself: whoever waits in this context knows of the others. */
final class SingleNodeStore implements ConversationStore {

    private final StateRepository<String, String> repository;

    SingleNodeStore(StateRepository<String, String> repository) {
        this.repository = repository;
    }

    @Override
    public Hold take(String key) {
        return new OwnHold(
                key, StoredConversation.parse(repository.getState(key)).standing());
    }

    private void write(String key, ConversationState standing) {
        if (standing instanceof ConversationState.Fresh && repository instanceof ConditionalStateRepository removing)
            removing.removeState(key);
        else repository.setState(key, new StoredConversation(null, standing).text());
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
