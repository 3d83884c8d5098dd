// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for.
 *
 * @param request what is sent
 * @param outputClass what the answer is bound to; null for none
 * @param schema the one that was asked for; null for none
 * @param timeout longest time for the whole answer; null for the endpoint's
 * @param headers what goes along with the request beside its body, over the endpoint's own; name to value
 * @param conversationId the conversation that the request is a turn of, by a key of the route's own; null for none
 * @param tags of the functions that the model may call; empty for none
 * @param decided what a person decided about calls that waited; null for a new turn
 * @param idempotencyKey what makes this message the same as another; null for nothing
 */
public record ReadRequest(
        InteractionRequest request,
        @Nullable Class<?> outputClass,
        @Nullable Schema schema,
        @Nullable Duration timeout,
        Map<String, String> headers,
        @Nullable String conversationId,
        List<String> tags,
        @Nullable PendingApproval decided,
        @Nullable String idempotencyKey) {

    public ReadRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        tags = List.copyOf(tags);
    }

    /** The same with another request. */
    public ReadRequest withRequest(InteractionRequest other) {
        return new ReadRequest(
                other, outputClass, schema, timeout, headers, conversationId, tags, decided, idempotencyKey);
    }
}
