// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** A stream ended before its interaction. Delivered steps remain delivered; resume the stream after the last event. */
public class InteractionStreamException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;
    private final @Nullable String lastEventId;
    private final int deliveredSteps;
    private final boolean resumable;

    /**
     * @param message what failed
     * @param interactionId null if the stream ended before its id arrived, or the interaction is not stored
     * @param lastEventId id of the event to resume after; null if the service sent none
     * @param deliveredSteps number of finished steps that the route has received
     * @param resumable false if the service no longer has the run
     * @param cause null if the stream ended without a failure
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

    /** Null if the stream ended before its id arrived, or the interaction is not stored. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Id of the event to resume after; null if the service sent none. */
    public @Nullable String getLastEventId() {
        return lastEventId;
    }

    /** Number of finished steps that the route has received. */
    public int getDeliveredSteps() {
        return deliveredSteps;
    }

    /** Whether {@code resume} may deliver the rest; false if the service no longer has the run, or its id is unknown. */
    public boolean isResumable() {
        return resumable;
    }
}
