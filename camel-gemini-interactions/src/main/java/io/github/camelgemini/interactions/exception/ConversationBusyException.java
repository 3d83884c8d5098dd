// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/**
 * The conversation cannot take this turn now: others have the turn for too long, it waits for results of functions, or the
 * turn would wait for itself. The message says which, and never names the conversation.
 */
public class ConversationBusyException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;

    /** @param message what keeps the conversation busy, and the cure; nothing was sent */
    public ConversationBusyException(String message) {
        this(message, null);
    }

    /**
     * @param message what keeps the conversation busy, and the cure
     * @param interactionId what was created nevertheless; null when nothing was sent
     */
    public ConversationBusyException(String message, @Nullable String interactionId) {
        super(message);
        this.interactionId = interactionId;
    }

    /** What was created, and paid for, and is no part of the conversation; null when nothing was sent, as nearly always. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }
}
