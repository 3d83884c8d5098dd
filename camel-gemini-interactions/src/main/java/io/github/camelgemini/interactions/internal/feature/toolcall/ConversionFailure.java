// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/**
 * The call could not be converted for the function, or its result could not be converted for the model. It fails the message
 * and is not reported to the model, which cannot correct it. The cause is the original failure.
 */
public final class ConversionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message says what could not be converted, without its content */
    public ConversionFailure(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
