// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.Nullable;

/** Persists conversations and leases their turns to nodes. */
interface ConversationStore {

    /**
     * Leases the turns of a key, for which this node has no lease yet. While another node has one, this node is queued for
     * it: call again until it is returned, or {@link #withdraw}. May block.
     *
     * @return null while this node has to wait
     */
    @Nullable
    TurnLease take(String key);

    /** Leaves the queue of a key. Not called while this node has the lease. May block. */
    default void withdraw(String key) {}

    /** The lease on the turns of one key. Any thread; the methods may block. */
    interface TurnLease {

        /** State of the conversation. */
        ConversationState state();

        /**
         * Ends a turn. If the repository fails, what is stored decides whether the turn has ended.
         *
         * @param state the new state of the conversation
         * @param more true to retain the lease for the next turn
         * @return whether this node still has the lease; false in spite of {@code more} when another node waits: this node
         *     is queued behind it then
         * @throws RuntimeException when the state could not be stored, as the repository throws it, or an {@link Error};
         *     this node has lost the lease then
         */
        boolean end(ConversationState state, boolean more);
    }
}
