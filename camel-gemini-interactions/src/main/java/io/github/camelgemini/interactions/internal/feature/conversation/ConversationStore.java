// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import org.jspecify.annotations.Nullable;

/** Where conversations are kept, and which nodes may have their turns. */
interface ConversationStore {

    /**
     * Takes the turns of a key for this node, which must not have them yet; null while another node has them. May block.
     */
    @Nullable
    Hold take(String key);

    /** The turns of one key, which this node has. Any thread; the methods may block. */
    interface Hold {

        /** Where the conversation stands. */
        ConversationState standing();

        /**
         * Ends a turn.
         *
         * @param standing where the conversation stands now
         * @param more true to have the next turn as well
         * @return whether this node has it; false with {@code more} when another node is waiting
         * @throws RuntimeException when it could not be kept; this node has no turn then
         */
        boolean end(ConversationState standing, boolean more);
    }
}
