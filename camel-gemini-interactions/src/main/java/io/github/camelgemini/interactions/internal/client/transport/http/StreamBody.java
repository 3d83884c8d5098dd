// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the I/O thread, which fills it, and the worker, which polls it. Pauses the flow when full, and
 * resumes it when a quarter of the limit is left.
 */
final class StreamBody implements ByteStream {

    /**
     * Smallest buffer for bytes that arrive while others are queued: the next reads then share it, and an event of 4 KB is mostly
     * in one piece.
     */
    private static final int SHARED_BUFFER = 32 * 1024;

    // Set once.
    private final String mediaType;
    private final int maxQueuedBytes;
    private final FlowControl flow;
    private final Runnable readable;
    private final Runnable endsSoon;
    private final Consumer<Throwable> abort;

    // Guarded by this. In a queued buffer, the bytes to poll are those before its position.
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean paused;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * @param readable called when bytes arrive in the empty queue, and when the body has ended
     * @param endsSoon makes room for another stream; again without effect
     * @param abort fails the request with the given cause and closes its connection
     */
    StreamBody(
            String mediaType,
            int maxQueuedBytes,
            FlowControl flow,
            Runnable readable,
            Runnable endsSoon,
            Consumer<Throwable> abort) {
        this.mediaType = mediaType;
        this.maxQueuedBytes = maxQueuedBytes;
        this.flow = flow;
        this.readable = readable;
        this.endsSoon = endsSoon;
        this.abort = abort;
    }

    /** Takes all bytes of {@code src}. I/O thread only. */
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
            flow.arrived(added);
            if (!paused && queuedBytes >= maxQueuedBytes) {
                paused = true;
                flow.pause();
            }
        }
        if (wasEmpty && added > 0) readable.run();
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

    /** Called when the last byte has arrived and the connection is about to return to the pool. I/O thread only. */
    synchronized void detach() {
        paused = false;
        flow.detach();
    }

    /**
     * Ends the body; queued bytes can still be polled.
     *
     * @param cause null when the body is complete
     */
    void end(@Nullable Throwable cause) {
        synchronized (this) {
            if (ended) return;
            ended = true;
            failure = cause == null && cancelled ? cancellation() : cause;
            detach();
        }
        readable.run();
    }

    @Override
    public String mediaType() {
        return mediaType;
    }

    @Override
    public @Nullable ByteBuffer poll() {
        try {
            return next();
        } catch (Throwable e) { // reading cannot continue: without a failure, the worker would wait for bytes
            abort.accept(e);
            return null;
        }
    }

    private synchronized @Nullable ByteBuffer next() {
        ByteBuffer head = queue.pollFirst();
        if (head == null) return null;
        head.flip();
        queuedBytes -= head.remaining();
        if (paused && queuedBytes <= maxQueuedBytes / 4) {
            paused = false;
            flow.resume();
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
    public void endsSoon() {
        endsSoon.run();
    }

    @Override
    public void cancel() {
        boolean open;
        synchronized (this) {
            if (isEnded()) return;
            open = !ended;
            cancelled = true;
            queue.clear();
            queuedBytes = 0;
            // The rest was dropped: what was polled is a piece.
            if (ended && failure == null) failure = cancellation();
        }
        if (open) abort.accept(cancellation());
        else readable.run();
    }

    private static CancellationException cancellation() {
        return new CancellationException("The stream was cancelled");
    }

    /** The number of bytes that wait for the worker. */
    synchronized int queuedBytes() {
        return queuedBytes;
    }
}
