// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.internal.support.store.StateStore;

/** Conversations that no other node uses: the queue of {@link Conversations} is enough, and turns need no lease. */
record SingleNodeStore(Function<String, ConversationState> reader, BiConsumer<String, ConversationState> writer)
        implements ConversationStore {

    /** Conversations for as long as the process lives. Never blocks. */
    static SingleNodeStore inMemory() {
        Map<String, ConversationState> states = new ConcurrentHashMap<>();
        return new SingleNodeStore(key -> states.getOrDefault(key, new ConversationState.New()), (key, state) -> {
            if (state instanceof ConversationState.New) states.remove(key);
            else states.put(key, state);
        });
    }

    static SingleNodeStore in(StateStore states) {
        return new SingleNodeStore(
                key -> StoredConversation.parse(states.get(key)).state(), (key, state) -> {
                    String text = new StoredConversation(null, state).text();
                    if (state instanceof ConversationState.New) states.remove(key, text);
                    else states.set(key, text);
                });
    }

    @Override
    public TurnLease take(String key) {
        ConversationState found = reader.apply(key);
        return new TurnLease() {
            // Written by the thread that has the turn.
            private volatile ConversationState state = found;

            @Override
            public ConversationState state() {
                return state;
            }

            @Override
            public boolean end(ConversationState next, boolean more) {
                if (!next.equals(state)) writer.accept(key, next);
                state = next;
                return more;
            }
        };
    }
}
