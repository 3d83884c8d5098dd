// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.state.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * The event stream of one open page. A frame is made when the page can take one, of what has changed on the board since the
 * last: a page that reads slowly gets fewer frames, not later ones. The id of a frame says all that the page has, so that it
 * can resume on another connection. Used on the emulator's thread only.
 */
public final class Feed implements EventSource {
    private static final int ENTRIES_OF_A_FRAME = 200;
    private static final long LONGEST_SILENCE = Duration.ofSeconds(10).toNanos();

    private final Board board;
    private final Pages pages;
    private final Supplier<ObjectNode> figures;
    private final UnaryOperator<JsonNode> redaction;
    private String epoch;
    private Board.Cursor cursor = Board.Cursor.START;
    private @Nullable Watch watch;
    private @Nullable ObjectNode lastFigures;
    private long lastFrame;
    private int frames;

    /**
     * @param figures of the emulator as a whole
     * @param redaction of inputs
     * @param watched number of the interaction whose events are sent, too; 0: none
     * @param lastId of the last frame that the page has; empty, or of another board: it gets all
     */
    Feed(
            Board board,
            Pages pages,
            Supplier<ObjectNode> figures,
            UnaryOperator<JsonNode> redaction,
            int watched,
            String lastId) {
        this.board = board;
        this.pages = pages;
        this.figures = figures;
        this.redaction = redaction;
        this.epoch = board.epoch();
        int position = 0;
        String[] parts = lastId.split("/", -1);
        if (parts[0].equals(epoch) && lastId.matches("[^/]+(/\\d{1,9}){4}")) {
            cursor = new Board.Cursor(Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
            position = Integer.parseInt(parts[3]) == watched ? Integer.parseInt(parts[4]) : 0;
        }
        watch(watched, position);
    }

    private void watch(int number, int position) {
        watch = number == 0 ? null : new Watch(board, number, position, redaction);
    }

    @Override
    public int size() {
        return frames + (hasNews() ? 1 : 0);
    }

    private boolean hasNews() {
        return lastFigures == null
                || !epoch.equals(board.epoch())
                || board.hasChangedAfter(cursor)
                || (watch != null && watch.hasMore(false))
                || System.nanoTime() - lastFrame > LONGEST_SILENCE
                || !lastFigures.equals(figures.get());
    }

    @Override
    public StreamEvent get(int position) {
        if (!epoch.equals(board.epoch())) {
            epoch = board.epoch();
            cursor = Board.Cursor.START;
            watch = null;
        }
        boolean isFirst = lastFigures == null;
        lastFigures = figures.get();
        lastFrame = System.nanoTime();
        frames++;
        ObjectNode frame = Json.object().put("epoch", epoch).put("now", System.currentTimeMillis());
        frame.set("figures", lastFigures);
        addChanges(frame);
        if (watch != null && watch.hasMore(isFirst)) {
            frame.set("watched", watch.next());
        }
        String id = id();
        return new StreamEvent(
                "board", id, "id: " + id + "\nevent: board\nretry: 1000\ndata: " + Json.write(frame) + "\n\n");
    }

    private void addChanges(ObjectNode frame) {
        frame.put("unlisted", board.unlisted())
                .put("oldest_interaction", board.oldestInteraction())
                .put("oldest_request", board.oldestRequest());
        ArrayNode interactions = frame.putArray("interactions");
        ArrayNode requests = frame.putArray("requests");
        List<Entry> changed = board.changedAfter(cursor, ENTRIES_OF_A_FRAME);
        for (Entry entry : changed) {
            (entry instanceof ShownInteraction ? interactions : requests).add(entry.json());
        }
        if (!changed.isEmpty()) {
            Entry last = changed.get(changed.size() - 1);
            cursor = new Board.Cursor(last.version, last.number);
        }
    }

    /** The board, the place in the order of its changes, the interaction and the place in its events. */
    private String id() {
        return epoch + "/" + cursor.version() + "/" + cursor.number() + "/"
                + (watch == null ? "0/0" : watch.number() + "/" + watch.position());
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void follow(Runnable reader) {
        pages.follow(reader);
    }

    @Override
    public void unfollow(Runnable reader) {
        pages.unfollow(reader);
    }
}
