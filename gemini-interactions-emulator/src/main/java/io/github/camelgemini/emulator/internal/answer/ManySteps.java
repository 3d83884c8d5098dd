// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.AbstractList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.Refused;

/**
 * Very many small steps, or one of very many deltas: each is made on access and not stored. A step is a
 * {@code model_output} with one text.
 */
public final class ManySteps extends AbstractList<ObjectNode> {
    private static final int START_AND_STOP = 2;
    private static final int MOST_AT_ONCE = 100_000;
    private static final int MOST_CHARACTERS_AT_ONCE = 64 << 20;

    private final int steps;
    private final int deltas;
    private final String text;

    /**
     * @param deltas of each step
     * @param text of each delta; empty: {@code Step 1.}, {@code Step 2.} …
     */
    public ManySteps(int steps, int deltas, String text) {
        this.steps = steps;
        this.deltas = deltas;
        this.text = text;
    }

    @Override
    public int size() {
        return steps;
    }

    @Override
    public ObjectNode get(int index) {
        return StandIn.modelOutput(piece(index).repeat(deltas));
    }

    /** @throws Refused if they are too many, or too long, to be in memory all at once */
    public void checkFitsInMemory() {
        long characters = (long) steps * deltas * piece(steps - 1).length();
        if (steps > MOST_AT_ONCE || characters > MOST_CHARACTERS_AT_ONCE) {
            throw Refused.unimplemented("body of " + steps + " steps with " + characters
                    + " characters: follow this interaction as a stream.");
        }
    }

    /** How many events all steps have. */
    public int events() {
        return steps * (deltas + START_AND_STOP);
    }

    /** One of these events, without an id. */
    public ObjectNode event(int number) {
        int step = number / (deltas + START_AND_STOP);
        int within = number % (deltas + START_AND_STOP);
        if (within == 0) {
            ObjectNode start = event("step.start", step);
            start.set("step", Json.object().put("type", "model_output"));
            return start;
        }
        if (within == deltas + 1) {
            return event("step.stop", step);
        }
        ObjectNode delta = event("step.delta", step);
        delta.set("delta", Json.object().put("text", piece(step)).put("type", "text"));
        return delta;
    }

    private static ObjectNode event(String type, int step) {
        return Json.object().put("event_type", type).put("index", step);
    }

    private String piece(int step) {
        return text.isEmpty() ? "Step " + (step + 1) + "." : text;
    }

    /** The answer that consists of these steps. Each delta counts as one token. */
    public Outcome outcome(List<ObjectNode> history) {
        ObjectNode usage = Tokens.usage(history, List.of());
        int out = steps * deltas;
        usage.put("total_output_tokens", out);
        usage.put("total_tokens", usage.path("total_input_tokens").asInt() + out);
        return new Outcome(this, "completed", usage, List.of(), List.of());
    }
}
