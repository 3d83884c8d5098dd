// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Continuation.Part;

/** An answer in parts, as one that is longer than the service makes in one go. Each part begins with a thought. */
public final class Parts {
    private Parts() {}

    /** Parts of these texts; what the answer has before its text is in the first one, what it has behind in the last one. */
    public static List<Part> of(Outcome answer, List<String> texts) {
        return of(answer, texts.stream().map(List::of).toList(), false);
    }

    /**
     * The answer in this number of parts, its last text cut by length or, where the rule gives the pieces, between them. A
     * text that is too short leaves the last parts without one.
     */
    public static List<Part> of(Outcome answer, int count) {
        boolean given = !answer.deltas().isEmpty();
        int split = lastText(answer.steps());
        String text = split < 0 ? "" : text(answer.steps().get(split));
        return of(answer, groups(given ? answer.deltas() : Pieces.evenly(text, count), count), given);
    }

    private static List<Part> of(Outcome answer, List<List<String>> texts, boolean asDeltas) {
        int split = lastText(answer.steps());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            List<ObjectNode> steps = new ArrayList<>();
            if (i > 0) {
                steps.add(StandIn.thought("part " + (i + 1), null));
            } else if (split > 0) {
                steps.addAll(answer.steps().subList(0, split));
            }
            String text = String.join("", texts.get(i));
            if (!text.isEmpty()) {
                steps.add(StandIn.modelOutput(text));
            }
            if (i == texts.size() - 1) {
                steps.addAll(answer.steps().subList(split + 1, answer.steps().size()));
            }
            parts.add(new Part(steps, asDeltas ? texts.get(i) : List.of()));
        }
        return parts;
    }

    /** All parts as one answer: what the service makes of them in the background. */
    public static Part joined(List<Part> parts) {
        List<ObjectNode> steps = new ArrayList<>();
        parts.forEach(part -> steps.addAll(part.steps()));
        return new Part(steps, parts.get(0).deltas());
    }

    /**
     * What is left of a part behind some of its events: steps that have not begun, a text from where it broke off, and any
     * other step that has not ended, whole.
     *
     * @param events number of events of steps
     */
    public static Part behind(Part part, int events) {
        Sent sent = Sent.of(part, events);
        List<ObjectNode> left =
                new ArrayList<>(part.steps().subList(sent.ended(), part.steps().size()));
        if (sent.characters() > 0) {
            left.set(0, StandIn.modelOutput(text(left.get(0)).substring(sent.characters())));
        }
        return new Part(left, List.of());
    }

    /** What these events amount to. */
    public static List<ObjectNode> before(Part part, int events) {
        Sent sent = Sent.of(part, events);
        List<ObjectNode> steps = new ArrayList<>(part.steps().subList(0, sent.ended()));
        if (sent.characters() > 0) {
            steps.add(StandIn.modelOutput(text(part.steps().get(sent.ended())).substring(0, sent.characters())));
        }
        return steps;
    }

    /**
     * How much of a part has been sent.
     *
     * @param ended number of steps
     * @param characters of the text of the step that has not ended
     */
    private record Sent(int ended, int characters) {
        static Sent of(Part part, int events) {
            List<ObjectNode> sequence = StepEvents.of(part.steps(), part.deltas());
            int ended = 0;
            int characters = 0;
            for (ObjectNode event : sequence.subList(0, Math.min(events, sequence.size()))) {
                if (event.path("event_type").asText().equals("step.stop")) {
                    ended++;
                    characters = 0;
                } else {
                    characters += event.path("delta").path("text").asText().length();
                }
            }
            return new Sent(ended, characters);
        }
    }

    private static int lastText(List<ObjectNode> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (!text(steps.get(i)).isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private static String text(ObjectNode step) {
        StringBuilder text = new StringBuilder();
        for (JsonNode content : step.path("content")) {
            text.append(content.path("text").asText());
        }
        return step.path("type").asText().equals("model_output") ? text.toString() : "";
    }

    private static List<List<String>> groups(List<String> pieces, int count) {
        List<List<String>> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(pieces.subList(pieces.size() * i / count, pieces.size() * (i + 1) / count));
        }
        return groups;
    }

    /** Whether one of these steps is a call that waits for its result. */
    public static boolean hasOpenCall(List<ObjectNode> steps) {
        return steps.stream().anyMatch(step -> step.path("type").asText().equals("function_call"))
                && steps.stream().noneMatch(step -> step.path("type").asText().equals("function_result"));
    }

    /** The usage of one part. Assumed: each has the input tokens it began with. */
    public static ObjectNode usage(List<ObjectNode> input, List<ObjectNode> generated) {
        ObjectNode usage = Tokens.usage(input, generated);
        return usage.put(
                "initial_input_tokens", usage.path("total_input_tokens").asInt());
    }
}
