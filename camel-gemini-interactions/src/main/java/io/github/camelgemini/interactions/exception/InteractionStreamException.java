// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** A stream ended before its interaction did. What was delivered stays delivered; resume where it broke. */
public class InteractionStreamException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;
    private final @Nullable String lastEventId;
    private final int deliveredSteps;
    private final boolean resumable;

    /**
     * @param message what broke
     * @param interactionId null when the stream broke before it told, or nothing is stored
     * @param lastEventId token to resume after; null when the service sent none
     * @param deliveredSteps how many finished steps the route has got
     * @param resumable false when the service does not have the run any more
     * @param cause null when the stream just ended
     */
    public InteractionStreamException(
            String message,
            @Nullable String interactionId,
            @Nullable String lastEventId,
            int deliveredSteps,
            boolean resumable,
            @Nullable Throwable cause) {
        super(
                message + " (interaction " + interactionId + ", last event " + lastEventId + ", " + deliveredSteps
                        + " steps delivered)",
                cause);
        this.interactionId = interactionId;
        this.lastEventId = lastEventId;
        this.deliveredSteps = deliveredSteps;
        this.resumable = resumable;
    }

    /** Null when the stream broke before it told, or nothing is stored. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Token to resume after; null when the service sent none. */
    public @Nullable String getLastEventId() {
        return lastEventId;
    }

    /** How many finished steps the route has got. */
    public int getDeliveredSteps() {
        return deliveredSteps;
    }

    /** Whether a {@code resume} may bring the rest; false when the service does not have the run, or never told its id. */
    public boolean isResumable() {
        return resumable;
    }
}
