// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Converts a user's input, in any format the API ever accepted (text, contents, steps, turns), to steps. Any thread.
 *
 * <p>Documented: Interactions API reference, input, September 2026; breaking changes, May 2026, for turns. Observed:
 * traffic/steps-redacted/*.request.json, also function results in a user's content: steps are sent unchanged.
 */
public final class InputJson {

    /** What the component shows for the id of a call that has none of its own. */
    private static final Pattern PLACE = Pattern.compile("#+[0-9]+");

    private static final String DATA_CURE =
            ". Data, such as a row or an object, is sent as a text: marshal().json() in front of the call makes one of it";

    private InputJson() {}

    /**
     * Reads input from JSON text; a JSON string is the text of a user.
     *
     * @throws IllegalArgumentException if the text is not JSON or not in a format of the API; the message quotes no value
     */
    public static List<Step> read(String json) {
        JsonNode node = Json.tree(json);
        if (node == null) throw new IllegalArgumentException("not JSON");
        return steps(node);
    }

    /**
     * Reads input from objects.
     *
     * @param value a Map, JSON node, {@code Step} or {@code Content}, a List of them, or a String with the text of a user
     * @throws IllegalArgumentException as above
     */
    public static List<Step> from(Object value) {
        return steps(node(value));
    }

    /** True for a Jackson tree; packages that do not depend on Jackson call this. */
    public static boolean isTree(@Nullable Object value) {
        return value instanceof JsonNode;
    }

    /** True for a Jackson tree in which there is nothing: null, a missing node, an empty text or array. */
    public static boolean isEmptyTree(Object value) {
        return value instanceof JsonNode tree
                && (tree.isNull()
                        || tree.isMissingNode()
                        || tree.isArray() && tree.isEmpty()
                        || tree.isTextual() && tree.textValue().isEmpty());
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof Step step) return ValueWriter.step(step);
        if (value instanceof Content content) return ValueWriter.content(content);
        if (value instanceof Iterable<?> elements && !(value instanceof JsonNode)) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            elements.forEach(element -> list.add(node(element)));
            return list;
        }
        return value instanceof JsonNode node ? node.deepCopy() : Json.node(value);
    }

    private static List<Step> steps(JsonNode input) {
        if (input.isArray() && input.isEmpty()) throw new IllegalArgumentException("the list is empty");
        List<Step> steps = new ArrayList<>();
        List<JsonNode> contents = new ArrayList<>();
        for (JsonNode entry : input.isArray() ? input : List.of(input)) {
            if (isContent(entry)) {
                contents.add(entry);
                continue;
            }
            flush(contents, steps);
            addSteps(checked(entry), steps);
        }
        flush(contents, steps);
        steps.forEach(InputJson::checkResults);
        return List.copyOf(steps);
    }

    /** Documented: Interactions API reference, function_result: call_id is required. Observed: HTTP 400 (adk-python#4381). */
    private static void checkResults(Step step) {
        if (step instanceof Step.Result result && result.type().equals(Step.Result.FUNCTION_RESULT))
            checkCallId(result.callId());
        List<Content> contents = List.of();
        if (step instanceof Step.UserInput input) contents = input.content();
        if (step instanceof Step.ModelOutput output) contents = output.content();
        for (Content content : contents) {
            if (!(content instanceof Content.Unknown nested) || !nested.type().equals(Step.Result.FUNCTION_RESULT))
                continue;
            JsonNode callId = Json.known(nested.json()).path("call_id");
            checkCallId(callId.isTextual() ? callId.textValue() : null);
        }
    }

    private static void checkCallId(@Nullable String callId) {
        boolean missing = callId == null || callId.isBlank();
        if (!missing && !PLACE.matcher(callId).matches()) return;
        throw new IllegalArgumentException(
                "a function_result " + (missing ? "has no call_id" : "has the place of a call as its call_id")
                        + ": set call_id to the id of the function_call, or send the bare result with the header"
                        + " CamelGeminiInteractionsFunctionCallId; the result of a call that has no id goes into a text");
    }

    /** Consecutive contents are one step. */
    private static void flush(List<JsonNode> contents, List<Step> steps) {
        if (contents.isEmpty()) return;
        steps.addAll(StepReader.grouped(contents, false));
        contents.clear();
    }

    /** True for a string, an object with a content type, or an object without type that has a text. */
    private static boolean isContent(JsonNode entry) {
        if (!entry.isObject()) return entry.isTextual();
        JsonNode type = entry.get("type");
        if (type != null) return ContentReader.isContent(type.asText());
        return !entry.has("role") && entry.path("text").isTextual();
    }

    private static JsonNode checked(JsonNode entry) {
        if (!entry.isObject())
            throw new IllegalArgumentException(Json.kind(entry) + " is neither content nor step nor turn" + DATA_CURE);
        if (entry.path("type").isTextual() && !entry.get("type").asText().isEmpty()) return entry;
        if (!entry.has("type") && speaker(entry) != null && entry.has("content")) return entry;
        throw new IllegalArgumentException(
                "an object is neither content nor step (type) nor turn (role and content); it has "
                        + String.join(", ", names(entry)) + DATA_CURE);
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

    private static void addSteps(JsonNode entry, List<Step> steps) {
        if (!entry.path("type").asText().isEmpty()) {
            steps.addAll(StepReader.steps(List.of(entry)));
            return;
        }
        JsonNode content = entry.get("content");
        if (!content.isContainerNode() && !content.isTextual())
            throw new IllegalArgumentException("the content of a turn is " + Json.kind(content));
        steps.addAll(
                StepReader.grouped(content.isArray() ? content : List.of(content), "model".equals(speaker(entry))));
    }
}
