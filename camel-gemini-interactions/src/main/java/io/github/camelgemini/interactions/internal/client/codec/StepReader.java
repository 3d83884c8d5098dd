// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Reads steps, today's and those of older servers.
 *
 * <p>Documented: Interactions API reference, Step, September 2026; breaking changes, May 2026. Observed:
 * traffic/steps-untouched, traffic/legacy.
 */
final class StepReader {

    private StepReader() {}

    /** The steps of a {@code steps} list. One entry becomes several when an older shape nests calls in it. */
    static List<Step> steps(Iterable<JsonNode> entries) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode entry : entries) {
            String calls = nestedCalls(entry);
            if (calls != null && entry instanceof ObjectNode object) steps.addAll(withNestedCalls(object, calls));
            else steps.add(read(entry));
        }
        return steps;
    }

    /** The steps of a flat list: contents that stand together are one step by {@code speaker}, all others are steps. */
    static List<Step> grouped(Iterable<JsonNode> entries, boolean byModel) {
        List<Step> steps = new ArrayList<>();
        List<Content> together = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (isContent(entry)) {
                together.add(ContentReader.read(entry));
                continue;
            }
            flush(together, byModel, steps);
            steps.addAll(steps(List.of(entry)));
        }
        flush(together, byModel, steps);
        return steps;
    }

    private static void flush(List<Content> together, boolean byModel, List<Step> steps) {
        if (together.isEmpty()) return;
        steps.add(said(together, byModel));
        together.clear();
    }

    private static Step said(List<Content> content, boolean byModel) {
        return byModel ? new Step.ModelOutput(content, java.util.Map.of()) : new Step.UserInput(content);
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
        if (type.equals("user_input") || type.equals("model_output")) return said(object, type);
        if (type.equals("thought")) return thought(object);
        if (type.endsWith("_call")) return call(object, type);
        if (type.endsWith("_result")) return result(object, type);
        return new Step.Unknown(type, Json.text(object));
    }

    /** Older servers say who spoke ({@code role}) and not what it is. */
    private static String type(ObjectNode object) {
        JsonNode type = object.get("type");
        if (type != null) return type.isTextual() ? type.textValue() : "";
        JsonNode role = object.get("role");
        if (role == null) return object.has("content") ? "model_output" : "";
        if (role.asText().equals("user")) return "user_input";
        return role.asText().equals("model") ? "model_output" : "";
    }

    private static Step said(ObjectNode object, String type) {
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        List<Content> content = contents(taker, "content");
        return type.equals("user_input")
                ? new Step.UserInput(content, taker.more())
                : new Step.ModelOutput(content, taker.more());
    }

    private static Step thought(ObjectNode object) {
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        String signature = taker.text("signature");
        List<Content> summary = contents(taker, "summary");
        return new Step.Thought(signature, summary, taker.more());
    }

    /** A list of content; a bare string counts as one text. */
    private static List<Content> contents(MemberReader taker, String name) {
        String bare = taker.text(name);
        if (bare != null) return List.of(new Content.Text(bare));
        return taker.list(name, node -> true, ContentReader::read);
    }

    static Step.Call call(ObjectNode object, String type) {
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        String arguments = arguments(taker, "arguments");
        return new Step.Call(
                type,
                taker.text("id"),
                taker.text("name"),
                arguments != null ? arguments : arguments(taker, "args"),
                taker.text("signature"),
                taker.more());
    }

    /** Some gateways send the arguments as a string that holds JSON. */
    private static @Nullable String arguments(MemberReader taker, String name) {
        String json = taker.json(name);
        if (json == null || !json.startsWith("\"")) return json;
        JsonNode inside = Json.tree(Json.known(json).textValue());
        return inside != null && inside.isObject() ? Json.text(inside) : json;
    }

    static Step.Result result(ObjectNode object, String type) {
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        return new Step.Result(
                type,
                taker.text("call_id"),
                taker.text("name"),
                taker.json("result"),
                taker.flag("is_error"),
                taker.text("signature"),
                taker.more());
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
