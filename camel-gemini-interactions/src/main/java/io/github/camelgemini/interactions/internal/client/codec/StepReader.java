// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Reads steps in the current format and in that of older servers.
 *
 * <p>Documented: Interactions API reference, Step, September 2026; breaking changes, May 2026. Observed:
 * traffic/steps-untouched, traffic/legacy.
 */
final class StepReader {

    private StepReader() {}

    /** Reads a {@code steps} list. An entry with nested calls, an older format, becomes several steps. */
    static List<Step> steps(Iterable<JsonNode> entries) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode entry : entries) {
            String calls = nestedCalls(entry);
            if (calls != null && entry instanceof ObjectNode object) steps.addAll(withNestedCalls(object, calls));
            else steps.add(read(entry));
        }
        return steps;
    }

    /** Reads a list of contents and steps. Consecutive contents become one step, of the model or of the user. */
    static List<Step> grouped(Iterable<JsonNode> entries, boolean byModel) {
        List<Step> steps = new ArrayList<>();
        List<Content> contents = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (isContent(entry)) {
                contents.add(ContentReader.read(entry));
                continue;
            }
            flush(contents, byModel, steps);
            steps.addAll(steps(List.of(entry)));
        }
        flush(contents, byModel, steps);
        return steps;
    }

    private static void flush(List<Content> contents, boolean byModel, List<Step> steps) {
        if (contents.isEmpty()) return;
        steps.add(byModel ? new Step.ModelOutput(contents, Map.of()) : new Step.UserInput(contents));
        contents.clear();
    }

    private static boolean isContent(JsonNode entry) {
        if (entry.isTextual()) return true;
        JsonNode type = entry.get("type");
        return type == null
                ? entry.path("text").isTextual()
                : type.isTextual() && ContentReader.isContent(type.textValue());
    }

    static Step read(JsonNode node) {
        if (!(node instanceof ObjectNode object)) return new Step.Unknown("", Json.text(node));
        String type = type(object);
        if (type.equals("user_input") || type.equals("model_output")) return message(object, type);
        if (type.equals("thought")) return thought(object);
        if (type.endsWith("_call")) return call(object, type);
        if (type.endsWith("_result")) return result(object, type);
        return new Step.Unknown(type, Json.text(object));
    }

    /** Older servers send a {@code role} instead of a type. */
    private static String type(ObjectNode object) {
        JsonNode type = object.get("type");
        if (type != null) return type.isTextual() ? type.textValue() : "";
        JsonNode role = object.get("role");
        if (role == null) return object.has("content") ? "model_output" : "";
        if (role.asText().equals("user")) return "user_input";
        return role.asText().equals("model") ? "model_output" : "";
    }

    private static Step message(ObjectNode object, String type) {
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        List<Content> content = contents(reader, "content");
        return type.equals("user_input")
                ? new Step.UserInput(content, reader.more())
                : new Step.ModelOutput(content, reader.more());
    }

    private static Step thought(ObjectNode object) {
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        String signature = reader.text("signature");
        List<Content> summary = contents(reader, "summary");
        return new Step.Thought(signature, summary, reader.more());
    }

    /** Reads a list of contents; a bare string is one text, an object one content. */
    private static List<Content> contents(MemberReader reader, String name) {
        String bare = reader.text(name);
        if (bare != null) return List.of(new Content.Text(bare));
        Content single = reader.peekObject(name, ContentReader::read);
        if (single != null && !(single instanceof Content.Unknown)) {
            reader.drop(name);
            return List.of(single);
        }
        return reader.list(name, node -> true, ContentReader::read);
    }

    static Step.Call call(ObjectNode object, String type) {
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        String arguments = arguments(reader, "arguments");
        return new Step.Call(
                type,
                reader.text("id"),
                reader.text("name"),
                arguments != null ? arguments : arguments(reader, "args"),
                reader.text("signature"),
                reader.more());
    }

    /** Some gateways send the arguments as a string that holds JSON. */
    private static @Nullable String arguments(MemberReader reader, String name) {
        String json = reader.json(name);
        if (json == null || !json.startsWith("\"")) return json;
        JsonNode inside = Json.tree(Json.known(json).textValue());
        return inside != null && inside.isObject() ? Json.text(inside) : json;
    }

    static Step.Result result(ObjectNode object, String type) {
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        return new Step.Result(
                type,
                reader.text("call_id"),
                reader.text("name"),
                reader.json("result"),
                reader.flag("is_error"),
                reader.text("signature"),
                reader.more());
    }

    private static @Nullable String nestedCalls(JsonNode entry) {
        for (String name : List.of("tool_calls", "toolCalls")) {
            JsonNode calls = entry.get(name);
            if (calls == null || !calls.isArray() || calls.isEmpty()) continue;
            boolean objects = true;
            for (JsonNode call : calls) objects &= call.isObject();
            if (objects) return name;
        }
        return null;
    }

    private static List<Step> withNestedCalls(ObjectNode entry, String name) {
        JsonNode calls = entry.remove(name);
        List<Step> steps = new ArrayList<>();
        if (entry.has("content")) steps.add(read(entry));
        for (JsonNode call : calls) {
            ObjectNode object = (ObjectNode) call;
            if (!object.has("id") && object.path("call_id").isTextual()) object.set("id", object.remove("call_id"));
            steps.add(call(object, Step.Call.FUNCTION_CALL));
        }
        return steps;
    }
}
