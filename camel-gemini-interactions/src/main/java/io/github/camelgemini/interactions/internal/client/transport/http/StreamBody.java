// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * The queue between the I/O thread that fills a stream and the worker that empties it. Pauses its inflow at the cap, and
 * lets it go on once a quarter of the cap is left.
 */
final class StreamBody implements ByteStream {

    /** Smallest buffer for bytes that come while others wait: the next small reads then need none of their own. */
    private static final int SHARED_BUFFER = 4 * 1024;

    // Set once.
    private final String mediaType;
    private final int maxQueuedBytes;
    private final FlowControl inflow;
    private final Runnable readable;
    private final Runnable abort;

    // Under this object's monitor. In a queued buffer, bytes to poll lie between zero and its position.
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean paused;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * @param readable called when the queue was empty and is not any more, and when the body has ended
     * @param abort closes the connection; called at most once, by {@link #cancel()}
     */
    StreamBody(String mediaType, int maxQueuedBytes, FlowControl inflow, Runnable readable, Runnable abort) {
        this.mediaType = mediaType;
        this.maxQueuedBytes = maxQueuedBytes;
        this.inflow = inflow;
        this.readable = readable;
        this.abort = abort;
    }

    /** Takes all that is in {@code src}. I/O thread only. */
    void add(ByteBuffer src) {
        int added = src.remaining();
        boolean wasEmpty;
        synchronized (this) {
            if (ended || cancelled) {
                src.position(src.limit());
                return;
            }
            wasEmpty = queuedBytes == 0;
            append(src);
            queuedBytes += added;
            inflow.arrived(added);
            if (!paused && queuedBytes >= maxQueuedBytes) {
                paused = true;
                inflow.pause();
            }
        }
        if (wasEmpty && added > 0) {
            readable.run();
        }
    }

    private void append(ByteBuffer src) {
        ByteBuffer tail = queue.peekLast();
        if (tail != null && tail.hasRemaining()) {
            int limit = src.limit();
            src.limit(src.position() + Math.min(src.remaining(), tail.remaining()));
            tail.put(src);
            src.limit(limit);
        }
        if (src.hasRemaining()) {
            int size = tail == null ? src.remaining() : Math.max(src.remaining(), SHARED_BUFFER);
            queue.addLast(ByteBuffer.allocate(size).put(src));
        }
    }

    /** The last byte is here, and the connection will soon be somebody else's. I/O thread only. */
    synchronized void detach() {
        paused = false;
        inflow.detach();
    }

    /**
     * No more bytes will come; those here can still be polled.
     *
     * @param cause null when the body is complete
     */
    void end(@Nullable Throwable cause) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = cause;
            detach();
        }
        readable.run();
    }

    @Override
    public String mediaType() {
        return mediaType;
    }

    @Override
    public synchronized @Nullable ByteBuffer poll() {
        ByteBuffer head = queue.pollFirst();
        if (head == null) {
            return null;
        }
        head.flip();
        queuedBytes -= head.remaining();
        if (paused && queuedBytes <= maxQueuedBytes / 4) {
            paused = false;
            inflow.resume();
        }
        return head;
    }

    @Override
    public synchronized boolean isEnded() {
        return ended && queue.isEmpty();
    }

    @Override
    public synchronized @Nullable Throwable failure() {
        return isEnded() ? failure : null;
    }

    @Override
    public void cancel() {
        synchronized (this) {
            if (ended) {
                return;
            }
            cancelled = true;
            queue.clear();
            queuedBytes = 0;
        }
        abort.run();
    }

    /** How many bytes wait for the worker. */
    synchronized int queuedBytes() {
        return queuedBytes;
    }
}
