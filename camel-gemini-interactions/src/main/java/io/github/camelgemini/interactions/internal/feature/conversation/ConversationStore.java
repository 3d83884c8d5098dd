// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.Nullable;

/** Persists conversations and leases their turns to nodes. */
interface ConversationStore {

    /**
     * Leases the turns of a key to this node, which must not have them yet; null while another node has them. May block.
     */
    @Nullable
    TurnLease take(String key);

    /** The lease on the turns of one key. Any thread; the methods may block. */
    interface TurnLease {

        /** The state of the conversation. */
        ConversationState standing();

        /**
         * Ends a turn.
         *
         * @param standing the new state of the conversation
         * @param more true to keep the lease for the next turn
         * @return whether this node has the lease still; false with {@code more} when another node waits
         * @throws RuntimeException when the state could not be stored; this node has no lease then
         */
        boolean end(ConversationState standing, boolean more);
    }
}
