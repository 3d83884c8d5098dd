// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a user gives as input, in every shape the API ever took (a text, contents, steps, turns), into steps. Any
 * thread.
 *
 * <p>Documented: Interactions API reference, input, September 2026; breaking changes, May 2026, for turns. Observed:
 * traffic/steps-redacted/*.request.json, which has function results inside a user's content, too: steps go out as they are.
 */
public final class InputJson {

    private InputJson() {}

    /**
     * Input that a user wrote as JSON.
     *
     * @param json JSON text; a text that is a JSON string is what the user says
     * @throws IllegalArgumentException if it is no JSON, or of a shape that is none of the API's; the message names the
     *     shape and quotes no value
     */
    public static List<Step> read(String json) {
        JsonNode node = Json.tree(json);
        if (node == null) throw new IllegalArgumentException("not JSON");
        return steps(node);
    }

    /**
     * Input that a user built from objects.
     *
     * @param value a Map, a List, a JSON node, a {@code Step}, a {@code Content} or a list of any of these; a String is what
     *     the user says
     * @throws IllegalArgumentException as above
     */
    public static List<Step> from(Object value) {
        return steps(node(value));
    }

    /** True for a tree of this room's JSON library, which other rooms cannot name. */
    public static boolean isTree(@Nullable Object value) {
        return value instanceof JsonNode;
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof Step step) return ValueWriter.step(step);
        if (value instanceof Content content) return ValueWriter.content(content);
        if (value instanceof Iterable<?> elements && !(value instanceof JsonNode)) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            elements.forEach(element -> list.add(node(element)));
            return list;
        }
        return value instanceof JsonNode node ? node.deepCopy() : Json.MAPPER.valueToTree(value);
    }

    private static List<Step> steps(JsonNode input) {
        if (input.isArray() && input.isEmpty()) throw new IllegalArgumentException("the list is empty");
        List<Step> steps = new ArrayList<>();
        List<JsonNode> together = new ArrayList<>();
        for (JsonNode entry : input.isArray() ? input : List.of(input)) {
            if (isContent(entry)) {
                together.add(entry);
                continue;
            }
            flush(together, steps);
            addStep((ObjectNode) known(entry), steps);
        }
        flush(together, steps);
        return List.copyOf(steps);
    }

    /** Contents that stand together are one thing the user says. */
    private static void flush(List<JsonNode> together, List<Step> steps) {
        if (together.isEmpty()) return;
        steps.addAll(StepReader.grouped(together, false));
        together.clear();
    }

    /** A text by itself, an object whose type means content, or one without type that holds a text. */
    private static boolean isContent(JsonNode entry) {
        if (!entry.isObject()) return entry.isTextual();
        JsonNode type = entry.get("type");
        if (type != null) return ContentReader.isContent(type.asText());
        return !entry.has("role") && entry.path("text").isTextual();
    }

    private static JsonNode known(JsonNode entry) {
        if (!entry.isObject())
            throw new IllegalArgumentException(Json.kind(entry) + " is neither content nor step nor turn");
        if (entry.path("type").isTextual()) return entry;
        if (!entry.has("type") && speaker(entry) != null && entry.has("content")) return entry;
        throw new IllegalArgumentException(
                "an object is neither content nor step (type) nor turn (role and content); it has "
                        + String.join(", ", names(entry)));
    }

    private static List<String> names(JsonNode entry) {
        List<String> names = new ArrayList<>();
        entry.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? List.of("no members") : names;
    }

    private static @Nullable String speaker(JsonNode entry) {
        String role = entry.path("role").asText();
        return role.equals("user") || role.equals("model") ? role : null;
    }

    private static void addStep(ObjectNode entry, List<Step> steps) {
        String type = entry.path("type").asText();
        boolean isTurn = type.isEmpty();
        boolean byModel = isTurn ? "model".equals(speaker(entry)) : type.equals("model_output");
        JsonNode content = entry.get("content");
        if (isTurn) {
            checkContent(content);
            steps.addAll(StepReader.grouped(content.isArray() ? content : List.of(content), byModel));
        } else {
            steps.addAll(StepReader.steps(List.of(entry)));
        }
    }

    private static void checkContent(JsonNode content) {
        if (!content.isContainerNode() && !content.isTextual()) {
            throw new IllegalArgumentException("the content of a turn is " + Json.kind(content));
        }
    }
}
