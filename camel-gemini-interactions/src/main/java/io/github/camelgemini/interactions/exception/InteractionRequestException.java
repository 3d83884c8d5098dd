// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The request is not valid. Nothing was sent: fix the route, the message or the configuration. */
public class InteractionRequestException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String option;

    /**
     * @param option name of the option or header to fix; {@code body} for the message's body
     * @param message what is wrong and the cure
     */
    public InteractionRequestException(String option, String message) {
        this(option, message, null);
    }

    public InteractionRequestException(String option, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.option = option;
    }

    /** Name of the option or header to fix; {@code body} for the message's body. */
    public String getOption() {
        return option;
    }
}
