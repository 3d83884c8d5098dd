// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import org.jspecify.annotations.Nullable;

/**
 * A point in a response: before its first byte, or after an event. Events are counted from 1 per response, so a resumed
 * stream counts anew. An event id names the same event in each response, also in one that starts right after that event.
 *
 * @param events -1: before the headers; 0: after the headers, before the first event
 * @param eventId null unless the event is named by its id
 */
public record Moment(int events, @Nullable String eventId) {

    /** The request was accepted and takes effect; the client receives nothing. */
    public static Moment beforeHeaders() {
        return new Moment(-1, null);
    }

    /** After this number of events. */
    public static Moment afterEvent(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The number of events must not be negative: " + count);
        }
        return new Moment(count, null);
    }

    /** After the event with this id. */
    public static Moment afterEvent(String eventId) {
        return new Moment(0, eventId);
    }

    /** Whether it comes before the first byte. */
    public boolean isBeforeHeaders() {
        return events < 0;
    }

    void requireInStream() {
        if (isBeforeHeaders()) {
            throw new IllegalArgumentException("This fault happens in a stream, not before its headers.");
        }
    }

    /** Whether this moment has come after this number of events, the last of them with this id (null: without one). */
    public boolean isReached(int written, @Nullable String lastEventId) {
        if (isBeforeHeaders()) {
            return false;
        }
        return eventId != null ? eventId.equals(lastEventId) : written == events;
    }
}
