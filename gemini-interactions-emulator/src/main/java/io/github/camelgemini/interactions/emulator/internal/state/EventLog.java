// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.emulator.internal.state;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.emulator.internal.answer.StreamEvent;
import org.jspecify.annotations.Nullable;

/** The events of one run so far. Readers keep their own position and are told when there is more. */
public final class EventLog {
    private final List<StreamEvent> events = new ArrayList<>();
    private final Set<Runnable> readers = new LinkedHashSet<>();
    private boolean closed;

    /** The frames of an event stream somebody wrote down, complete. */
    public static EventLog ofStream(String eventStream) {
        EventLog log = new EventLog();
        Plan.Verbatim.of(eventStream).frames().forEach(log::append);
        log.close();
        return log;
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

    public int size() {
        return events.size();
    }

    public StreamEvent get(int position) {
        return events.get(position);
    }

    public boolean isClosed() {
        return closed;
    }

    /** The position behind the event with this id; 0, so that all is replayed, for none or an unknown one. */
    public int positionAfter(@Nullable String eventId) {
        for (int i = events.size() - 1; i >= 0 && eventId != null; i--) {
            if (eventId.equals(events.get(i).eventId())) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Calls the reader whenever there is more, or the end. */
    public void follow(Runnable reader) {
        readers.add(reader);
    }

    public void unfollow(Runnable reader) {
        readers.remove(reader);
    }
}
