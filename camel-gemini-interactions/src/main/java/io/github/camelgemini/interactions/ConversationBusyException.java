// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

/**
 * The conversation cannot take this turn now: others have the turn for too long, it waits for results of functions, or the
 * turn would wait for itself. The message says which, and never names the conversation.
 */
public class ConversationBusyException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    /** @param message what keeps the conversation busy, and the cure */
    public ConversationBusyException(String message) {
        super(message);
    }
}
