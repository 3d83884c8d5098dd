// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.internal.client.codec.Json;
import io.github.camelgemini.interactions.internal.client.codec.SchemaTypes;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code response_format} and the schema that a text answer must satisfy. Any thread.
 *
 * <p>Documented: Interactions API reference, response_format, September 2026: a format object has the {@code type} text,
 * image, audio or video, none of which is a type of JSON Schema.
 *
 * @param json JSON text of a format object or a list of them
 * @param schema schema of the only text format; null if it has none or there are several text formats
 */
public record ResponseFormat(String json, @Nullable Schema schema) {

    private static final Set<String> FORMATS = Set.of("text", "image", "audio", "video");

    /**
     * Reads an option: wraps a bare JSON schema, alone or in a list, in a format object; leaves format objects unchanged.
     *
     * @throws IllegalArgumentException if the text is not a JSON object or list, or contains an invalid schema
     */
    public static ResponseFormat of(String json) {
        JsonNode given = Json.bounded(json);
        if (given == null) throw new IllegalArgumentException("not JSON");
        JsonNode wrapped = wrap(given);
        List<@Nullable Schema> textSchemas = new ArrayList<>();
        for (JsonNode format : wrapped.isArray() ? wrapped : List.of(wrapped)) {
            JsonNode node = format.get("schema");
            Schema schema = node == null ? null : Schema.of(node);
            if (format.path("type").asText().equals("text")) textSchemas.add(schema);
        }
        return new ResponseFormat(Json.text(wrapped), textSchemas.size() == 1 ? textSchemas.get(0) : null);
    }

    private static JsonNode wrap(JsonNode format) {
        if (format instanceof ObjectNode object) return wrapOne(object);
        if (format.isArray() && !format.isEmpty()) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            for (JsonNode element : format) {
                if (!(element instanceof ObjectNode object)) throw unsupported(element);
                list.add(wrapOne(object));
            }
            return list;
        }
        throw unsupported(format);
    }

    private static ObjectNode wrapOne(ObjectNode format) {
        if (isFormat(format)) {
            if (format.get("schema") instanceof ObjectNode schema) SchemaTypes.toLowerCase(schema);
            return format;
        }
        SchemaTypes.toLowerCase(format);
        ObjectNode wrapped = Json.MAPPER.createObjectNode().put("type", "text").put("mime_type", "application/json");
        wrapped.set("schema", format);
        return wrapped;
    }

    private static boolean isFormat(ObjectNode format) {
        JsonNode type = format.get("type");
        return type != null && type.isTextual() && FORMATS.contains(type.textValue());
    }

    private static IllegalArgumentException unsupported(JsonNode format) {
        String kind = format.isArray() ? "an empty list" : Json.kind(format);
        return new IllegalArgumentException(
                "a JSON schema, a format object or a list of them is needed, this is " + kind);
    }
}
