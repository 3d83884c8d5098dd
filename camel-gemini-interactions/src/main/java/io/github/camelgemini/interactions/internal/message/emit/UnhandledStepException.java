// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.github.camelgemini.interactions.internal.support.async.Futures;

/** Wraps an exception that the route of a step did not handle, to tell it from a failure of the stream. */
public final class UnhandledStepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnhandledStepException(Throwable unhandled) {
        super(null, unhandled, false, false);
    }

    /** Whether a stream failed because of the route of a step. */
    public static boolean isCauseOf(Throwable failure) {
        return Futures.unwrapped(failure) instanceof UnhandledStepException;
    }

    /** The failure of a stream without its wrappers. */
    public static Throwable unwrapped(Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        return cause instanceof UnhandledStepException && cause.getCause() != null ? cause.getCause() : cause;
    }
}
