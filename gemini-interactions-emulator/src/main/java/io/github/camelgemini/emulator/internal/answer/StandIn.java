// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the model's place: deterministic but for ids, and saying so. One thought step, then either function calls, or
 * JSON for a schema, or a text that quotes what was said. Agents take several steps.
 */
public final class StandIn {
    /** Every text begins with this, so that it is not taken for a model's. */
    public static final String MARK = "Emulator answer: ";

    private static final int LONGEST_QUOTE = 4_000;

    private StandIn() {}

    /**
     * Answers one request.
     *
     * @param earlier all steps of the interactions this one continues, oldest first
     * @throws Refused if the request asks for what only a script can give
     */
    public static Outcome answer(CreateRequest request, List<ObjectNode> earlier) {
        if (request.webhook()) {
            throw Refused.unimplemented("webhook delivery: answer this request by a script, and poll.");
        }
        if (!request.mediaOutput().isEmpty()) {
            throw Refused.unimplemented("output of " + String.join(", ", request.mediaOutput())
                    + ": give the steps of this answer in a script.");
        }
        List<ObjectNode> history = concat(earlier, request.steps());
        Turn turn = Turn.of(history, request.steps().size());
        List<ObjectNode> steps = new ArrayList<>();
        steps.add(thought(turn.prompt(), request.thinkingSummaries() ? "Emulator thought: reading the input." : null));
        List<ObjectNode> calls =
                turn.results().isEmpty() || request.toolChoice().forces()
                        ? FunctionChooser.choose(request, turn.prompt())
                        : List.of();
        if (!calls.isEmpty()) {
            steps.addAll(calls);
            return new Outcome(steps, "requires_action", Tokens.usage(history, steps), List.of(), List.of());
        }
        if (request.agent() != null) {
            steps.addAll(research(request, turn));
        }
        String text = request.schema() == null ? speak(turn) : fill(request.schema(), turn);
        int limit = request.maxOutputTokens() == null ? Integer.MAX_VALUE : request.maxOutputTokens();
        boolean cut = Tokens.of(text) > limit;
        steps.add(modelOutput(cut ? Pieces.prefix(text, limit * 4) : text));
        return new Outcome(steps, cut ? "incomplete" : "completed", Tokens.usage(history, steps), List.of(), List.of());
    }

    /** An outcome of given steps, with the stand-in's token counts. */
    public static Outcome of(List<ObjectNode> steps, String status, List<ObjectNode> history, List<String> deltas) {
        return new Outcome(steps, status, Tokens.usage(history, steps), List.of(), deltas);
    }

    /** A thought step as the service sends it: always signed, with a summary only where asked for. */
    public static ObjectNode thought(String about, @Nullable String summary) {
        String signature = "emulator-signature-" + Integer.toHexString(about.hashCode());
        ObjectNode thought = Json.object()
                .put("type", "thought")
                .put("signature", Base64.getEncoder().encodeToString(signature.getBytes(StandardCharsets.UTF_8)));
        if (summary != null) {
            thought.set("summary", Json.array(Json.textContent(summary)));
        }
        return thought;
    }

    public static ObjectNode modelOutput(String text) {
        ObjectNode step = Json.object().put("type", "model_output");
        step.set("content", Json.array(Json.textContent(text)));
        return step;
    }

    private static String speak(Turn turn) {
        List<String> said = new ArrayList<>();
        if (!turn.results().isEmpty()) {
            turn.results()
                    .forEach(result -> said.add(result.function() + (result.error() ? " failed with " : " returned ")
                            + shorten(result.text()) + "."));
        }
        if (!turn.prompt().isEmpty()) {
            said.add((said.isEmpty() ? "you" : "You") + " said " + quote(turn.prompt()) + ".");
        }
        if (!turn.media().isEmpty()) {
            said.add((said.isEmpty() ? "you" : "You") + " sent " + String.join("; ", turn.media()) + ".");
        }
        if (!turn.earlierPrompts().isEmpty()) {
            said.add("Earlier you said "
                    + String.join(
                            ", then ",
                            turn.earlierPrompts().stream().map(StandIn::quote).toList()) + ".");
        }
        return MARK + (said.isEmpty() ? "you said nothing." : String.join(" ", said));
    }

    private static String fill(JsonNode schema, Turn turn) {
        StringBuilder source = new StringBuilder(turn.prompt());
        turn.results().forEach(result -> source.append('\n').append(result.text()));
        try {
            return Json.write(new SchemaFiller(schema, new PromptWords(source.toString()), StandIn::memberText).fill());
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("'response_format': " + e.getMessage());
        }
    }

    private static @Nullable String memberText(PromptWords words, String name) {
        String named = words.named(name);
        return named != null ? named : words.firstLine();
    }

    /** What agents do before they answer: look something up, and think about what they found. */
    private static List<ObjectNode> research(CreateRequest request, Turn turn) {
        String callId = Ids.callId();
        ObjectNode search = Json.object().put("type", "google_search_call").put("id", callId);
        search.set("arguments", Json.object().set("queries", Json.array(Json.tree(shorten(turn.prompt())))));
        ObjectNode found = Json.object().put("type", "google_search_result").put("call_id", callId);
        found.set("result", Json.array(Json.object().put("search_suggestions", "<div>emulator</div>")));
        String summary = request.thinkingSummaries() ? "Emulator thought: weighing what was found." : null;
        return List.of(search, found, thought("found " + turn.prompt(), summary));
    }

    private static String quote(String text) {
        return '"' + shorten(text) + '"';
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_QUOTE ? text : Pieces.prefix(text, LONGEST_QUOTE) + " …";
    }

    /** Both lists, in this order. */
    public static List<ObjectNode> concat(List<ObjectNode> first, List<ObjectNode> second) {
        List<ObjectNode> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
