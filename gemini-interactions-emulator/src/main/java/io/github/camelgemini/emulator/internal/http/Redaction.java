// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** Requests as they are recorded: without credentials, whether in headers, in the query or in tools. */
final class Redaction {
    private static final String HIDDEN = "***";
    private static final Set<String> SECRET_HEADERS =
            Set.of("x-goog-api-key", "authorization", "proxy-authorization", "cookie");

    private Redaction() {}

    static RecordedRequest record(Operation operation, IncomingRequest request, Instant received) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.replaceAll((name, value) -> SECRET_HEADERS.contains(name) ? hide(value) : value);
        Map<String, String> query = new HashMap<>(request.query());
        query.computeIfPresent("key", (name, value) -> HIDDEN);
        return new RecordedRequest(
                operation,
                request.method(),
                request.path(),
                query,
                headers,
                body(request.json()),
                request.body().length(),
                received);
    }

    private static String hide(String value) {
        if (value.startsWith("Bearer " + TokenHandler.PREFIX)) {
            return value;
        }
        return value.startsWith("Bearer ") ? "Bearer " + HIDDEN : HIDDEN;
    }

    private static @Nullable JsonNode body(@Nullable JsonNode body) {
        if (body == null || !hasSecrets(body)) {
            return body;
        }
        JsonNode copy = body.deepCopy();
        copy.path("tools").forEach(tool -> {
            if (tool.path("headers") instanceof ObjectNode headers) {
                headers.fieldNames().forEachRemaining(name -> headers.put(name, HIDDEN));
            }
            tool.findParents("api_key").forEach(parent -> ((ObjectNode) parent).put("api_key", HIDDEN));
        });
        return copy;
    }

    private static boolean hasSecrets(JsonNode body) {
        JsonNode tools = body.path("tools");
        return tools.findValue("headers") != null || tools.findValue("api_key") != null;
    }

    static ObjectNode json(RecordedRequest request) {
        ObjectNode json = Json.object()
                .put("operation", request.operation().name().toLowerCase(Locale.ROOT))
                .put("method", request.method())
                .put("path", request.path());
        json.set("query", Json.tree(request.query()));
        json.set("headers", Json.tree(request.headers()));
        json.set("body", request.body());
        return json.put("received", request.received().toString());
    }
}
