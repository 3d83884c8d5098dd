// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An error as the API reports it: in the resource, in an event or as the body of a refused request.
 *
 * <p>Documented: Interactions API reference, Error, September 2026. Observed: traffic/pasted/error.*.json.
 *
 * @param code a word such as {@code invalid_request}, or a number in the google.rpc shape; null when absent
 * @param message text for people; null when absent. May quote the request: never put it into a log.
 * @param more members that the fields above cannot tell, name to JSON text
 */
public record InteractionError(@Nullable String code, @Nullable String message, Map<String, String> more) {

    public InteractionError {
        more = Members.copyOf(more);
    }

    /** True for the empty error that the service was seen to send in the middle of a healthy stream. */
    public boolean isEmpty() {
        return code == null && message == null && more.isEmpty();
    }
}
