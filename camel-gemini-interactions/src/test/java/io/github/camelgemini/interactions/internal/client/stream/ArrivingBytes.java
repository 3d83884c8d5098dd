// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;

import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/** A body whose pieces arrive each at its time, and that ends well or badly. */
final class ArrivingBytes implements ByteStream {

    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private final VirtualTime time;
    private final Runnable readable;
    private final Runnable endsSoon;
    private Duration last = Duration.ZERO;
    private boolean ended;
    private boolean cancelled;
    private @Nullable Throwable failure;

    ArrivingBytes(VirtualTime time, Runnable readable) {
        this(time, readable, () -> {});
    }

    /** @param endsSoon called by the method of that name */
    ArrivingBytes(VirtualTime time, Runnable readable, Runnable endsSoon) {
        this.time = time;
        this.readable = readable;
        this.endsSoon = endsSoon;
    }

    /** One more piece, so long after the one before. */
    void arrive(byte[] piece, Duration pause) {
        then(pause, () -> pieces.add(ByteBuffer.wrap(piece)));
    }

    /** @param how null for a good end */
    void end(Duration pause, @Nullable Throwable how) {
        then(pause, () -> {
            ended = true;
            failure = how;
        });
    }

    private void then(Duration pause, Runnable news) {
        last = last.plus(pause);
        time.after(last, () -> {
            news.run();
            readable.run();
        });
    }

    @Override
    public String mediaType() {
        return "text/event-stream";
    }

    @Override
    public @Nullable ByteBuffer poll() {
        return cancelled ? null : pieces.poll();
    }

    @Override
    public boolean isEnded() {
        return cancelled || ended && pieces.isEmpty();
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void endsSoon() {
        endsSoon.run();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
