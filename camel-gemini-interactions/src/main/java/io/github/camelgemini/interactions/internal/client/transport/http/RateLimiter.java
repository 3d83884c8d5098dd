// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.jspecify.annotations.Nullable;

/**
 * How fast the requests of one component leave: a bucket that holds what may leave in a second and fills evenly. Whoever
 * finds it empty waits in line and holds no thread. After a 429 nobody leaves for as long as the service asks, and then at
 * half the pace for a minute; each further 429 halves it again.
 */
public final class RateLimiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long UNASKED_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int SLOWEST = 64;

    private static final CompletableFuture<@Nullable Void> NOW = CompletableFuture.completedFuture(null);

    // Set once. An interval of zero: no limit.
    private final long interval;
    private final long burst;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanos;

    // Guarded by this. The bucket is empty until emptyUntil, and holds one request for each interval since.
    private final Deque<CompletableFuture<@Nullable Void>> line = new ArrayDeque<>();
    private long emptyUntil;
    private long slowUntil;
    private int slowness = 1;
    private boolean waking;
    private boolean ended;

    /**
     * @param requestsPerMinute zero for no limit
     * @param nanos a clock
     */
    public RateLimiter(int requestsPerMinute, ScheduledExecutorService timer, LongSupplier nanos) {
        this.interval = requestsPerMinute == 0 ? 0 : MINUTE / requestsPerMinute;
        this.burst = Math.max(1, requestsPerMinute / 60);
        this.timer = timer;
        this.nanos = nanos;
        this.emptyUntil = nanos.getAsLong() - interval * burst;
        this.slowUntil = nanos.getAsLong();
    }

    /** Completes when a request may leave. One that is cancelled takes no place in the line. */
    CompletableFuture<@Nullable Void> turn() {
        if (interval == 0) return NOW;
        synchronized (this) {
            line.removeIf(CompletableFuture::isDone);
            if (line.isEmpty() && take()) return NOW;
            if (ended) return CompletableFuture.failedFuture(stopped());
            CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
            line.add(turn);
            wakeLater();
            return turn;
        }
    }

    /** Nobody waits any more: who is in line, and who would have to be, is stopped with nothing sent. */
    public void endWaiting() {
        List<CompletableFuture<@Nullable Void>> waiting;
        synchronized (this) {
            ended = true;
            waiting = List.copyOf(line);
            line.clear();
        }
        waiting.forEach(turn -> turn.completeExceptionally(stopped()));
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
    }

    /** The service has refused a request as one too many. */
    synchronized void refused(@Nullable Duration asked) {
        if (interval == 0) return;
        long now = nanos.getAsLong();
        long pause = asked == null ? UNASKED_PAUSE : asked.toNanos();
        emptyUntil = Math.max(emptyUntil, now + pause - pace());
        slowness = Math.min(SLOWEST, slowness * 2);
        slowUntil = now + pause + MINUTE;
    }

    private boolean take() {
        long now = nanos.getAsLong();
        if (now - slowUntil >= 0) slowness = 1;
        long free = Math.max(emptyUntil, now - pace() * burst) + pace();
        if (free - now > 0) return false;
        emptyUntil = free;
        return true;
    }

    private long pace() {
        return interval * slowness;
    }

    private void wakeLater() {
        if (waking) return;
        waking = true;
        long wait = Math.max(0, emptyUntil + pace() - nanos.getAsLong());
        try {
            timer.schedule(this::wake, wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            line.forEach(turn -> turn.completeExceptionally(HttpApiClient.closed()));
        }
    }

    private void wake() {
        Deque<CompletableFuture<@Nullable Void>> leaving = new ArrayDeque<>();
        synchronized (this) {
            waking = false;
            line.removeIf(CompletableFuture::isDone);
            while (!line.isEmpty() && take()) leaving.add(line.remove());
            if (!line.isEmpty()) wakeLater();
        }
        leaving.forEach(turn -> turn.complete(null));
    }
}
