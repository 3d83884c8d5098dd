// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.jspecify.annotations.Nullable;

/**
 * A request that was read from a message, with the settings for its processing.
 *
 * @param request request to send
 * @param outputClass class that the answer is bound to; null for none
 * @param schema schema that was sent; null for none
 * @param timeout longest time for the whole answer; null for the endpoint's
 * @param headers HTTP headers of the request, which override the endpoint's
 * @param conversationId key of the conversation whose next turn this is; null for none
 * @param tags tags of the functions that the model may call
 * @param decided a person's decisions about pending calls; null for a new turn. It has a signature only if that was verified.
 * @param idempotencyKey key that makes messages one interaction; null for none
 * @param observation observes the call; NONE until the call is about to be made
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
        @Nullable String idempotencyKey,
        CallObservation observation) {

    public ReadRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        tags = List.copyOf(tags);
    }

    /** True if only the message waits for the answer: no turn of a conversation, no key, and no round of functions. */
    public boolean isAlone() {
        return conversationId == null && idempotencyKey == null && decided == null && tags.isEmpty();
    }

    /** A copy with another request. */
    public ReadRequest withRequest(InteractionRequest other) {
        return with(other, observation);
    }

    /** A copy whose call is observed. */
    public ReadRequest observedBy(CallObservation observer) {
        return with(request, observer);
    }

    private ReadRequest with(InteractionRequest other, CallObservation observer) {
        return new ReadRequest(
                other, outputClass, schema, timeout, headers, conversationId, tags, decided, idempotencyKey, observer);
    }

    /** Without values of headers and without keys, which may be secrets or identify a person. */
    @Override
    public String toString() {
        return "ReadRequest[request=" + request + ", headers=" + headers.keySet() + ", tags=" + tags + "]";
    }
}
