// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Objects;

import io.github.camelgemini.interactions.internal.message.reply.ServerSentEvents;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * A stream as {@code text/event-stream}: one event per part of a {@link StepIterator}. A read returns the bytes that are
 * there, without filling the buffer, and waits on the caller's thread if there are none; after a time without an event it
 * returns a comment. A part is taken when the reader comes for it. A failure of the stream is the event {@code error}, and the
 * end. Closing it closes the iterator.
 */
public final class EventStream extends InputStream {

    // Shorter than the time after which proxies give up a silent connection, and than Vert.x' limit for a blocked
    // thread.
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final StepIterator parts;
    private final Duration heartbeat;
    private volatile boolean closed;

    // Guarded by this.
    private byte[] event = new byte[0];
    private int position;
    private boolean ended;

    EventStream(StepIterator parts, Duration heartbeat) {
        this.parts = parts;
        this.heartbeat = heartbeat;
    }

    /**
     * Makes the events the body of a message. Camel does not cache it: caching would read a stream to its end before the
     * route continues.
     */
    public static void write(StepIterator parts, Message message) {
        message.setBody(new EventStream(parts, HEARTBEAT));
        message.setHeader(Exchange.CONTENT_TYPE, "text/event-stream");
        message.setHeader("Cache-Control", "no-cache");
        message.setHeader("X-Accel-Buffering", "no");
        message.getExchange().getExchangeExtension().setStreamCacheDisabled(true);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws IOException if it is closed */
    @Override
    public synchronized int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) return 0;
        if (closed) throw new IOException("The stream of events is closed");
        if (position == event.length) {
            if (ended) return -1;
            event = next();
            position = 0;
            if (event.length == 0) return -1;
        }
        int count = Math.min(length, event.length - position);
        System.arraycopy(event, position, target, from, count);
        position += count;
        return count;
    }

    private byte[] next() throws IOException {
        try {
            Message part = parts.next(heartbeat);
            if (part == null) return ServerSentEvents.COMMENT;
            ended = parts.isFinished();
            return ServerSentEvents.of(part);
        } catch (NoSuchElementException e) { // the iterator was read elsewhere
            throw new IOException(e.getMessage(), e);
        } catch (Throwable e) {
            ended = true;
            if (closed) throw new IOException("The stream of events is closed", e);
            return ServerSentEvents.error(e, parts.interactionId());
        }
    }

    /** Number of bytes of an event that was read in part; 1 if another event can be read without waiting. */
    @Override
    public synchronized int available() {
        if (closed) return 0;
        if (position < event.length) return event.length - position;
        return !ended && parts.isReady() ? 1 : 0;
    }

    /** Ends the call: the client is gone, or the exchange is done. Any thread. */
    @Override
    public void close() {
        closed = true;
        parts.close();
    }

    /** Says what this is, for logs; reads nothing. */
    @Override
    public String toString() {
        return "Stream of an interaction as text/event-stream";
    }
}
