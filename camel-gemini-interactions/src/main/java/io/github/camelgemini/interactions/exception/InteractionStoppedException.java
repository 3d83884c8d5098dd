// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The route or the context stopped while a call was under way. Let the message's source deliver it again. */
public class InteractionStoppedException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;
    private final @Nullable String lastEventId;

    public InteractionStoppedException(@Nullable String interactionId, @Nullable String lastEventId) {
        super("Stopped before interaction " + interactionId + " ended (last event " + lastEventId + ")");
        this.interactionId = interactionId;
        this.lastEventId = lastEventId;
    }

    /** Null when the service had not told it yet. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Token to resume after; null when the service sent none. */
    public @Nullable String getLastEventId() {
        return lastEventId;
    }
}
