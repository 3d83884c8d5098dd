// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.StoredInteraction;
import org.jspecify.annotations.Nullable;

/** An interaction in short, and the way to its steps while they are held. Used on the emulator's thread only. */
final class ShownInteraction extends Entry implements Runnable {
    private static final int LONGEST_PROMPT = 160;
    private static final int LONGEST_RESULT = 2_000;
    private static final int MOST_RESULTS = 20;
    private static final int LONGEST_ID = 200;

    /** What does not change. */
    private final ObjectNode head = Json.object();

    private final Board board;
    private final String id;
    private final boolean restored;
    private @Nullable StoredInteraction interaction;
    private Interactions.@Nullable Leaving left;
    private String status = "";
    private int events;
    private int steps;
    private @Nullable JsonNode usage;
    private @Nullable Double firstEvent;
    private @Nullable Double lastEvent;
    private @Nullable Double ended;

    ShownInteraction(Board board, int number, StoredInteraction interaction) {
        super(number);
        this.board = board;
        this.id = interaction.id();
        this.interaction = interaction;
        this.restored = !interaction.isRunning();
        StoredInteraction.Facts facts = interaction.facts();
        StoredInteraction previous = interaction.previous();
        head.put("number", number)
                .put("id", Shortened.text(facts.id(), LONGEST_ID))
                .put("stored", facts.stored())
                .put("kind", facts.targetMember())
                .put("target", Shortened.text(facts.target(), LONGEST_ID))
                .put("created", restored ? facts.created().toEpochMilli() : System.currentTimeMillis())
                .put("previous", previous == null ? null : Shortened.text(previous.id(), LONGEST_ID))
                .put("prompt", Shortened.text(prompt(facts.input()), LONGEST_PROMPT));
        results(facts.input(), head.putArray("results"));
        update(interaction);
    }

    /** The text of the last step that has one, or else what the last step is. */
    private static String prompt(List<ObjectNode> input) {
        for (int i = input.size() - 1; i >= 0; i--) {
            for (JsonNode content : input.get(i).path("content")) {
                if (content.path("text").isTextual()) {
                    return content.path("text").asText().strip();
                }
            }
        }
        if (input.isEmpty()) {
            return "";
        }
        ObjectNode last = input.get(input.size() - 1);
        return (last.path("type").asText().replace('_', ' ') + " "
                        + last.path("name").asText())
                .strip();
    }

    /** The results of functions that this one brings to the calls of the one before. */
    private static void results(List<ObjectNode> input, ArrayNode results) {
        for (ObjectNode step : input) {
            if (step.path("type").asText().equals("function_result") && results.size() < MOST_RESULTS) {
                JsonNode result = step.path("result");
                results.add(Json.object()
                        .put("call_id", Shortened.text(step.path("call_id").asText(), LONGEST_ID))
                        .put("error", step.path("is_error").asBoolean())
                        .put(
                                "result",
                                Shortened.text(
                                        result.isTextual() ? result.asText() : Json.write(result), LONGEST_RESULT)));
            }
        }
    }

    String id() {
        return id;
    }

    /** Its steps and events; null if they are not held any more. */
    @Nullable
    StoredInteraction interaction() {
        return interaction;
    }

    /** It has more events, or its end. */
    @Override
    public void run() {
        StoredInteraction held = interaction;
        if (held == null) {
            return;
        }
        if (held.log().isClosed()) {
            held.log().unfollow(this);
        }
        if (held.log().size() > events) {
            lastEvent = elapsed();
            firstEvent = firstEvent == null ? lastEvent : firstEvent;
        }
        update(held);
        if (!held.isRunning() && ended == null) {
            ended = elapsed();
        }
        board.changed(this);
    }

    private void update(StoredInteraction held) {
        events = held.log().size();
        steps = held.steps().size();
        status = held.status();
        Outcome outcome = held.outcome();
        JsonNode verbatim = held.verbatim();
        usage = outcome != null ? outcome.usage() : verbatim != null ? verbatim.path("usage") : null;
    }

    void left(Interactions.Leaving how) {
        left = left == null ? how : left;
    }

    void forgetSteps() {
        if (interaction != null) {
            interaction.log().unfollow(this);
            interaction = null;
        }
    }

    @Override
    ObjectNode json() {
        ObjectNode json = head.deepCopy()
                .put("status", Shortened.text(status, LONGEST_ID))
                .put("events", events)
                .put("steps", steps)
                .put("restored", restored)
                .put("first_event", firstEvent)
                .put("last_event", lastEvent)
                .put("ended", ended)
                .put("left", left == null ? null : left.words())
                .put("held", interaction != null);
        ObjectNode tokens = json.putObject("tokens");
        for (String kind : List.of("input", "output", "thought")) {
            tokens.put(
                    kind,
                    usage == null ? 0 : usage.path("total_" + kind + "_tokens").asLong());
        }
        tokens.put("total", usage == null ? 0 : usage.path("total_tokens").asLong());
        return json;
    }
}
