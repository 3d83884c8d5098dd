// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.internal.message.reply.ServerSentEvents;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

/**
 * A stream as {@code text/event-stream}: one event per part of a {@link StepIterator}. A read returns the bytes that are
 * there, without filling the buffer, and waits on the caller's thread if there are none; after a time without an event it
 * returns a comment. A part is taken when the reader comes for it. A failure of the stream is the event {@code error}, and the
 * end. Closing it closes the iterator, and so does a client that goes away, as far as that is known.
 *
 * <p>{@code platform-http} on Vert.x has two peculiarities (seen in Camel 4.18.0). It sends nothing before it has read
 * {@link IOHelper#DEFAULT_BUFFER_SIZE} bytes, so behind the events that are there a comment fills that block. It reads the
 * bodies of all clients of a server one after the other, so a read for it waits for some milliseconds only, and returns a line
 * end, which a client ignores.
 */
public final class EventStream extends InputStream {

    /** Shorter than the time after which proxies give up a silent connection. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final int BLOCK = IOHelper.DEFAULT_BUFFER_SIZE;
    /** Longest wait in a read of Vert.x, for all its clients together. */
    private static final Duration TURN = Duration.ofMillis(20);
    /** Shortest time between two blocks that are filled: events that come faster share one. */
    private static final Duration BETWEEN_BLOCKS = Duration.ofMillis(50);

    private static final byte[] LINE_END = {'\n'};

    /** Open streams that Vert.x reads. */
    private static final Set<EventStream> IN_TURNS = ConcurrentHashMap.newKeySet();

    private final StepIterator parts;
    private final Duration heartbeat;
    private final @Nullable VertxClient client;
    private volatile boolean closed;
    // Written by the reader: it has got an exception.
    private volatile boolean failed;

    // Guarded by this.
    private byte[] event = new byte[0];
    private int position;
    private boolean ended;
    private long lastEvent = System.nanoTime();
    // If Vert.x reads it: the bytes it has of its block, and whether there is an event among them.
    private boolean isReadInTurns;
    private int ofBlock;
    private boolean isHeldBack;
    private long lastBlock = System.nanoTime() - BETWEEN_BLOCKS.toNanos();

    EventStream(StepIterator parts, Duration heartbeat, @Nullable VertxClient client) {
        this.parts = parts;
        this.heartbeat = heartbeat;
        this.client = client;
    }

    /**
     * Makes the events the body of a message. Camel does not cache it: caching would read a stream to its end before the
     * route continues.
     */
    public static void write(StepIterator parts, Message message) {
        Exchange exchange = MessageExchange.of(message);
        message.setBody(new EventStream(parts, HEARTBEAT, VertxClient.of(exchange)));
        message.setHeader(Exchange.CONTENT_TYPE, "text/event-stream");
        message.setHeader("Cache-Control", "no-cache");
        message.setHeader("X-Accel-Buffering", "no");
        exchange.getExchangeExtension().setStreamCacheDisabled(true);
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
        try {
            return length == 0 ? 0 : readEvent(target, from, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    private int readEvent(byte[] target, int from, int length) throws IOException {
        if (closed) throw new IOException("The stream of events is closed");
        if (position == event.length) {
            if (ended) return -1;
            event = beginsTurns() ? event(ServerSentEvents.COMMENT) : next();
            position = 0;
        }
        int count = Math.min(length, event.length - position);
        System.arraycopy(event, position, target, from, count);
        position += count;
        ofBlock = (ofBlock + count) % BLOCK;
        return count;
    }

    /** True in the first read of Vert.x: the status and the headers are sent with the first block. */
    private boolean beginsTurns() {
        if (isReadInTurns || !Thread.currentThread().getClass().getName().startsWith("io.vertx.")) return false;
        isReadInTurns = true;
        IN_TURNS.add(this);
        if (closed) IN_TURNS.remove(this);
        if (client != null) client.watch(this);
        return true;
    }

    private byte[] next() throws IOException {
        requireClient();
        if (isReadInTurns && isHeldBack && ofBlock > 0 && !parts.isReady() && isOver(lastBlock, BETWEEN_BLOCKS))
            return restOfBlock();
        Message part;
        try {
            part = parts.next(isReadInTurns ? turn() : heartbeat);
            requireClient(); // Vert.x completes no exchange that writes to a closed connection
            if (part == null && !isOver(lastEvent, heartbeat)) return LINE_END;
            ended = parts.isFinished();
            return event(part == null ? ServerSentEvents.COMMENT : ServerSentEvents.of(part));
        } catch (NoSuchElementException e) { // the iterator was read elsewhere
            throw new IOException(e.getMessage(), e);
        } catch (Throwable e) {
            ended = true;
            if (closed) throw e instanceof IOException io ? io : new IOException("The stream of events is closed", e);
            return event(ServerSentEvents.error(e, parts.interactionId()));
        }
    }

    /** An end of the stream would wait until the client has read the rest. */
    private void requireClient() throws IOException {
        if (client == null || !client.isGone()) return;
        close();
        throw new IOException("The client has gone");
    }

    private byte[] event(byte[] bytes) {
        lastEvent = System.nanoTime();
        isHeldBack = true;
        return bytes;
    }

    /** A comment, or a line end if there is no room for one. */
    private byte[] restOfBlock() {
        byte[] comment = new byte[BLOCK - ofBlock];
        Arrays.fill(comment, (byte) ' ');
        comment[0] = comment.length > 1 ? (byte) ':' : (byte) '\n';
        comment[comment.length - 1] = '\n';
        lastBlock = System.nanoTime();
        isHeldBack = false;
        return comment;
    }

    private static Duration turn() {
        return TURN.dividedBy(Math.max(1, Math.min(IN_TURNS.size(), TURN.toMillis())));
    }

    private static boolean isOver(long since, Duration time) {
        return System.nanoTime() - since >= time.toNanos();
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
        IN_TURNS.remove(this);
        parts.close();
    }

    /** True if a read has thrown an exception. Any thread. */
    boolean hasFailed() {
        return failed;
    }

    /** Says what this is, for logs; reads nothing. */
    @Override
    public String toString() {
        return "Stream of an interaction as text/event-stream";
    }
}
