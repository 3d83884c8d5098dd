// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSON of function declarations and function results. Any thread.
 *
 * <p>Documented: Interactions API reference, tools and function_result, September 2026.
 */
public final class FunctionJson {

    private FunctionJson() {}

    /**
     * An entry of {@code tools} that declares one function.
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

    /** The functions declared in {@code tools}: name to the entry, which may declare several functions. */
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

    /** @throws IllegalArgumentException if the schema has another type than object */
    public static void checkObject(String schemaJson) {
        if (!Json.known(schemaJson).path("type").asText("object").equals("object"))
            throw new IllegalArgumentException("the schema does not describe an object");
    }

    /**
     * The JSON of a function's result: a string or an object unchanged, any other value (number, list, null) as a string
     * with its JSON, because the service accepts nothing else.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public static String result(@Nullable Object value) {
        JsonNode node = Json.node(value);
        if (node == null) return Json.text("null");
        return Json.text(node.isTextual() || node.isObject() ? node : Json.text(node));
    }
}
