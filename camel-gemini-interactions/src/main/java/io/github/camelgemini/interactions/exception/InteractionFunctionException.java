// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model called produced no result. The interaction waits for it: redeliver the message, fix the
 * function's route, or let the model receive the error.
 */
public class InteractionFunctionException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    /** Why there is no result. */
    public enum Reason {
        /** No route has that name. */
        UNKNOWN,
        /** The arguments do not match the function's parameters. */
        INVALID,
        /** Its route failed; the cause is the route's exception. */
        FAILED,
        /** It timed out. */
        TIMEOUT,
        /** The call could not be converted for its route, or the result could not be converted; see the cause. */
        CONVERSION
    }

    private final Reason reason;
    private final @Nullable String interactionId;
    private final @Nullable String callId;
    private final @Nullable String function;

    /**
     * @param message what is wrong and the cure, without names or arguments from the model
     * @param interactionId null if the interaction is not stored
     * @param callId the id that the service sent, or the place of the call, such as {@code #2}; null if it is not known
     * @param function name as the model called it; null if the service sent none
     * @param cause the exception of the function's route or of the conversion; null for none
     */
    public InteractionFunctionException(
            Reason reason,
            String message,
            @Nullable String interactionId,
            @Nullable String callId,
            @Nullable String function,
            @Nullable Throwable cause) {
        super(message + " (interaction " + interactionId + ", call " + callId + ")", cause);
        this.reason = reason;
        this.interactionId = interactionId;
        this.callId = callId;
        this.function = function;
    }

    /** Why there is no result. */
    public Reason getReason() {
        return reason;
    }

    /** Null if the interaction is not stored. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** The id that the service sent, or the place of the call, such as {@code #2}. Null if it is not known. */
    public @Nullable String getCallId() {
        return callId;
    }

    /** Name of the function as the model called it; null if the service sent none. */
    public @Nullable String getFunction() {
        return function;
    }
}
