// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.state.StoredInteraction;
import org.jspecify.annotations.Nullable;

/** The input and the events of the one interaction that a page shows, part by part. Used on the emulator's thread only. */
final class Watch {
    private static final int MOST_EVENTS = 20_000;
    private static final long MOST_CHARACTERS = 8 << 20;
    private static final int EVENTS_OF_A_PART = 500;
    private static final int CHARACTERS_OF_A_PART = 256 << 10;

    private final Board board;
    private final int number;
    private final UnaryOperator<JsonNode> redaction;
    private int position;
    private long characters;
    private boolean over;

    /**
     * @param number of the interaction on the board
     * @param position of the first event that the page does not have
     * @param redaction of the input
     */
    Watch(Board board, int number, int position, UnaryOperator<JsonNode> redaction) {
        this.board = board;
        this.number = number;
        this.position = position;
        this.redaction = redaction;
    }

    int number() {
        return number;
    }

    int position() {
        return position;
    }

    /** From its beginning, as after a reset. */
    boolean hasMore(boolean isFirst) {
        StoredInteraction interaction = interaction();
        return !over
                && (isFirst
                        || interaction == null
                        || position < interaction.log().size()
                        || interaction.log().isClosed());
    }

    private @Nullable StoredInteraction interaction() {
        ShownInteraction shown = board.interaction(number);
        return shown == null ? null : shown.interaction();
    }

    /** The next part. The last one says that it is. */
    ObjectNode next() {
        ObjectNode part = Json.object().put("number", number).put("from", position);
        StoredInteraction interaction = interaction();
        if (interaction == null) {
            over = true;
            return part.put("gone", true);
        }
        if (position == 0) {
            part.set(
                    "input", redaction.apply(Shortened.steps(interaction.facts().input())));
        }
        events(interaction, part.putArray("frames"));
        int left = interaction.log().size() - position;
        if (left > 0 && (position >= MOST_EVENTS || characters > MOST_CHARACTERS)) {
            over = true;
            part.put("not_shown", left);
        } else if (left == 0 && interaction.log().isClosed()) {
            over = true;
            List<ObjectNode> steps = interaction.steps();
            if (position == 0 && !steps.isEmpty()) { // a scripted body, which has no events
                part.set("steps", Shortened.steps(steps));
            }
        }
        return part.put("over", over);
    }

    private void events(StoredInteraction interaction, ArrayNode frames) {
        int end = Math.min(Math.min(interaction.log().size(), position + EVENTS_OF_A_PART), MOST_EVENTS);
        long first = characters;
        while (position < end && characters - first < CHARACTERS_OF_A_PART && characters <= MOST_CHARACTERS) {
            String frame = Shortened.frame(
                    Objects.requireNonNull(interaction.log().get(position)).frame());
            frames.add(frame);
            characters += frame.length();
            position++;
        }
    }
}
