// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import org.jspecify.annotations.Nullable;

/**
 * A point in a response: before its first byte, or after so many events. Events are counted from 1 as they go over this
 * response, so a resumed stream counts anew; an event id means the same event in each, also where the response begins behind
 * that very event.
 *
 * @param events -1: before the headers; 0: after the headers, before the first event
 * @param eventId null unless the event is named by its id
 */
public record Moment(int events, @Nullable String eventId) {

    /** The request was accepted and takes effect; the client hears nothing of it. */
    public static Moment beforeHeaders() {
        return new Moment(-1, null);
    }

    public static Moment afterEvent(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The number of events must not be negative: " + count);
        }
        return new Moment(count, null);
    }

    public static Moment afterEvent(String eventId) {
        return new Moment(0, eventId);
    }

    public boolean isBeforeHeaders() {
        return events < 0;
    }

    void requireInStream() {
        if (isBeforeHeaders()) {
            throw new IllegalArgumentException("This fault happens in a stream, not before its headers.");
        }
    }

    /** Whether this moment has come, when so many events were written and the last of them had this id. */
    public boolean isReached(int written, @Nullable String lastEventId) {
        if (isBeforeHeaders()) {
            return false;
        }
        return eventId != null ? eventId.equals(lastEventId) : written == events;
    }
}
