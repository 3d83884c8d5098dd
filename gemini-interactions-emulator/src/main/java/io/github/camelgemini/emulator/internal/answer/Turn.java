// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.MediaSize;

/**
 * What the user wants now, seen in all that was said so far.
 *
 * @param prompt the user's text of this turn; of the turn before where this one brings only results
 * @param earlierPrompts the user's texts before that, oldest first
 * @param media a description of each medium of this turn
 * @param results of functions, brought by this turn
 */
record Turn(String prompt, List<String> earlierPrompts, List<String> media, List<Result> results) {

    /** One function's result; {@code text} is its JSON, or the text itself. */
    record Result(String function, String text, boolean error) {}

    /**
     * Reads the turn off all steps, oldest first.
     *
     * @param newSteps how many at the end belong to the request; with a stateless history that is all of them
     */
    static Turn of(List<ObjectNode> steps, int newSteps) {
        Map<String, String> functionNames = new HashMap<>();
        List<String> prompts = new ArrayList<>();
        List<String> media = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            ObjectNode step = steps.get(i);
            String type = step.path("type").asText();
            boolean said = type.equals("user_input") || type.equals("function_result");
            if (!said || i == steps.size() - newSteps) {
                close(prompt, prompts);
                media.clear();
                results.clear();
            }
            switch (type) {
                case "user_input" -> step.path("content").forEach(content -> read(content, prompt, media));
                case "function_call" ->
                    functionNames.put(
                            step.path("id").asText(), step.path("name").asText());
                case "function_result" -> results.add(result(step, functionNames));
                default -> {}
            }
        }
        close(prompt, prompts);
        String last = prompts.isEmpty() ? "" : prompts.remove(prompts.size() - 1);
        return new Turn(last, List.copyOf(prompts), List.copyOf(media), List.copyOf(results));
    }

    private static void close(StringBuilder prompt, List<String> prompts) {
        if (!prompt.isEmpty()) {
            prompts.add(prompt.toString());
            prompt.setLength(0);
        }
    }

    private static void read(JsonNode content, StringBuilder prompt, List<String> media) {
        if (content.path("type").asText().equals("text")) {
            prompt.append(prompt.isEmpty() ? "" : "\n")
                    .append(content.path("text").asText());
        } else {
            media.add(describe(content));
        }
    }

    private static String describe(JsonNode content) {
        String type = content.path("type").asText();
        String kind = content.path("mime_type").asText();
        String what = kind.isEmpty() ? type : type + " " + kind;
        return content.hasNonNull("data")
                ? what + ", " + MediaSize.bytesOf(content.path("data").asText()) + " bytes"
                : what + " at " + content.path("uri").asText();
    }

    private static Result result(ObjectNode step, Map<String, String> functionNames) {
        String callId = step.path("call_id").asText();
        String known = functionNames.getOrDefault(callId, callId);
        JsonNode result = step.path("result");
        String text = result.isTextual() ? result.asText() : textOf(result);
        return new Result(
                step.path("name").asText(known), text, step.path("is_error").asBoolean());
    }

    /** The text of a list of text contents, else the JSON. */
    private static String textOf(JsonNode result) {
        if (!result.isArray() || result.isEmpty()) {
            return Json.write(result);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode content : result) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(content.hasNonNull("text") ? content.path("text").asText() : describe(content));
        }
        return text.toString();
    }
}
