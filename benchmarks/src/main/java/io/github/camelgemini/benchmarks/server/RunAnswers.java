// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;

/**
 * Runs in the background, of any id, which all end together, some seconds after {@code /begin} was asked for. The text of the
 * answer begins with the {@link System#nanoTime} of that end. {@code /requests} is the number of requests for runs so far.
 */
final class RunAnswers implements Wholes {

    private static final long RUN_NANOS = Duration.ofSeconds(12).toNanos();

    private final AtomicLong requests = new AtomicLong();
    private volatile long end = System.nanoTime();

    @Override
    public ByteBuf whole(String path, String body) {
        if (path.equals("/begin")) end = System.nanoTime() + RUN_NANOS;
        if (path.equals("/begin") || path.equals("/requests"))
            return InteractionEncoding.bytes(Long.toString(requests.get()));
        requests.incrementAndGet();
        String id = path.substring(path.lastIndexOf('/') + 1);
        return System.nanoTime() < end
                ? InteractionEncoding.inProgress(id)
                : InteractionEncoding.completed(id, "%019d by camel".formatted(end));
    }
}
