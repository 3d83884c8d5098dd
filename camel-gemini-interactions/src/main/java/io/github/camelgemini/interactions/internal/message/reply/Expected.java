// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.List;

import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the request asked the answer to be.
 *
 * @param schema the one that was sent; null for none
 * @param outputClass what the answer is bound to; null for none
 * @param background true when only the id was asked for
 * @param request what was asked, for a body that can be kept until a person has decided; null when it is not known
 * @param tags of the functions that the model may call
 */
public record Expected(
        @Nullable Schema schema,
        @Nullable Class<?> outputClass,
        boolean background,
        @Nullable InteractionRequest request,
        List<String> tags) {

    public Expected(@Nullable Schema schema, @Nullable Class<?> outputClass, boolean background) {
        this(schema, outputClass, background, null, List.of());
    }

    /** Whatever is there. */
    public static final Expected ANYTHING = new Expected(null, null, true);
}
