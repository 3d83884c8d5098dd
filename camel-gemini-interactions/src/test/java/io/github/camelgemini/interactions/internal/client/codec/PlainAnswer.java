// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a recorded stream amounts to, worked out from the raw lines with plain trees: no decoder, no reader, no
 * accumulator.
 */
public final class PlainAnswer {

    private static final Set<String> CONTENTS = Set.of("text", "image", "audio", "video", "document");

    private final ObjectNode interaction = Traffic.MAPPER.createObjectNode();
    private final SortedMap<Integer, ObjectNode> steps = new TreeMap<>();
    private final SortedMap<Integer, StringBuilder> arguments = new TreeMap<>();
    private final SortedMap<Integer, StringBuilder> texts = new TreeMap<>();
    private boolean ended;
    private boolean older;

    private PlainAnswer() {}

    public static PlainAnswer of(String sample) {
        return of(Traffic.frames(sample));
    }

    public static PlainAnswer of(List<Traffic.Sample> frames) {
        PlainAnswer answer = new PlainAnswer();
        frames.forEach(answer::add);
        answer.finish();
        return answer;
    }

    /** The interaction as the answer to a create would have it, steps and all, in today's shape. */
    public ObjectNode interaction() {
        ObjectNode whole = interaction.deepCopy();
        whole.putArray("steps").addAll(steps.values());
        return whole;
    }

    /** Its id; empty where nothing is stored, or where the stream does not say it. */
    public String id() {
        return interaction.path("id").asText();
    }

    /** Its steps, in today's shape. */
    public List<JsonNode> steps() {
        return List.copyOf(steps.values());
    }

    /** The text that each step, or the summary of each thought, has grown by, in order; empty for one without any. */
    public List<String> texts() {
        return steps.keySet().stream().map(index -> joined(texts, index)).toList();
    }

    /** The text of the arguments that came in fragments, by step; empty for one without any. */
    public List<String> argumentTexts() {
        return steps.keySet().stream().map(index -> joined(arguments, index)).toList();
    }

    private static String joined(SortedMap<Integer, StringBuilder> pieces, Integer index) {
        StringBuilder text = pieces.get(index);
        return text == null ? "" : text.toString();
    }

    /** Whether the stream has its final event. */
    public boolean hasEnded() {
        return ended;
    }

    /** What a get of it answers at its end: inputs first, and {@code outputs} where the stream is of the older kind. */
    public ObjectNode stored() {
        ObjectNode stored = interaction.deepCopy();
        if (stored.path("status").asText().equals("done")) stored.put("status", "completed");
        if (older) {
            ArrayNode outputs = stored.putArray("outputs");
            for (ObjectNode step : steps.values()) {
                if (step.path("type").asText().equals("model_output"))
                    step.path("content").forEach(outputs::add);
                else outputs.add(step);
            }
            return stored;
        }
        ArrayNode all = stored.putArray("steps");
        all.addObject()
                .put("type", "user_input")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "What was asked.");
        all.addAll(steps.values());
        return stored;
    }

    private void add(Traffic.Sample frame) {
        JsonNode event = Traffic.tree(frame.payload());
        int index = event.path("index").asInt();
        if (frame.event().startsWith("content.")) older = true;
        if (frame.event().startsWith("interaction.complete")) ended = true;
        if (event.get("interaction") instanceof ObjectNode part) interaction.setAll(part);
        else if (frame.event().matches("interaction\\.(start|complete)")) interaction.setAll((ObjectNode) event);
        ObjectNode step = started(frame.event(), event);
        if (step != null) {
            steps.put(index, step);
            for (String list : List.of("content", "summary"))
                for (JsonNode content : step.path(list)) grown(index, content.path("text"));
        }
        if (event.get("delta") instanceof ObjectNode delta) {
            grown(index, delta.path("text"));
            grown(index, delta.path("content").path("text"));
            grow(steps.get(index), delta, index);
        }
    }

    /** One content of the older stream is one step of today's. */
    private static ObjectNode started(String name, JsonNode event) {
        if (event.get("step") instanceof ObjectNode step) return step;
        if (!name.equals("content.start")) return null;
        ObjectNode content = event.get("content") instanceof ObjectNode given
                ? given
                : Traffic.MAPPER.createObjectNode().set("type", event.get("type"));
        if (!CONTENTS.contains(content.path("type").asText())) return content;
        ObjectNode step = Traffic.MAPPER.createObjectNode().put("type", "model_output");
        if (content.size() > 1) step.putArray("content").add(content);
        return step;
    }

    private void grown(int index, JsonNode text) {
        if (text.isTextual())
            texts.computeIfAbsent(index, i -> new StringBuilder()).append(text.textValue());
    }

    private void grow(ObjectNode step, ObjectNode delta, int index) {
        String type = delta.path("type").asText(delta.has("text") ? "text" : "");
        switch (type) {
            case "text" -> {
                ArrayNode content = step.withArrayProperty("content");
                JsonNode last = content.get(content.size() - 1);
                String text = delta.get("text").asText();
                if (last != null && last.path("type").asText().equals("text"))
                    ((ObjectNode) last).put("text", last.get("text").asText() + text);
                else content.addObject().put("type", "text").put("text", text);
            }
            case "text_annotation_delta", "text_annotation" -> {
                ArrayNode content = step.withArrayProperty("content");
                ((ObjectNode) content.get(content.size() - 1))
                        .withArrayProperty("annotations")
                        .addAll((ArrayNode) delta.get("annotations"));
            }
            case "thought_summary" -> {
                ObjectNode content = (ObjectNode) delta.get("content");
                if (!content.has("type")) content.put("type", "text");
                step.withArrayProperty("summary").add(content);
            }
            case "arguments_delta" ->
                arguments
                        .computeIfAbsent(index, i -> new StringBuilder())
                        .append(delta.get("arguments").asText());
            case "image", "video" -> step.withArrayProperty("content").add(delta);
            default ->
                delta.properties().forEach(member -> {
                    boolean isEmptySignature = member.getKey().equals("signature")
                            && member.getValue().asText().isEmpty();
                    if (!member.getKey().equals("type") && !isEmptySignature)
                        step.set(member.getKey(), member.getValue());
                });
        }
    }

    private void finish() {
        arguments.forEach((index, text) -> steps.get(index).set("arguments", Traffic.tree(text.toString())));
        steps.values().stream()
                .filter(step -> step.path("signature").asText("x").isEmpty())
                .forEach(step -> step.remove("signature"));
        if (id().isEmpty()) interaction.remove("id");
    }
}
