// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Converts the types of a schema to lower case, as JSON Schema requires: declarations for generateContent have
 * {@code OBJECT} and {@code STRING}. Leaves names, enums and defaults unchanged.
 */
public final class SchemaTypes {

    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "example", "examples");

    private SchemaTypes() {}

    /** Modifies the schema. */
    public static void toLowerCase(ObjectNode schema) {
        for (String keyword :
                schema.properties().stream().map(java.util.Map.Entry::getKey).toList()) {
            JsonNode value = schema.get(keyword);
            if (keyword.equals("type")) schema.set(keyword, types(value));
            else if (NAMED.contains(keyword)) value.forEach(SchemaTypes::inside);
            else if (!VALUES.contains(keyword)) inside(value);
        }
    }

    private static void inside(JsonNode value) {
        if (value instanceof ObjectNode schema) toLowerCase(schema);
        else if (value.isArray()) value.forEach(SchemaTypes::inside);
    }

    private static JsonNode types(JsonNode value) {
        if (value.isTextual()) return type(value);
        if (!value.isArray()) return value;
        ArrayNode types = Json.MAPPER.createArrayNode();
        value.forEach(one -> types.add(type(one)));
        return types;
    }

    private static JsonNode type(JsonNode value) {
        String lower = value.asText().toLowerCase(Locale.ROOT);
        return value.isTextual() && TYPES.contains(lower) ? TextNode.valueOf(lower) : value;
    }
}
