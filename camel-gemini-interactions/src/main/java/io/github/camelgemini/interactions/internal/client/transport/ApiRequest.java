// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * One request to the API, without address and credentials.
 *
 * @param operation name for messages and logs: {@code create}, {@code get}, {@code cancel}, {@code delete}, {@code resume}
 * @param method HTTP method
 * @param path below the root of the API, with a leading slash, encoded segments and any query
 * @param body JSON; null for none
 * @param repeatable true if sending it twice does no harm; a create is not repeatable
 * @param timeout longest time for the whole call, with its waits and retries; null for the settings' value. Of
 *     a stream, the time until it is sent.
 * @param headers custom headers of this request, which override those of the settings
 * @param observation observes the attempts to send it
 */
public record ApiRequest(
        String operation,
        String method,
        String path,
        byte @Nullable [] body,
        boolean repeatable,
        @Nullable Duration timeout,
        Map<String, String> headers,
        Observation observation) {

    /** A request without headers of its own, whose attempts are not observed. */
    public ApiRequest(
            String operation,
            String method,
            String path,
            byte @Nullable [] body,
            boolean repeatable,
            @Nullable Duration timeout) {
        this(operation, method, path, body, repeatable, timeout, Map.of(), Observation.NONE);
    }

    /** A copy with more headers, which override those of the same name. */
    ApiRequest with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiRequest(operation, method, path, body, repeatable, timeout, Map.copyOf(all), observation);
    }

    /** A copy with this time limit. */
    ApiRequest within(Duration limit) {
        return new ApiRequest(operation, method, path, body, repeatable, limit, headers, observation);
    }

    /** A copy whose attempts are parts of an observation. */
    public ApiRequest observedBy(Observation observer) {
        return new ApiRequest(operation, method, path, body, repeatable, timeout, headers, observer);
    }

    /** Omits the body, which contains the prompt, and the values of the headers. */
    @Override
    public String toString() {
        return operation + ": " + method + " " + path + " " + headers.keySet();
    }
}
