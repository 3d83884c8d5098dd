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
 * The format of an answer: the value of {@code response_format}, and the schema that a text answer must satisfy. Any thread.
 *
 * <p>Documented: Interactions API reference, response_format, September 2026: a format is complete when its {@code type} is
 * text, image, audio or video, words that no JSON Schema has there.
 *
 * @param json JSON text of an object or a list, in the API's own shape
 * @param schema the schema of the only text format; null if it has none, or if the service may choose among several
 */
public record ResponseFormat(String json, @Nullable Schema schema) {

    private static final Set<String> FORMATS = Set.of("text", "image", "audio", "video");

    /**
     * Reads what a user gives: a bare JSON schema is wrapped into the shape of today, a complete format stays. In a list
     * each element is treated alike.
     *
     * @throws IllegalArgumentException if the text is no JSON object or list, or if a schema in it is none
     */
    public static ResponseFormat of(String json) {
        JsonNode given = Json.tree(json);
        if (given == null) throw new IllegalArgumentException("not JSON");
        JsonNode wrapped = wrap(given);
        List<@Nullable Schema> ofTexts = new ArrayList<>();
        for (JsonNode format : wrapped.isArray() ? wrapped : List.of(wrapped)) {
            JsonNode node = format.get("schema");
            Schema schema = node == null ? null : Schema.of(node);
            if (format.path("type").asText().equals("text")) ofTexts.add(schema);
        }
        return new ResponseFormat(Json.text(wrapped), ofTexts.size() == 1 ? ofTexts.get(0) : null);
    }

    private static JsonNode wrap(JsonNode format) {
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
        ObjectNode wrapped = Json.MAPPER.createObjectNode().put("type", "text").put("mime_type", "application/json");
        wrapped.set("schema", format);
        return wrapped;
    }

    private static boolean isComplete(ObjectNode format) {
        JsonNode type = format.get("type");
        return type != null && type.isTextual() && FORMATS.contains(type.textValue());
    }

    private static IllegalArgumentException unknown(JsonNode format) {
        String kind = format.isArray() ? "an empty list" : Json.kind(format);
        return new IllegalArgumentException(
                "a JSON schema, a format object or a list of them is needed, this is " + kind);
    }
}
