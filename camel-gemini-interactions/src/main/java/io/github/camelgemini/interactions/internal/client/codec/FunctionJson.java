// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Functions as the API declares them, and what their results may be. Any thread.
 *
 * <p>Documented: Interactions API reference, tools and function_result, September 2026.
 */
public final class FunctionJson {

    private FunctionJson() {}

    /**
     * An entry of a request's tools.
     *
     * @param description null for none
     * @param parameters JSON schema of an object
     */
    public static String tool(String name, @Nullable String description, String parameters) {
        ObjectNode tool = Json.object().put("type", "function").put("name", name);
        ValueWriter.put(tool, "description", description);
        tool.set("parameters", Json.known(parameters));
        return Json.text(tool);
    }

    /** The functions that entries of a request's tools declare: name to the entry, which may declare several. */
    public static Map<String, String> declared(List<String> tools) {
        Map<String, String> declared = new LinkedHashMap<>();
        for (String json : tools) {
            JsonNode tool = Json.known(json);
            for (JsonNode function : functions(tool)) {
                if (function.path("name").isTextual())
                    declared.put(function.get("name").textValue(), json);
            }
        }
        return declared;
    }

    private static Iterable<JsonNode> functions(JsonNode tool) {
        for (String nested : List.of("functionDeclarations", "function_declarations")) {
            if (tool.path(nested).isArray()) return tool.get(nested);
        }
        return tool.path("type").asText().equals("function") ? List.of(tool) : List.of();
    }

    /**
     * Names of the members that a schema of an object describes.
     *
     * @throws IllegalArgumentException if it is a schema of something else than an object
     */
    public static List<String> parameters(String schemaJson) {
        JsonNode schema = Json.known(schemaJson);
        if (!schema.path("type").asText("object").equals("object"))
            throw new IllegalArgumentException("the schema is not one of an object");
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * A value as the result of a function: a text and an object as they are, all else (numbers, lists, null) as a text that
     * holds its JSON, because the service takes nothing else.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public static String result(@Nullable Object value) {
        JsonNode node = Json.MAPPER.valueToTree(value);
        if (node == null) return Json.text("null");
        return Json.text(node.isTextual() || node.isObject() ? node : Json.text(node));
    }
}
