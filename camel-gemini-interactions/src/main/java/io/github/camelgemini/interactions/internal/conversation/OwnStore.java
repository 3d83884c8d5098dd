// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.conversation;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;

/** Conversations in a repository that this node has for itself: whoever waits in this context knows of the others. */
final class OwnStore implements ConversationStore {

    private final StateRepository<String, String> repository;

    OwnStore(StateRepository<String, String> repository) {
        this.repository = repository;
    }

    @Override
    public Hold take(String key) {
        return new OwnHold(key, Kept.parse(repository.getState(key)).standing());
    }

    private void write(String key, Standing standing) {
        if (standing instanceof Standing.Fresh && repository instanceof ConditionalStateRepository removing)
            removing.removeState(key);
        else repository.setState(key, new Kept(null, standing).text());
    }

    private final class OwnHold implements Hold {

        private final String key;
        // Only whoever has the turn.
        private volatile Standing standing;

        OwnHold(String key, Standing standing) {
            this.key = key;
            this.standing = standing;
        }

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public boolean end(Standing next, boolean more) {
            if (!next.equals(standing)) write(key, next);
            standing = next;
            return more;
        }
    }
}
