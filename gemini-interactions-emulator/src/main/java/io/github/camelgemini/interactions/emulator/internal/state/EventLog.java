// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.emulator.internal.state;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.emulator.internal.answer.StreamEvent;

/** The events of one run so far. */
public final class EventLog implements EventSource {
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

    @Override
    public int size() {
        return events.size();
    }

    @Override
    public StreamEvent get(int position) {
        return events.get(position);
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
