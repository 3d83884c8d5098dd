// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request to the API, before address and credentials.
 *
 * @param operation the word for messages and logs: {@code create}, {@code get}, {@code cancel}, {@code delete}
 * @param method HTTP method
 * @param path below the root of the API, starting with a slash, segments encoded, with its query if it has one
 * @param body JSON; null for none
 * @param repeatable true when sending it twice does no harm; a create is not repeatable
 * @param timeout longest time for the whole answer, over all attempts each; null for the settings' value. Not for streams.
 * @param headers a user's own for this request, over those of the settings
 */
public record ApiRequest(
        String operation,
        String method,
        String path,
        byte @Nullable [] body,
        boolean repeatable,
        @Nullable Duration timeout,
        Map<String, String> headers) {

    /** A request without headers of its own. */
    public ApiRequest(
            String operation,
            String method,
            String path,
            byte @Nullable [] body,
            boolean repeatable,
            @Nullable Duration timeout) {
        this(operation, method, path, body, repeatable, timeout, Map.of());
    }

    /** The same request with more headers, which win over those it has. */
    ApiRequest with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiRequest(operation, method, path, body, repeatable, timeout, Map.copyOf(all));
    }

    /** Without the body, which has the prompt in it, and without what the headers hold. */
    @Override
    public String toString() {
        return operation + ": " + method + " " + path + " " + headers.keySet();
    }
}
