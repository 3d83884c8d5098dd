// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API reports it: in the resource, in an event or as the body of an error response.
 *
 * <p>Documented: Interactions API reference, Error, September 2026. Observed: traffic/pasted/error.*.json.
 *
 * @param code a word such as {@code invalid_request}, or a number in the google.rpc format; null if absent
 * @param message text for people; null if absent. It may quote the request: never log it.
 * @param more members that no field above represents, name to JSON text
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public record InteractionError(@Nullable String code, @Nullable String message, Map<String, String> more) {

    public InteractionError {
        more = Members.copyOf(more);
    }

    /** True for an empty error. Observed: the service sends one in the middle of a stream that does not fail. */
    public boolean isEmpty() {
        return code == null && message == null && more.isEmpty();
    }
}
