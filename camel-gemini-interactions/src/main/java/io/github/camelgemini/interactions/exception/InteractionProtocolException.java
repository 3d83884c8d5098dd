// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The service violated the documented protocol. Report it, with {@link #getExcerpt()} if its content may be shown. */
public class InteractionProtocolException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private static final int EXCERPT_CHARS = 500;

    private final String excerpt;
    private final @Nullable String interactionId;

    /**
     * @param message what was expected and not found, without content
     * @param received the content received, of which an excerpt is stored
     * @param cause null for none
     */
    public InteractionProtocolException(String message, String received, @Nullable Throwable cause) {
        this(message, received, null, cause);
    }

    /**
     * @param message what was expected and not found, without content
     * @param received the content received, of which an excerpt is stored
     * @param interactionId id of the interaction; null if it is not known
     * @param cause null for none
     */
    public InteractionProtocolException(
            String message, String received, @Nullable String interactionId, @Nullable Throwable cause) {
        super(message, cause);
        this.interactionId = interactionId;
        this.excerpt = received.length() <= EXCERPT_CHARS ? received : shortened(received) + "…";
    }

    /** Cuts no surrogate pair in half. */
    private static String shortened(String text) {
        boolean cutsPair = Character.isHighSurrogate(text.charAt(EXCERPT_CHARS - 1));
        return text.substring(0, cutsPair ? EXCERPT_CHARS - 1 : EXCERPT_CHARS);
    }

    /** The first 500 characters received. They may contain an answer: do not log them where answers must not be logged. */
    public String getExcerpt() {
        return excerpt;
    }

    /** Id of the interaction that the service has created, and may have charged; null if what it sent has none. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }
}
