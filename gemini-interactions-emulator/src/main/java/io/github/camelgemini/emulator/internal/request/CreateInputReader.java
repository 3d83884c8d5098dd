// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** The member {@code input} in all its forms, as steps. */
final class CreateInputReader {
    private static final Set<String> CONTENT_TYPES = Set.of("text", "image", "audio", "document", "video");

    private enum Shape {
        CONTENT,
        STEP,
        TURN
    }

    private CreateInputReader() {}

    static List<ObjectNode> read(@Nullable JsonNode input) {
        if (input == null || input.isNull()) {
            throw Refused.invalid("'input' is required.");
        }
        List<ObjectNode> steps = new ArrayList<>();
        if (input.isTextual()) {
            steps.add(userInput(Json.textContent(input.asText())));
        } else if (input.isObject()) {
            readItems(List.of(input), steps);
        } else if (input.isArray() && !input.isEmpty()) {
            List<JsonNode> items = new ArrayList<>();
            input.forEach(items::add);
            readItems(items, steps);
        } else {
            throw Refused.invalid("'input' must be a string, an object or a list that is not empty.");
        }
        return steps;
    }

    private static void readItems(List<JsonNode> items, List<ObjectNode> steps) {
        Shape shape = shapeOf(items.get(0));
        List<JsonNode> contents = new ArrayList<>();
        for (JsonNode item : items) {
            if (shapeOf(item) != shape) {
                throw Refused.invalid("The items of 'input' must be all content or all steps, not a mixture.");
            }
            switch (shape) {
                case CONTENT -> contents.add(content(item));
                case STEP -> readStep((ObjectNode) item, steps);
                case TURN -> readTurn(item, steps);
            }
        }
        if (!contents.isEmpty()) {
            steps.add(userInput(contents.toArray(JsonNode[]::new)));
        }
    }

    private static Shape shapeOf(JsonNode item) {
        if (!item.isObject()) {
            throw Refused.invalid("An item of 'input' must be an object.");
        }
        String type = Json.text(item, "type");
        if (type != null) {
            return CONTENT_TYPES.contains(type) ? Shape.CONTENT : Shape.STEP;
        }
        if (item.has("role")) {
            return Shape.TURN;
        }
        if (item.has("text")) {
            return Shape.CONTENT;
        }
        throw Refused.invalid("An item of 'input' needs a 'type'.");
    }

    private static void readTurn(JsonNode turn, List<ObjectNode> steps) {
        String role = String.valueOf(Json.text(turn, "role"));
        if (!role.equals("user") && !role.equals("model")) {
            throw Refused.invalid("unknown enum value: '" + role + "' for 'role'.");
        }
        ObjectNode step = Json.object().put("type", role.equals("user") ? "user_input" : "model_output");
        step.set("content", turn.path("content"));
        readStep(step, steps);
    }

    private static void readStep(ObjectNode step, List<ObjectNode> steps) {
        String type = String.valueOf(Json.text(step, "type"));
        switch (type) {
            case "user_input" -> readUserInput(step, steps);
            case "model_output" -> steps.add(withContents(step));
            case "function_result" -> steps.add(functionResult(step));
            case "thought" -> steps.add(signed(step));
            case "function_call" -> {
                require(step, "id", type);
                require(step, "name", type);
                steps.add(step);
            }
            default -> steps.add(step);
        }
    }

    /** Results were seen to be sent inside a user input; they are steps of their own. */
    private static void readUserInput(ObjectNode step, List<ObjectNode> steps) {
        List<JsonNode> contents = new ArrayList<>();
        for (JsonNode item : listOf(step.path("content"))) {
            if ("function_result".equals(Json.text(item, "type"))) {
                steps.add(functionResult((ObjectNode) item));
            } else {
                contents.add(content(item));
            }
        }
        if (!contents.isEmpty()) {
            steps.add(userInput(contents.toArray(JsonNode[]::new)));
        }
    }

    /** Observed: reported (agent-harness, js-genai issue 1735), for a signature that is missing and for an empty one. */
    private static ObjectNode signed(ObjectNode thought) {
        if (thought.path("signature").asText().isEmpty()) {
            throw Refused.invalid("Corrupted thought signature.");
        }
        return thought;
    }

    private static ObjectNode withContents(ObjectNode step) {
        ObjectNode copy = step.deepCopy();
        copy.set(
                "content",
                Json.array(listOf(step.path("content")).stream()
                        .map(CreateInputReader::content)
                        .toList()));
        return copy;
    }

    private static List<JsonNode> listOf(JsonNode content) {
        if (content.isTextual()) {
            return List.of(Json.textContent(content.asText()));
        }
        if (content.isObject()) {
            return List.of(content);
        }
        if (content.isMissingNode() || content.isNull()) {
            return List.of();
        }
        if (!content.isArray()) {
            throw Refused.invalid("'content' must be a list.");
        }
        List<JsonNode> items = new ArrayList<>();
        content.forEach(items::add);
        return items;
    }

    private static ObjectNode functionResult(ObjectNode step) {
        require(step, "call_id", "function_result");
        JsonNode result = step.path("result");
        if (!result.isTextual() && !result.isContainerNode()) {
            throw Refused.invalid("'result' of a function_result must be a string, an object or a list of content.");
        }
        return step;
    }

    private static JsonNode content(JsonNode item) {
        if (!item.isObject()) {
            throw Refused.invalid("An item of 'content' must be an object.");
        }
        String type = Json.text(item, "type");
        if (type == null && item.has("text")) {
            return ((ObjectNode) item.deepCopy()).put("type", "text");
        }
        if (type == null || !CONTENT_TYPES.contains(type)) {
            throw Refused.invalid("unknown enum value: '" + type + "' for the type of a content.");
        }
        if (type.equals("text")) {
            require(item, "text", type);
        } else if (item.hasNonNull("data") == item.hasNonNull("uri")) {
            throw Refused.invalid("A content of type " + type + " needs exactly one of 'data' and 'uri'.");
        } else if (item.hasNonNull("data")
                && MediaSize.bytesOf(item.path("data").asText()) < 0) {
            throw Refused.invalid("'data' of a content of type " + type + " is not base64.");
        }
        return item;
    }

    private static void require(JsonNode node, String member, String type) {
        if (!node.path(member).isTextual()) {
            throw Refused.invalid("'" + member + "' is required in " + type + " and must be a string.");
        }
    }

    private static ObjectNode userInput(JsonNode... contents) {
        ObjectNode step = Json.object().put("type", "user_input");
        step.set("content", Json.array(contents));
        return step;
    }
}
