// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/**
 * Base class of all exceptions of this component. Subclasses are named by what a route author can do about them.
 *
 * <p>No message contains a prompt, an answer, arguments or a secret; they are available through getters only.
 */
public class GeminiInteractionsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GeminiInteractionsException(String message) {
        super(message);
    }

    public GeminiInteractionsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
