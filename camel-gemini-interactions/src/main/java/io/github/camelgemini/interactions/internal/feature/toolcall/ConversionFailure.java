// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/**
 * A failure between the model and a function: the call could not be handed to the function, or its result could not be
 * read. It fails the message and is not a result for the model, as the model cannot mend it. Its cause is what happened.
 */
public final class ConversionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message says what could not be converted, without its content */
    public ConversionFailure(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
