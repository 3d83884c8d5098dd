// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.Nullable;

/** Persists conversations and leases their turns to nodes. */
interface ConversationStore {

    /** Leases the turns of a key, for which this node has no lease yet; null while another node has one. May block. */
    @Nullable
    TurnLease take(String key);

    /** The lease on the turns of one key. Any thread; the methods may block. */
    interface TurnLease {

        /** State of the conversation. */
        ConversationState state();

        /**
         * Ends a turn.
         *
         * @param state the new state of the conversation
         * @param more true to retain the lease for the next turn
         * @return whether this node still has the lease; false in spite of {@code more} when another node waits
         * @throws RuntimeException when the state could not be stored; this node has lost the lease then
         */
        boolean end(ConversationState state, boolean more);
    }
}
