// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/**
 * The conversation cannot start this turn now: another turn takes too long, the conversation waits for function results, or
 * the turn would wait for itself. The message tells the reason, and never contains the conversation's key.
 */
public class ConversationBusyException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;

    /** @param message the reason and the cure; nothing was sent */
    public ConversationBusyException(String message) {
        this(message, null);
    }

    /**
     * @param message the reason and the cure
     * @param interactionId an interaction that was created nevertheless; null if nothing was sent
     */
    public ConversationBusyException(String message, @Nullable String interactionId) {
        super(message);
        this.interactionId = interactionId;
    }

    /** The interaction that was created, and paid for, outside the conversation; null, as usual, if nothing was sent. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }
}
