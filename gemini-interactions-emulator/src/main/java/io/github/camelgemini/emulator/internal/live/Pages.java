// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.state.Timers;

/**
 * The open pages. While there are any, each is asked ten times a second whether it has news, so that traffic of any speed
 * causes no more frames than that. Used on the emulator's thread only.
 */
public final class Pages {
    private static final int MOST = 20;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Board board;
    private final Timers timers;
    private final Supplier<ObjectNode> figures;
    private final UnaryOperator<JsonNode> redaction;
    private final Set<Runnable> readers = new LinkedHashSet<>();
    private boolean ticking;

    /**
     * @param figures of the emulator as a whole
     * @param redaction of inputs
     */
    public Pages(Board board, Timers timers, Supplier<ObjectNode> figures, UnaryOperator<JsonNode> redaction) {
        this.board = board;
        this.timers = timers;
        this.figures = figures;
        this.redaction = redaction;
    }

    /**
     * A feed for one more page.
     *
     * @param watched number of the interaction whose events it has; 0: none
     * @param lastId of the last frame that the page has; empty for none
     * @throws Refused if too many are open
     */
    public Feed open(int watched, String lastId) {
        if (readers.size() >= MOST) {
            throw new Refused(
                    429, "rate_limit_exceeded", MOST + " pages of the emulator are open already: close one of them.");
        }
        return new Feed(board, this, figures, redaction, watched, lastId);
    }

    void follow(Runnable reader) {
        readers.add(reader);
        if (!ticking) {
            ticking = true;
            timers.after(INTERVAL, this::tick);
        }
    }

    void unfollow(Runnable reader) {
        readers.remove(reader);
    }

    private void tick() {
        ticking = !readers.isEmpty();
        if (ticking) {
            List.copyOf(readers).forEach(Runnable::run);
            timers.after(INTERVAL, this::tick);
        }
    }
}
