// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * JSON of requests and of options. Any thread.
 *
 * <p>Documented: Interactions API reference, interactions.create, September 2026. Observed:
 * traffic/steps-redacted/*.request.json.
 */
public final class RequestJson {

    private RequestJson() {}

    /**
     * The body of a create. The input is written as a list of steps, which every server accepts, and left out if it is empty
     * and the request continues an answer.
     *
     * @throws IllegalArgumentException if a member that must be JSON text is not
     */
    public static byte[] write(InteractionRequest request) {
        return Json.bytes(node(request));
    }

    static ObjectNode node(InteractionRequest request) {
        ObjectNode node = Json.object();
        ValueWriter.put(node, "model", request.model());
        ValueWriter.put(node, "agent", request.agent());
        if (!request.input().isEmpty() || !request.hasContinuationToken())
            node.set("input", ValueWriter.steps(request.input()));
        ValueWriter.put(node, "system_instruction", request.systemInstruction());
        if (!request.tools().isEmpty()) node.set("tools", tools(request.tools()));
        if (request.generationConfig() != null) node.set("generation_config", Json.known(request.generationConfig()));
        if (request.responseFormat() != null) node.set("response_format", Json.known(request.responseFormat()));
        ValueWriter.put(node, "previous_interaction_id", request.previousInteractionId());
        ValueWriter.put(node, "store", request.store());
        ValueWriter.put(node, "background", request.background());
        if (request.stream()) node.put("stream", true);
        Json.setAll(node, request.more());
        return node;
    }

    /**
     * Reads the output of {@link #node}. Removes members from the object.
     *
     * @throws IllegalArgumentException if the input is not a list of steps
     */
    static InteractionRequest read(ObjectNode object) {
        MemberReader reader = new MemberReader(object);
        String input = reader.json("input");
        return new InteractionRequest(
                reader.text("model"),
                reader.text("agent"),
                input == null ? List.of() : InteractionJson.readSteps(input),
                reader.text("system_instruction"),
                reader.list("tools", JsonNode::isObject, Json::text),
                reader.json("generation_config"),
                reader.json("response_format"),
                reader.text("previous_interaction_id"),
                reader.flag("store"),
                reader.flag("background"),
                Boolean.TRUE.equals(reader.flag("stream")),
                reader.more());
    }

    /** Splits older declarations, which have several functions in one tool: the service expects one each. */
    private static ArrayNode tools(List<String> tools) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (String json : tools) {
            JsonNode tool = Json.known(json);
            JsonNode nested = tool.has("functionDeclarations")
                    ? tool.get("functionDeclarations")
                    : tool.get("function_declarations");
            if (nested == null || !nested.isArray() || tool.has("type")) list.add(tool);
            else nested.forEach(function -> list.add(flat(function)));
        }
        return list;
    }

    private static JsonNode flat(JsonNode function) {
        ObjectNode tool = Json.object().put("type", "function");
        function.properties().forEach(member -> tool.set(member.getKey(), member.getValue()));
        if (tool.get("parameters") instanceof ObjectNode parameters) SchemaTypes.toLowerCase(parameters);
        return tool;
    }

    /**
     * Sets members of a JSON object. Names in camelCase are converted to snake_case; a dot denotes a member of a nested
     * object, which is created if necessary. A String value is read by {@link #literal}.
     *
     * @param objectJson null for an empty object
     * @throws IllegalArgumentException if {@code objectJson} is not a JSON object
     */
    public static String merge(@Nullable String objectJson, Map<String, ?> fields) {
        ObjectNode object = objectJson == null || objectJson.isBlank() ? Json.object() : object(objectJson);
        Map<String, JsonNode> members = new TreeMap<>();
        fields.forEach((name, value) -> members.put(snakeCase(name), value(value)));
        members.forEach((name, value) -> set(object, name, value));
        return Json.text(object);
    }

    /**
     * Replaces members of one JSON object by those of another, without merging nested objects.
     *
     * @throws IllegalArgumentException if one of them is not a JSON object
     */
    public static String overlay(String lowerJson, String upperJson) {
        ObjectNode object = object(lowerJson);
        object.setAll(object(upperJson));
        return Json.text(object);
    }

    private static ObjectNode object(String json) {
        JsonNode node = Json.tree(json);
        if (node instanceof ObjectNode object) return object;
        throw new IllegalArgumentException(
                node == null ? "not JSON" : "a JSON object is needed, this is " + Json.kind(node));
    }

    private static void set(ObjectNode object, String path, JsonNode value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            object.set(path, value);
            return;
        }
        String name = path.substring(0, dot);
        ObjectNode inner = object.get(name) instanceof ObjectNode existing ? existing : object.putObject(name);
        set(inner, path.substring(dot + 1), value);
    }

    private static JsonNode value(@Nullable Object value) {
        return value instanceof String text ? Json.known(literal(text)) : Json.node(value);
    }

    /** Converts {@code thinkingLevel} to {@code thinking_level}; leaves snake_case unchanged. */
    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                if (i > 0 && Character.isLetterOrDigit(name.charAt(i - 1)) && startsWord(name, i)) snake.append('_');
                snake.append(Character.toLowerCase(c));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    /** In consecutive capitals only the last one starts a word, if a lower-case letter follows: {@code baseURLPath}. */
    private static boolean startsWord(String name, int i) {
        return !Character.isUpperCase(name.charAt(i - 1))
                || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
    }

    /**
     * Converts the value of an option to JSON text. JSON other than null is used unchanged; any other text becomes a string.
     * {@code 5} is a number, {@code "5"} in quotes is a string.
     */
    public static String literal(String value) {
        JsonNode node = Json.tree(value);
        return Json.text(node == null || node.isNull() ? value : node);
    }
}
