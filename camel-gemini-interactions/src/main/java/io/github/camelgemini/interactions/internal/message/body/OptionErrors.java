// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRequestException;

/** Converts errors of JSON readers to exceptions that name the option. */
public final class OptionErrors {

    private OptionErrors() {}

    /** @throws InteractionRequestException naming the option, if the reader throws {@code IllegalArgumentException} */
    public static <T> T json(String option, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new InteractionRequestException(
                    option, "The option " + option + " cannot be used: " + e.getMessage(), e);
        }
    }
}
