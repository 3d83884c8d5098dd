// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The service could not be reached, or the connection broke before its response was complete. */
public class InteractionTransportException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final boolean retrySafe;

    /**
     * @param message what failed, with the cure if there is one
     * @param retrySafe true if the service cannot have acted on the request
     * @param cause null for none
     */
    public InteractionTransportException(String message, boolean retrySafe, @Nullable Throwable cause) {
        super(message, cause);
        this.retrySafe = retrySafe;
    }

    /** True if the service cannot have acted on the request, so that a retry is not paid twice. */
    public boolean isRetrySafe() {
        return retrySafe;
    }
}
