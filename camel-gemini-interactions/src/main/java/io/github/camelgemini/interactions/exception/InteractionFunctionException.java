// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model called gave no result. The interaction waits for it: deliver the message again, mend the
 * function's route, or let the model be told.
 */
public class InteractionFunctionException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    /** Why there is no result. */
    public enum Reason {
        /** No route has that name. */
        UNKNOWN,
        /** The arguments are not what the function takes. */
        INVALID,
        /** Its route failed; the cause is what it failed with. */
        FAILED,
        /** It took too long. */
        TIMEOUT,
        /** Its route could not get the call, or its result could not be converted; the cause is why. */
        CONVERSION
    }

    private final Reason reason;
    private final @Nullable String interactionId;
    private final @Nullable String callId;
    private final @Nullable String function;

    /**
     * @param message what is wrong and the cure, without names or arguments that the model made up
     * @param interactionId null where nothing is stored
     * @param callId null when the service sent none
     * @param function name as the model called it
     * @param cause what the function's route, or the conversion of its result, failed with; null when neither did
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

    /** Null where nothing is stored. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Null when the service sent none. */
    public @Nullable String getCallId() {
        return callId;
    }

    /** Name of the function as the model called it. */
    public @Nullable String getFunction() {
        return function;
    }
}
