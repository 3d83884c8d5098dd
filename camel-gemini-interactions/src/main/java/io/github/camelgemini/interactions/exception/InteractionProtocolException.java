// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The service broke the contract we know. Report it, with {@link #getExcerpt()} if its content may be shown. */
public class InteractionProtocolException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private static final int EXCERPT_CHARS = 500;

    private final String excerpt;

    /**
     * @param message what was expected and not found, without content
     * @param received what was received; kept shortened
     * @param cause null when there is none
     */
    public InteractionProtocolException(String message, String received, @Nullable Throwable cause) {
        super(message, cause);
        this.excerpt = received.length() <= EXCERPT_CHARS ? received : received.substring(0, EXCERPT_CHARS) + "…";
    }

    /** The first 500 characters of what was received. They may hold an answer: do not log them lightly. */
    public String getExcerpt() {
        return excerpt;
    }
}
