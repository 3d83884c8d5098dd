// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Conversations for as long as the process lives. Never blocks. */
final class MemoryStore implements ConversationStore {

    private final Map<String, ConversationState> standings = new ConcurrentHashMap<>();

    @Override
    public TurnLease take(String key) {
        return new TurnLease() {
            @Override
            public ConversationState standing() {
                return standings.getOrDefault(key, new ConversationState.New());
            }

            @Override
            public boolean end(ConversationState standing, boolean more) {
                if (standing instanceof ConversationState.New) standings.remove(key);
                else standings.put(key, standing);
                return more;
            }
        };
    }
}
