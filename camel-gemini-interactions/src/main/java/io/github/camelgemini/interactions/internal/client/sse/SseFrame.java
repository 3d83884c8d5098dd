// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One record of an event stream. Its data is text only where somebody asks for text: most frames are read from the bytes of
 * the buffer that they arrived in. One thread at a time.
 */
public final class SseFrame {

    private final @Nullable String event;
    private final boolean framed;
    private final int from;
    private int to;
    private byte @Nullable [] bytes; // of a text null until they are asked for
    private @Nullable String data; // null until it is asked for

    /**
     * @param event name of the event; null if the record had none
     * @param data data lines joined by line feeds; if not framed, the text as received
     * @param framed false for text that is not an event stream, such as bare JSON or a page of a proxy. Observed:
     *     traffic/pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse
     */
    public SseFrame(@Nullable String event, String data, boolean framed) {
        this.event = event;
        this.framed = framed;
        this.data = data;
        this.from = 0;
    }

    /** A framed record whose data is one line, from one index of the array to another one: its bytes do not change. */
    SseFrame(@Nullable String event, byte[] bytes, int from, int to) {
        this.event = event;
        this.framed = true;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** Name of the event; null if the record had none. */
    public @Nullable String event() {
        return event;
    }

    /** Data lines joined by line feeds; if not framed, the text as received. */
    public String data() {
        String known = data;
        if (known == null) data = known = new String(bytes(), from, to - from, StandardCharsets.UTF_8);
        return known;
    }

    /** False for text that is not an event stream. */
    public boolean framed() {
        return framed;
    }

    /** The array that has the data in UTF-8, from {@link #from()} to {@link #to()}; not to be changed. */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            bytes = known = Objects.requireNonNull(data).getBytes(StandardCharsets.UTF_8);
            to = known.length;
        }
        return known;
    }

    /** Index of the first byte of the data. */
    public int from() {
        return from;
    }

    /** Index behind the last byte of the data. */
    public int to() {
        bytes();
        return to;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SseFrame frame
                && framed == frame.framed
                && Objects.equals(event, frame.event)
                && data().equals(frame.data());
    }

    @Override
    public int hashCode() {
        return Objects.hash(event, data(), framed);
    }

    @Override
    public String toString() {
        return "SseFrame[event=" + event + ", data=" + data() + ", framed=" + framed + "]";
    }
}
