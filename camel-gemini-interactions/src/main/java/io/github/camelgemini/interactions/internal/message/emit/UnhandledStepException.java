// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.github.camelgemini.interactions.internal.support.async.Futures;

/** Carries what a step route did not handle out of the stream, where it must not be taken for a failure of the stream. */
public final class UnhandledStepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnhandledStepException(Exception unhandled) {
        super(null, unhandled, false, false);
    }

    /** What a stream failed with, in the words of whoever caused it. */
    public static Throwable unwrapped(Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        return cause instanceof UnhandledStepException && cause.getCause() != null ? cause.getCause() : cause;
    }
}
