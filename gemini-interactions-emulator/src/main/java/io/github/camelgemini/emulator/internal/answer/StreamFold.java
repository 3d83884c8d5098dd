// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;

/** The resource that a scripted event stream amounts to, as far as its events are known here. */
public final class StreamFold {
    private final ObjectNode resource = Json.object();
    private final Map<Integer, ObjectNode> steps = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();

    private StreamFold() {}

    /** Folds the frames. The result has no {@code id} if none of the events has one. */
    public static ObjectNode of(List<String> frames) {
        StreamFold fold = new StreamFold();
        frames.forEach(fold::frame);
        if (!fold.steps.isEmpty()) {
            fold.resource.set("steps", Json.array(List.copyOf(fold.steps.values())));
        }
        return fold.resource;
    }

    private void frame(String frame) {
        int data = frame.indexOf("data:");
        if (data < 0) {
            return;
        }
        try {
            event(Json.parse(frame.substring(data + 5).strip()));
        } catch (JsonProcessingException e) {
            // The end marker, or a frame that is malformed on purpose.
            return;
        }
    }

    private void event(JsonNode event) {
        int index = event.path("index").asInt();
        switch (event.path("event_type").asText()) {
            case "interaction.created", "interaction.completed" -> life(event.path("interaction"));
            case "step.start" -> {
                if (event.path("step") instanceof ObjectNode step) {
                    steps.put(index, step.deepCopy());
                }
            }
            case "step.delta" -> delta(index, event.path("delta"));
            case "step.stop" -> stop(index);
            default -> {}
        }
    }

    private void life(JsonNode interaction) {
        if (interaction instanceof ObjectNode object) {
            resource.setAll(object);
        }
        if (resource.path("id").asText().isEmpty()) {
            resource.remove("id");
        }
    }

    private void delta(int index, JsonNode delta) {
        ObjectNode step = steps.computeIfAbsent(index, i -> Json.object().put("type", "model_output"));
        switch (delta.path("type").asText()) {
            case "text" -> text(step, delta.path("text").asText());
            case "image", "audio", "video", "document" -> list(step, "content").add(delta);
            case "thought_summary" -> list(step, "summary").add(delta.path("content"));
            case "arguments_delta" ->
                arguments
                        .computeIfAbsent(index, i -> new StringBuilder())
                        .append(delta.path("arguments").asText());
            case "thought_signature" -> step.set("signature", delta.path("signature"));
            default ->
                delta.properties().stream()
                        .filter(member -> !member.getKey().equals("type"))
                        .forEach(member -> step.set(member.getKey(), member.getValue()));
        }
    }

    /** The contents so far; one that came without a list is its first item. */
    private static ArrayNode list(ObjectNode step, String member) {
        JsonNode known = step.path(member);
        if (!known.isMissingNode() && !known.isArray()) {
            step.putArray(member).add(known);
        }
        return step.withArray(member);
    }

    private static void text(ObjectNode step, String piece) {
        ArrayNode content = list(step, "content");
        JsonNode last = content.path(content.size() - 1);
        if (last instanceof ObjectNode text && text.path("type").asText().equals("text")) {
            text.put("text", text.path("text").asText() + piece);
        } else {
            content.add(Json.textContent(piece));
        }
    }

    private void stop(int index) {
        StringBuilder json = arguments.remove(index);
        ObjectNode step = steps.get(index);
        if (json != null && step != null) {
            try {
                step.set("arguments", Json.parse(json.toString()));
            } catch (JsonProcessingException e) {
                step.put("arguments", json.toString());
            }
        }
    }
}
