// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;

/**
 * Steps as the events that build them up: {@code step.start} with a shell, the content in deltas, {@code step.stop}.
 * Observed: steps-redacted/*.sse. A step of an unknown type, or with contents in another form than a list, goes whole into its
 * start.
 */
public final class StepEvents {
    private static final Set<String> SET_BY_DELTA =
            Set.of(("function_result code_execution_call code_execution_result google_search_call "
                            + "google_search_result url_context_call url_context_result google_maps_call google_maps_result "
                            + "file_search_call file_search_result mcp_server_tool_call mcp_server_tool_result processing_call "
                            + "processing_result retrieval_call retrieval_result")
                    .split(" "));

    private static final int ONE_PIECE = 24;

    private final List<ObjectNode> events = new ArrayList<>();
    private List<String> deltas;

    private StepEvents(List<String> deltas) {
        this.deltas = deltas;
    }

    /**
     * The events of all steps, without ids.
     *
     * @param deltas the pieces of the first text; empty: cut by length
     */
    public static List<ObjectNode> of(List<ObjectNode> steps, List<String> deltas) {
        StepEvents sequence = new StepEvents(deltas);
        for (int index = 0; index < steps.size(); index++) {
            sequence.add(index, steps.get(index));
        }
        return sequence.events;
    }

    private void add(int index, ObjectNode step) {
        String type = step.path("type").asText();
        if (SET_BY_DELTA.contains(type)) {
            start(index, shell(step, "id", "call_id"));
            ObjectNode rest = step.deepCopy();
            rest.remove(type.equals("function_result") ? List.of("id") : List.of("id", "call_id"));
            delta(index, rest);
        } else {
            switch (type) {
                case "model_output" -> {
                    if (hasList(step, "content")) {
                        modelOutput(index, step);
                    } else {
                        start(index, step);
                    }
                }
                case "thought" -> {
                    if (hasList(step, "summary")) {
                        thought(index, step);
                    } else {
                        start(index, step);
                    }
                }
                case "function_call" -> functionCall(index, step);
                default -> start(index, step);
            }
        }
        events.add(event("step.stop", index));
    }

    /** False for contents in a scripted form that deltas cannot build up. */
    private static boolean hasList(ObjectNode step, String member) {
        JsonNode contents = step.path(member);
        for (JsonNode content : contents) {
            JsonNode text = content.path("text");
            if (!contents.isArray() || !content.isObject() || !text.isMissingNode() && !text.isTextual()) {
                return false;
            }
        }
        return contents.isContainerNode() || contents.isMissingNode();
    }

    private void modelOutput(int index, ObjectNode step) {
        ObjectNode shell = step.deepCopy();
        shell.remove("content");
        start(index, shell);
        for (JsonNode content : step.path("content")) {
            if (!content.path("type").asText().equals("text")) {
                delta(index, (ObjectNode) content);
                continue;
            }
            for (String piece : pieces(content.path("text").asText())) {
                delta(index, Json.object().put("text", piece).put("type", "text"));
            }
            if (!content.path("annotations").isEmpty()) {
                ObjectNode annotations = Json.object().put("type", "text_annotation_delta");
                annotations.set("annotations", content.path("annotations"));
                delta(index, annotations);
            }
        }
    }

    private List<String> pieces(String text) {
        if (deltas.isEmpty()) {
            return Pieces.of(text);
        }
        List<String> given = deltas;
        deltas = List.of();
        return given;
    }

    private void thought(int index, ObjectNode step) {
        start(index, shell(step));
        for (JsonNode content : step.path("summary")) {
            ObjectNode summary = Json.object().put("type", "thought_summary");
            summary.set("content", content);
            delta(index, summary);
        }
        if (step.hasNonNull("signature")) {
            delta(
                    index,
                    Json.object()
                            .put("signature", step.path("signature").asText())
                            .put("type", "thought_signature"));
        }
    }

    private void functionCall(int index, ObjectNode step) {
        ObjectNode shell = step.deepCopy();
        shell.set("arguments", Json.object());
        start(index, shell);
        String arguments = Json.write(step.path("arguments"));
        int cut = arguments.length() > ONE_PIECE
                ? Pieces.prefix(arguments, arguments.length() / 2).length()
                : 0;
        if (cut > 0) {
            delta(
                    index,
                    Json.object().put("arguments", arguments.substring(0, cut)).put("type", "arguments_delta"));
        }
        delta(index, Json.object().put("arguments", arguments.substring(cut)).put("type", "arguments_delta"));
    }

    private static ObjectNode shell(ObjectNode step, String... members) {
        ObjectNode shell = Json.object();
        shell.set("type", step.path("type"));
        for (String member : members) {
            if (step.has(member)) {
                shell.set(member, step.path(member));
            }
        }
        return shell;
    }

    private void start(int index, ObjectNode step) {
        ObjectNode event = event("step.start", index);
        event.set("step", step);
        events.add(event);
    }

    private void delta(int index, JsonNode delta) {
        ObjectNode event = event("step.delta", index);
        event.set("delta", delta);
        events.add(event);
    }

    private static ObjectNode event(String type, int index) {
        return Json.object().put("event_type", type).put("index", index);
    }
}
