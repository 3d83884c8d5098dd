// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.traffic;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came in. The credentials that each request has (key, token, cookie) and those of tools read {@code ***},
 * except tokens that the emulator issued itself: they are no secrets and show which token was used. Headers of a test's own
 * are as they came, so that it can ask for them; {@code GET /_emulator/requests} shows no value whose name or place says
 * that it may be secret.
 *
 * @param query the first value of each parameter, decoded
 * @param headers the first value of each, by its name in lower case
 * @param body the JSON; null without a body or if it is not JSON. Not to be changed
 * @param bodyBytes length of the body in bytes
 */
public record RecordedRequest(
        Operation operation,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        long bodyBytes,
        Instant received) {

    public RecordedRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** What was asked for, without values that may be secret: it gets into messages and logs. */
    @Override
    public String toString() {
        return operation + " " + method + " " + path + " " + bodyBytes + " bytes, parameters "
                + new TreeSet<>(query.keySet()) + ", headers " + new TreeSet<>(headers.keySet());
    }

    /** The value of a query parameter, null without one. */
    public @Nullable String query(String name) {
        return query.get(name);
    }

    /** The value of a header, null without one. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** A member of the body by JSON pointer, e.g. {@code /input/0/type}; a missing node without one. */
    public JsonNode at(String pointer) {
        return body == null ? MissingNode.getInstance() : body.at(pointer);
    }
}
