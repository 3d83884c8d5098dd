// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.emulator.internal.answer.StreamEvent;
import org.jspecify.annotations.Nullable;

/** The events of one run so far. */
public final class EventLog implements EventSource {
    private final List<StreamEvent> events = new ArrayList<>();
    /** Source of the first events, if they are not stored. */
    private @Nullable Plan madeAsRead;

    private EventIds ids = new EventIds(false);
    private final Set<Runnable> readers = new LinkedHashSet<>();
    private boolean closed;

    /** The frames of a scripted event stream, complete. */
    public static EventLog ofStream(String eventStream) {
        EventLog log = new EventLog();
        Plan.Verbatim.of(eventStream).frames().forEach(log::append);
        log.close();
        return log;
    }

    /** All events of the plan before its end are there from now on, made as they are read. */
    void take(Plan plan, EventIds eventIds) {
        madeAsRead = plan;
        ids = eventIds;
        wakeReaders();
    }

    private int made() {
        return madeAsRead == null ? 0 : madeAsRead.sizeBeforeEnd();
    }

    void append(StreamEvent event) {
        events.add(event);
        wakeReaders();
    }

    /** No more events will come. */
    void close() {
        closed = true;
        wakeReaders();
    }

    private void wakeReaders() {
        for (Runnable reader : List.copyOf(readers)) {
            reader.run();
        }
    }

    @Override
    public int size() {
        return made() + events.size();
    }

    @Override
    public StreamEvent get(int position) {
        return madeAsRead != null && position < made()
                ? madeAsRead.at(position, ids.at(position))
                : events.get(position - made());
    }

    @Override
    public int positionAfter(@Nullable String eventId) {
        for (int i = events.size() - 1; i >= 0 && eventId != null; i--) {
            if (eventId.equals(events.get(i).eventId())) {
                return made() + i + 1;
            }
        }
        return ids.positionAfter(eventId, made());
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void follow(Runnable reader) {
        readers.add(reader);
    }

    @Override
    public void unfollow(Runnable reader) {
        readers.remove(reader);
    }
}
