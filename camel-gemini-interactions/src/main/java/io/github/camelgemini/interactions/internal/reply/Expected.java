// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.reply;

import org.jspecify.annotations.Nullable;

/**
 * What the request asked the answer to be.
 *
 * @param schema JSON schema that was sent; null for none
 * @param outputClass what the answer is bound to; null for none
 * @param background true when only the id was asked for
 */
public record Expected(@Nullable String schema, @Nullable Class<?> outputClass, boolean background) {

    /** Whatever is there. */
    public static final Expected ANYTHING = new Expected(null, null, true);
}
