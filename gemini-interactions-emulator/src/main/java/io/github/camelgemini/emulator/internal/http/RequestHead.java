// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;

/** What the page shows of a request: no credentials, no body, nothing long. */
final class RequestHead {
    private static final int LONGEST = 300;
    private static final int MOST = 40;

    private RequestHead() {}

    static ObjectNode of(RecordedRequest request) {
        ObjectNode head = Redaction.head(request);
        head.put("path", cut(request.path()));
        head.set("query", cut(head.path("query")));
        head.set("headers", cut(head.path("headers")));
        JsonNode body = request.at("");
        boolean stream = body.path("stream").asBoolean() || "true".equalsIgnoreCase(request.query("stream"));
        if (request.operation() == Operation.CREATE) {
            String target = Objects.requireNonNullElse(
                    Json.text(body, "model"), Objects.requireNonNullElse(Json.text(body, "agent"), ""));
            head.put("target", cut(target)).put("prompt", cut(body.path("input").asText()));
        }
        return head.put("stream", stream)
                .put("background", body.path("background").asBoolean())
                .put("bytes", request.bodyBytes())
                .put("received", request.received().toEpochMilli());
    }

    private static JsonNode cut(JsonNode values) {
        ObjectNode shown = Json.object();
        values.properties().stream()
                .limit(MOST)
                .forEach(value ->
                        shown.put(cut(value.getKey()), cut(value.getValue().asText())));
        return shown;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
