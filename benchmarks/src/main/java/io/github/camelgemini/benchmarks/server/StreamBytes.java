// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;

/** Streams of one scenario in one format: each step is encoded once, and shared by all connections. */
final class StreamBytes {

    private static final AtomicLong STREAMS = new AtomicLong();

    private final Encoding encoding;
    private final Map<Integer, ByteBuf> steps = new ConcurrentHashMap<>();

    StreamBytes(Encoding encoding) {
        this.encoding = encoding;
    }

    /** An id as long as those of the service, which no other stream has. */
    static String newId() {
        return "v1_%064d".formatted(STREAMS.incrementAndGet());
    }

    /** A stream of so many steps, from its beginning. */
    Reader read(int stepCount) {
        return new Reader(newId(), stepCount);
    }

    /** One stream; a buffer that it gives out belongs to the caller. */
    final class Reader {
        private final String id;
        private final int stepCount;
        private int part = -1;
        private ByteBuf current;

        private Reader(String id, int stepCount) {
            this.id = id;
            this.stepCount = stepCount;
            this.current = encoding.begin(id);
        }

        boolean hasNext() {
            return current.isReadable() || part < stepCount;
        }

        /** The next bytes, at most so many. Where it cuts is not where a frame ends, as on any network. */
        ByteBuf next(int most) {
            ByteBuf bytes = current.readRetainedSlice(Math.min(most, current.readableBytes()));
            if (!current.isReadable()) {
                current.release();
                part++;
                if (part < stepCount) current = step(part);
                else if (part == stepCount) current = encoding.end(id);
            }
            return bytes;
        }

        private ByteBuf step(int index) {
            return steps.computeIfAbsent(index, encoding::step).retainedDuplicate();
        }

        /** Ends the stream where it is. */
        void close() {
            if (current.isReadable()) current.release();
        }
    }
}
