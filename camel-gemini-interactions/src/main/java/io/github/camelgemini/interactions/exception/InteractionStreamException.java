// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A stream ended before its interaction. Delivered steps remain delivered; resume the stream after the last event. If the
 * service reported an error in the stream, {@link #getReported()} has its code, text and wait.
 */
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
     * @param resumable false if the service no longer has the run, or reported an error that is final
     * @param cause null if the stream ended without a failure; {@linkplain InteractionRejectedException#isInStream() the
     *     error} that the stream reported, if it did
     */
    public InteractionStreamException(
            String message,
            @Nullable String interactionId,
            @Nullable String lastEventId,
            int deliveredSteps,
            boolean resumable,
            @Nullable Throwable cause) {
        super(
                message + " (interaction " + interactionId + ", last event " + shownId(lastEventId) + ", "
                        + deliveredSteps + " steps delivered)",
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

    /**
     * The error that the service reported in the stream, as the same refusal of a request; null if the stream ended without
     * one. Its {@code hadNoEffect()} is about that request: this run had begun, and may be charged.
     */
    public @Nullable InteractionRejectedException getReported() {
        return getCause() instanceof InteractionRejectedException refused && refused.isInStream() ? refused : null;
    }

    /** The API's code of the reported error; null if absent, or if the stream reported none. */
    public @Nullable String getCode() {
        InteractionRejectedException reported = getReported();
        return reported == null ? null : reported.getCode();
    }

    /**
     * The API's text of the reported error. It may quote the request: do not log it where prompts must not be logged. Null if
     * absent, or if the stream reported no error.
     */
    public @Nullable String getApiMessage() {
        InteractionRejectedException reported = getReported();
        return reported == null ? null : reported.getApiMessage();
    }

    /** The wait that the reported error requests; null for none. */
    public @Nullable Duration getRetryAfter() {
        InteractionRejectedException reported = getReported();
        return reported == null ? null : reported.getRetryAfter();
    }

    /**
     * Whether {@code resume} may deliver the rest; false if the service no longer has the run, its id is unknown, or the
     * service reported an error in the stream that is final.
     */
    public boolean isResumable() {
        return resumable;
    }
}
