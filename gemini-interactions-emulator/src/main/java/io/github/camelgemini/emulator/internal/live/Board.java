// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Ids;
import io.github.camelgemini.emulator.internal.http.reply.ReplyListener;
import io.github.camelgemini.emulator.internal.state.EventLog;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.StoredInteraction;
import org.jspecify.annotations.Nullable;

/**
 * The newest interactions and requests, in the order of their last change, so that a page that has seen some version of the
 * board gets what has changed since, and nothing is queued for it. The version goes up when a page reads: as long as none
 * does, a change costs one comparison. Used on the emulator's thread only.
 */
public final class Board implements Interactions.Listener {
    private static final int MOST_INTERACTIONS = 1_000;
    private static final int MOST_REQUESTS = 2_000;

    /** Interactions that are not stored, and have ended, whose steps can still be seen. */
    private static final int MOST_UNSTORED = 20;

    private static final int MOST_CHARACTERS_OF_UNSTORED = 64 << 10;

    private final NavigableSet<Entry> changes = new TreeSet<>(Entry.BY_CHANGE);
    private final Deque<ShownInteraction> interactions = new ArrayDeque<>();
    private final Deque<ShownRequest> requests = new ArrayDeque<>();
    private final Deque<ShownInteraction> unstored = new ArrayDeque<>();
    private final Map<String, ShownInteraction> byId = new HashMap<>();
    private final Map<Integer, ShownInteraction> byNumber = new HashMap<>();
    private String epoch = Ids.callId();
    private int lastNumber;
    private long version = 1;
    private long unlisted;

    /**
     * Where a page is in the order of changes.
     *
     * @param number of the last entry it has seen among those of this version
     */
    record Cursor(long version, int number) {
        static final Cursor START = new Cursor(0, 0);
    }

    /** Names this board between two resets, also among those of other emulators. */
    String epoch() {
        return epoch;
    }

    /** Puts a request on the board; what it gets is heard by the returned listener. */
    public ReplyListener request(ObjectNode head, @Nullable String interactionId) {
        ShownInteraction named = interactionId == null ? null : byId.get(interactionId);
        ShownRequest request = new ShownRequest(this, ++lastNumber, head, named == null ? null : named.number);
        requests.addLast(request);
        changed(request, true);
        if (requests.size() > MOST_REQUESTS) {
            drop(requests.removeFirst());
        }
        return request;
    }

    @Override
    public void began(StoredInteraction interaction) {
        ShownInteraction shown = new ShownInteraction(this, ++lastNumber, interaction);
        interactions.addLast(shown);
        byId.put(interaction.id(), shown);
        byNumber.put(shown.number, shown);
        changed(shown, true);
        if (interactions.size() > MOST_INTERACTIONS) {
            ShownInteraction oldest = interactions.removeFirst();
            byId.remove(oldest.id(), oldest);
            byNumber.remove(oldest.number);
            oldest.forgetSteps();
            drop(oldest);
            unlisted++;
        }
        if (interaction.isRunning()) {
            interaction.log().follow(shown);
        }
    }

    @Override
    public void left(StoredInteraction interaction, Interactions.Leaving how) {
        ShownInteraction shown = byId.get(interaction.id());
        if (shown == null || shown.interaction() != interaction) {
            return;
        }
        shown.left(how);
        if (how == Interactions.Leaving.NOT_STORED && isSmall(interaction.log())) {
            unstored.addLast(shown);
            if (unstored.size() > MOST_UNSTORED) {
                shown = unstored.removeFirst();
                shown.forgetSteps();
            }
        } else {
            shown.forgetSteps();
        }
        changed(shown);
    }

    private static boolean isSmall(EventLog log) {
        int characters = 0;
        for (int i = 0; i < log.size() && characters <= MOST_CHARACTERS_OF_UNSTORED; i++) {
            characters += log.get(i).frame().length();
        }
        return characters <= MOST_CHARACTERS_OF_UNSTORED;
    }

    void changed(Entry entry) {
        changed(entry, false);
    }

    private void changed(Entry entry, boolean isNew) {
        if (isNew || (entry.version != 0 && entry.version != version)) {
            changes.remove(entry);
            entry.version = version;
            changes.add(entry);
        }
    }

    private void drop(Entry entry) {
        changes.remove(entry);
        entry.version = 0;
    }

    @Nullable
    Integer numberOf(String interactionId) {
        ShownInteraction shown = byId.get(interactionId);
        return shown == null ? null : shown.number;
    }

    @Nullable
    ShownInteraction interaction(int number) {
        return byNumber.get(number);
    }

    boolean hasChangedAfter(Cursor cursor) {
        return changes.higher(new Probe(cursor)) != null;
    }

    /** The entries that changed behind the cursor, at most so many. What changes from now on is behind all of them. */
    List<Entry> changedAfter(Cursor cursor, int most) {
        version++;
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : changes.tailSet(new Probe(cursor), false)) {
            if (changed.size() == most) {
                break;
            }
            changed.add(entry);
        }
        return changed;
    }

    int oldestInteraction() {
        return interactions.isEmpty() ? lastNumber + 1 : interactions.getFirst().number;
    }

    int oldestRequest() {
        return requests.isEmpty() ? lastNumber + 1 : requests.getFirst().number;
    }

    /** How many interactions were on the board and had to make room. */
    long unlisted() {
        return unlisted;
    }

    public void clear() {
        changes.forEach(entry -> entry.version = 0);
        changes.clear();
        interactions.forEach(ShownInteraction::forgetSteps);
        interactions.clear();
        requests.clear();
        unstored.clear();
        byId.clear();
        byNumber.clear();
        unlisted = 0;
        epoch = Ids.callId();
    }

    /** A place in the order of changes. */
    private static final class Probe extends Entry {
        Probe(Cursor cursor) {
            super(cursor.number());
            version = cursor.version();
        }

        @Override
        ObjectNode json() {
            throw new UnsupportedOperationException();
        }
    }
}
