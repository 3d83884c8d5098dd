// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The service could not be reached, or the line broke before its answer was complete. */
public class InteractionTransportException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final boolean retrySafe;

    /**
     * @param message what failed, with the cure where there is one
     * @param retrySafe true when the service cannot have acted on the request
     * @param cause null when there is none
     */
    public InteractionTransportException(String message, boolean retrySafe, @Nullable Throwable cause) {
        super(message, cause);
        this.retrySafe = retrySafe;
    }

    /** True when the service cannot have acted on the request, so that sending it again is paid for once. */
    public boolean isRetrySafe() {
        return retrySafe;
    }
}
