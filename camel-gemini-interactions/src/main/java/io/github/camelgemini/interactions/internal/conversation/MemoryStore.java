// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.conversation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Conversations for as long as the process lives. Never blocks. */
final class MemoryStore implements ConversationStore {

    private final Map<String, Standing> standings = new ConcurrentHashMap<>();

    @Override
    public Hold take(String key) {
        return new Hold() {
            @Override
            public Standing standing() {
                return standings.getOrDefault(key, new Standing.Fresh());
            }

            @Override
            public boolean end(Standing standing, boolean more) {
                if (standing instanceof Standing.Fresh) standings.remove(key);
                else standings.put(key, standing);
                return more;
            }
        };
    }
}
