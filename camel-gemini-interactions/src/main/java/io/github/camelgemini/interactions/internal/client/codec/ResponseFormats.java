// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.internal.client.schema.SchemaTypes;
import io.github.camelgemini.interactions.internal.client.schema.Schemas;

/**
 * What a user gives as the format of the answer, in the shape the service wants.
 *
 * <p>Documented: Interactions API reference, response_format, September 2026: a format is complete when its {@code type} is
 * text, image, audio or video, words that no JSON Schema has there.
 */
final class ResponseFormats {

    private static final Set<String> FORMATS = Set.of("text", "image", "audio", "video");

    private ResponseFormats() {}

    static JsonNode wrap(JsonNode format) {
        if (format instanceof ObjectNode object) return wrapOne(object);
        if (format.isArray() && !format.isEmpty()) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            for (JsonNode element : format) {
                if (!(element instanceof ObjectNode object)) throw unknown(element);
                list.add(wrapOne(object));
            }
            return list;
        }
        throw unknown(format);
    }

    private static ObjectNode wrapOne(ObjectNode format) {
        if (isComplete(format)) {
            if (format.get("schema") instanceof ObjectNode schema) SchemaTypes.toLowerCase(schema);
            return format;
        }
        SchemaTypes.toLowerCase(format);
        ObjectNode wrapped = Json.object().put("type", "text").put("mime_type", "application/json");
        wrapped.set("schema", format);
        return wrapped;
    }

    private static boolean isComplete(ObjectNode format) {
        JsonNode type = format.get("type");
        return type != null && type.isTextual() && FORMATS.contains(type.textValue());
    }

    /** @throws IllegalArgumentException if a schema among the wrapped formats is no JSON Schema */
    static void check(JsonNode wrapped) {
        for (JsonNode format : wrapped.isArray() ? wrapped : List.of(wrapped)) {
            JsonNode schema = format.get("schema");
            if (schema == null) continue;
            Schemas.check(schema);
        }
    }

    private static IllegalArgumentException unknown(JsonNode format) {
        String kind = format.isArray() ? "an empty list" : Json.kind(format);
        return new IllegalArgumentException(
                "a JSON schema, a format object or a list of them is needed, this is " + kind);
    }
}
