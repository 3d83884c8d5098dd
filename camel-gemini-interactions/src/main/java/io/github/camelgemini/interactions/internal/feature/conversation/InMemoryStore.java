// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Conversations for as long as the process lives. Never blocks. */
final class InMemoryStore implements ConversationStore {

    private final Map<String, ConversationState> states = new ConcurrentHashMap<>();

    @Override
    public TurnLease take(String key) {
        return new TurnLease() {
            @Override
            public ConversationState state() {
                return states.getOrDefault(key, new ConversationState.New());
            }

            @Override
            public boolean end(ConversationState next, boolean more) {
                if (next instanceof ConversationState.New) states.remove(key);
                else states.put(key, next);
                return more;
            }
        };
    }
}
