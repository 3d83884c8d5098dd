// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads the body of a create in every shape the API takes or took, and refuses what the service refuses. */
public final class CreateRequestReader {
    /** Argument names of client libraries that end up on the wire by accident. */
    private static final Map<String, String> CAMEL_CASE = Map.of(
            "previousInteractionId", "previous_interaction_id",
            "responseFormat", "response_format",
            "responseMimeType", "response_mime_type",
            "responseModalities", "response_modalities",
            "systemInstruction", "system_instruction",
            "generationConfig", "generation_config",
            "agentConfig", "agent_config",
            "serviceTier", "service_tier",
            "safetySettings", "safety_settings",
            "webhookConfig", "webhook_config");

    private static final Set<String> FORMAT_TYPES = Set.of("text", "image", "audio", "video");

    private final boolean strict;

    public CreateRequestReader(boolean strict) {
        this.strict = strict;
    }

    /**
     * Reads and checks one body.
     *
     * @throws Refused saying what is wrong with it
     */
    public CreateRequest read(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Refused.invalid("The body must be a JSON object.");
        }
        if (strict) {
            KnownMembers.check(json);
            AntigravityCheck.check(json);
        }
        ObjectNode body = snakeCase((ObjectNode) json);
        String model = string(body, "model");
        String agent = string(body, "agent");
        checkTarget(body, model, agent);
        JsonNode config = object(body, "generation_config");
        boolean store = bool(body, "store", true);
        boolean background = bool(body, "background", false);
        checkMode(body, store, background);
        return new CreateRequest(
                model,
                agent,
                input(body),
                functions(body),
                toolChoice(config),
                schema(body),
                mediaOutput(body),
                bool(body, "stream", false),
                store,
                background,
                summaries(body, config),
                body.hasNonNull("webhook_config"),
                maxOutputTokens(config),
                string(body, "previous_interaction_id"),
                string(body, "continuation_token"),
                string(body, "service_tier"),
                body.hasNonNull("environment") ? body.get("environment") : null);
    }

    /** Documented: a create with a token of a stored interaction has no input. */
    private static List<ObjectNode> input(ObjectNode body) {
        boolean continues = body.hasNonNull("continuation_token") && !body.hasNonNull("input");
        return continues ? List.of() : CreateInputReader.read(body.get("input"));
    }

    private static ObjectNode snakeCase(ObjectNode body) {
        if (CAMEL_CASE.keySet().stream().noneMatch(body::has)) {
            return body;
        }
        ObjectNode renamed = Json.object();
        body.properties().forEach(e -> renamed.set(CAMEL_CASE.getOrDefault(e.getKey(), e.getKey()), e.getValue()));
        return renamed;
    }

    private static void checkTarget(ObjectNode body, @Nullable String model, @Nullable String agent) {
        if ((model == null) == (agent == null)) {
            throw Refused.invalid("Exactly one of 'model' and 'agent' must be set.");
        }
        if (agent != null && body.hasNonNull("generation_config")) {
            throw Refused.invalid("'generation_config' cannot be used with 'agent'; use 'agent_config'.");
        }
        if (model != null && body.hasNonNull("agent_config")) {
            throw Refused.invalid("'agent_config' cannot be used with 'model'; use 'generation_config'.");
        }
        String target = model != null ? model : String.valueOf(agent);
        String name = target.substring(target.lastIndexOf('/') + 1);
        if (name.isEmpty()) {
            throw Refused.invalid("'" + (model != null ? "model" : "agent") + "' must not be empty.");
        }
        if (name.startsWith("no-such-")) {
            throw new Refused(404, "model_not_found", "'" + target + "' was not found.");
        }
        if (name.startsWith("gemini-1.") || name.startsWith("gemini-2.0-")) {
            throw Refused.invalid("Model '" + target + "' does not support interactions; use gemini-2.5 or later.");
        }
    }

    private static void checkMode(ObjectNode body, boolean store, boolean background) {
        if (background && !store) {
            throw Refused.invalid("'background' needs 'store' to be true.");
        }
        if (body.hasNonNull("webhook_config") && !background) {
            throw Refused.invalid("'webhook_config' needs 'background' to be true.");
        }
    }

    private static List<FunctionDeclaration> functions(ObjectNode body) {
        List<FunctionDeclaration> functions = new ArrayList<>();
        for (JsonNode tool : list(body, "tools")) {
            JsonNode declarations = tool.has("functionDeclarations")
                    ? tool.path("functionDeclarations")
                    : tool.path("function_declarations");
            if (declarations.isArray()) {
                declarations.forEach(declaration -> functions.add(function(declaration)));
            } else if (Json.text(tool, "type") == null) {
                throw Refused.invalid("A tool needs a 'type'.");
            } else if ("function".equals(Json.text(tool, "type"))) {
                functions.add(function(tool));
            }
        }
        return functions;
    }

    private static FunctionDeclaration function(JsonNode tool) {
        String name = Json.text(tool, "name");
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A function needs a 'name'.");
        }
        return new FunctionDeclaration(name, tool.path("parameters"));
    }

    private static ToolChoice toolChoice(JsonNode config) {
        JsonNode choice = config.path("tool_choice");
        if (choice.isTextual()) {
            return new ToolChoice(choice.asText().toLowerCase(Locale.ROOT), List.of());
        }
        JsonNode allowed = choice.path("allowed_tools");
        if (!allowed.isObject()) {
            return ToolChoice.AUTO;
        }
        List<String> names = new ArrayList<>();
        allowed.path("tools").forEach(name -> names.add(name.asText()));
        return new ToolChoice(allowed.path("mode").asText("auto").toLowerCase(Locale.ROOT), names);
    }

    private static @Nullable JsonNode schema(ObjectNode body) {
        for (JsonNode format : formats(body)) {
            String type = String.valueOf(Json.text(format, "type"));
            if (!FORMAT_TYPES.contains(type)) {
                return format;
            }
            if (type.equals("text") && format.path("schema").isContainerNode()) {
                return format.path("schema");
            }
            if (type.equals("text") && "application/json".equals(Json.text(format, "mime_type"))) {
                return Json.object();
            }
        }
        return "application/json".equals(Json.text(body, "response_mime_type")) ? Json.object() : null;
    }

    private static List<String> mediaOutput(ObjectNode body) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode format : formats(body)) {
            String type = Json.text(format, "type");
            if (type != null && FORMAT_TYPES.contains(type) && !type.equals("text")) {
                kinds.add(type);
            }
        }
        for (JsonNode modality : list(body, "response_modalities")) {
            String kind = modality.asText().toLowerCase(Locale.ROOT);
            if (!kind.equals("text") && !kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private static List<JsonNode> formats(ObjectNode body) {
        JsonNode format = body.path("response_format");
        if (format.isMissingNode() || format.isNull()) {
            return List.of();
        }
        if (format.isObject()) {
            return List.of(format);
        }
        return list(body, "response_format");
    }

    private static boolean summaries(ObjectNode body, JsonNode config) {
        String wanted = Json.text(config, "thinking_summaries");
        if (wanted == null) {
            wanted = Json.text(body.path("agent_config"), "thinking_summaries");
        }
        return "auto".equalsIgnoreCase(wanted);
    }

    private static @Nullable Integer maxOutputTokens(JsonNode config) {
        JsonNode limit = config.path("max_output_tokens");
        if (limit.isMissingNode() || limit.isNull()) {
            return null;
        }
        if (!limit.canConvertToInt() || limit.asInt() < 1) {
            throw Refused.invalid("'max_output_tokens' must be a positive integer.");
        }
        return limit.asInt();
    }

    private static @Nullable String string(ObjectNode body, String member) {
        JsonNode value = checked(body, member, JsonNode::isTextual, "a string");
        return value == null ? null : value.asText();
    }

    private static boolean bool(ObjectNode body, String member, boolean otherwise) {
        JsonNode value = checked(body, member, JsonNode::isBoolean, "true or false");
        return value == null ? otherwise : value.asBoolean();
    }

    private static JsonNode object(ObjectNode body, String member) {
        JsonNode value = checked(body, member, JsonNode::isObject, "an object");
        return value == null ? Json.object() : value;
    }

    private static List<JsonNode> list(ObjectNode body, String member) {
        List<JsonNode> items = new ArrayList<>();
        JsonNode value = checked(body, member, JsonNode::isArray, "a list");
        if (value != null) {
            value.forEach(items::add);
        }
        return items;
    }

    private static @Nullable JsonNode checked(
            ObjectNode body, String member, Predicate<JsonNode> type, String expected) {
        JsonNode value = body.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!type.test(value)) {
            throw Refused.invalid("'" + member + "' must be " + expected + ".");
        }
        return value;
    }
}
