// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.List;

import io.github.camelgemini.interactions.internal.client.redaction.Redaction;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a request that decide how its answer is written.
 *
 * @param schema schema that was sent; null for none
 * @param outputClass class that the answer is bound to; null for none
 * @param background true if the answer is only the id of a run
 * @param request request that was sent, to store with calls that wait for approval; null if it is not known
 * @param tags tags of the functions that the model may call
 * @param redaction prepares the API's texts for exceptions
 */
public record Expected(
        @Nullable Schema schema,
        @Nullable Class<?> outputClass,
        boolean background,
        @Nullable InteractionRequest request,
        List<String> tags,
        Redaction redaction) {

    public Expected(@Nullable Schema schema, @Nullable Class<?> outputClass, boolean background) {
        this(schema, outputClass, background, null, List.of(), Redaction.NOTHING);
    }

    /** True for a background create that does not wait for the end of its run: its answer may be the id alone. */
    boolean isAnsweredAtOnce() {
        return background && request != null;
    }
}
