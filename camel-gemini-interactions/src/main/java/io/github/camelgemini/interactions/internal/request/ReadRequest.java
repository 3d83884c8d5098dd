// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.time.Duration;
import java.util.List;

import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.ParkedRound;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for.
 *
 * @param request what is sent
 * @param outputClass what the answer is bound to; null for none
 * @param schema JSON schema that was asked for; null for none
 * @param timeout longest time for the whole answer; null for the endpoint's
 * @param tags of the functions that the model may call; empty for none
 * @param decided what a person decided about calls that waited; null for a new turn
 * @param idempotencyKey what makes this message the same as another; null for nothing
 */
public record ReadRequest(
        InteractionRequest request,
        @Nullable Class<?> outputClass,
        @Nullable String schema,
        @Nullable Duration timeout,
        List<String> tags,
        @Nullable ParkedRound decided,
        @Nullable String idempotencyKey) {

    public ReadRequest {
        tags = List.copyOf(tags);
    }

    /** The same with another request. */
    public ReadRequest withRequest(InteractionRequest other) {
        return new ReadRequest(other, outputClass, schema, timeout, tags, decided, idempotencyKey);
    }
}
