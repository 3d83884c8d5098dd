// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelgemini.interactions.model.ApiJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of {@code model} as trees: typed fields, and the members in {@code more} unchanged. It is also how Jackson
 * writes them.
 */
public final class ValueWriter implements ApiJson.Writer {

    /** For the service loader. */
    public ValueWriter() {}

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        out.writeTree(tree(value));
    }

    private static JsonNode tree(Object value) {
        if (value instanceof Interaction interaction) return interaction(interaction);
        if (value instanceof Step step) return step(step);
        if (value instanceof Content content) return content(content);
        if (value instanceof Delta delta) return delta(delta);
        if (value instanceof InteractionEvent event) return event(event);
        if (value instanceof Usage usage) return usage(usage);
        if (value instanceof InteractionError error) return error(error);
        if (value instanceof InteractionStatus status) return TextNode.valueOf(status.word());
        throw new IllegalArgumentException(value.getClass().getName() + " has no JSON of the API");
    }

    /** The event as it came; a text if it was no JSON. */
    private static JsonNode event(InteractionEvent event) {
        JsonNode tree = Json.tree(event.json());
        return tree != null ? tree : TextNode.valueOf(event.json());
    }

    private static JsonNode delta(Delta delta) {
        if (delta instanceof Delta.Media media) return content(media.content());
        if (delta instanceof Delta.WholeCall whole) return step(whole.call());
        if (delta instanceof Delta.WholeResult whole) return step(whole.result());
        ObjectNode node = Json.object();
        if (!delta.type().isEmpty()) node.put("type", delta.type());
        if (delta instanceof Delta.Text text) node.put("text", text.text());
        if (delta instanceof Delta.ThoughtSummary thought) node.set("content", content(thought.content()));
        if (delta instanceof Delta.ThoughtSignature thought) node.put("signature", thought.signature());
        if (delta instanceof Delta.Arguments arguments)
            node.put(delta.type().equals("arguments") ? "partial_arguments" : "arguments", arguments.fragment());
        if (delta instanceof Delta.Annotations annotated) {
            ArrayNode list = node.putArray("annotations");
            annotated.annotations().forEach(json -> list.add(Json.known(json)));
        }
        if (delta instanceof Delta.Unknown unknown) Json.setAll(node, unknown.members());
        return node;
    }

    static ObjectNode interaction(Interaction interaction) {
        ObjectNode node = Json.object();
        put(node, "id", interaction.id());
        if (!interaction.status().word().isEmpty())
            node.put("status", interaction.status().word());
        put(node, "model", interaction.model());
        put(node, "agent", interaction.agent());
        put(node, "created", interaction.created());
        put(node, "updated", interaction.updated());
        put(node, "service_tier", interaction.serviceTier());
        put(node, "environment_id", interaction.environmentId());
        put(node, "previous_interaction_id", interaction.previousInteractionId());
        put(node, "continuation_token", interaction.continuationToken());
        addMore(node, interaction.more());
        if (!interaction.steps().isEmpty()) node.set("steps", steps(interaction.steps()));
        Usage usage = interaction.usage();
        if (usage != null) node.set("usage", usage(usage));
        if (!interaction.continuationIds().isEmpty()) {
            ArrayNode ids = node.putArray("continuation_ids");
            interaction.continuationIds().forEach(ids::add);
        }
        if (!interaction.errors().isEmpty()) {
            ArrayNode errors = node.putArray("errors");
            interaction.errors().forEach(error -> errors.add(error(error)));
        }
        return node;
    }

    static ArrayNode steps(List<Step> steps) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        steps.forEach(step -> list.add(step(step)));
        return list;
    }

    static JsonNode step(Step step) {
        if (step instanceof Step.Unknown unknown) return Json.known(unknown.json());
        ObjectNode node = Json.object();
        node.put("type", step.type());
        if (step instanceof Step.UserInput input) {
            addMore(node, input.more());
            contents(node, "content", input.content());
        } else if (step instanceof Step.ModelOutput output) {
            addMore(node, output.more());
            contents(node, "content", output.content());
        } else if (step instanceof Step.Thought thought) {
            put(node, "signature", thought.signature());
            addMore(node, thought.more());
            contents(node, "summary", thought.summary());
        } else if (step instanceof Step.Call call) {
            call(node, call);
        } else if (step instanceof Step.Result result) {
            result(node, result);
        }
        return node;
    }

    private static void call(ObjectNode node, Step.Call call) {
        put(node, "id", call.id());
        put(node, "name", call.name());
        json(node, "arguments", call.arguments());
        put(node, "signature", call.signature());
        addMore(node, call.more());
    }

    private static void result(ObjectNode node, Step.Result result) {
        put(node, "call_id", result.callId());
        put(node, "name", result.name());
        json(node, "result", result.result());
        if (result.isError() != null) node.put("is_error", result.isError());
        put(node, "signature", result.signature());
        addMore(node, result.more());
    }

    private static void contents(ObjectNode node, String name, List<Content> contents) {
        if (contents.isEmpty()) return;
        ArrayNode list = node.putArray(name);
        contents.forEach(content -> list.add(content(content)));
    }

    static JsonNode content(Content content) {
        if (content instanceof Content.Unknown unknown) return Json.known(unknown.json());
        ObjectNode node = Json.object();
        node.put("type", content.type());
        if (content instanceof Content.Text text) {
            node.put("text", text.text());
            addMore(node, text.more());
            if (!text.annotations().isEmpty()) {
                ArrayNode annotations = node.putArray("annotations");
                text.annotations().forEach(annotation -> annotations.add(Json.known(annotation)));
            }
        } else if (content instanceof Content.Media media) {
            put(node, "mime_type", media.mimeType());
            put(node, "data", media.data());
            put(node, "uri", media.uri());
            addMore(node, media.more());
        }
        return node;
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object();
        put(node, "total_input_tokens", usage.inputTokens());
        put(node, "total_output_tokens", usage.outputTokens());
        put(node, "total_thought_tokens", usage.thoughtTokens());
        put(node, "total_cached_tokens", usage.cachedTokens());
        put(node, "total_tool_use_tokens", usage.toolUseTokens());
        put(node, "total_tokens", usage.totalTokens());
        addMore(node, usage.more());
        return node;
    }

    static ObjectNode error(InteractionError error) {
        ObjectNode node = Json.object();
        put(node, "code", error.code());
        put(node, "message", error.message());
        addMore(node, error.more());
        return node;
    }

    /** Replaces a typed field of the same name: {@code more} has the original, such as a numeric code or an empty list. */
    private static void addMore(ObjectNode node, Map<String, String> more) {
        Json.setAll(node, more);
    }

    static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) node.put(name, value);
    }

    static void put(ObjectNode node, String name, @Nullable Boolean value) {
        if (value != null) node.put(name, value);
    }

    private static void put(ObjectNode node, String name, @Nullable Long value) {
        if (value != null) node.put(name, value);
    }

    static void json(ObjectNode node, String name, @Nullable String json) {
        if (json == null) return;
        JsonNode tree = Json.tree(json);
        if (tree == null) node.put(name, json);
        else node.set(name, tree);
    }
}
