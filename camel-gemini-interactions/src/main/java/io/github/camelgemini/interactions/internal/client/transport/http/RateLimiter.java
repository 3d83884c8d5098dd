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
 * The rate limit of one component's requests: a token bucket that holds one second's requests and is refilled evenly. A
 * request that finds it empty is queued and holds no thread. After a 429, no request is sent for as long as the service
 * asks, and then the rate is halved for a minute; each further 429 halves it again.
 */
public final class RateLimiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long DEFAULT_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int MAX_SLOWDOWN = 64;

    private static final CompletableFuture<@Nullable Void> NOW = CompletableFuture.completedFuture(null);

    // Set once. An interval of zero: no limit.
    private final long interval;
    private final long burst;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanos;

    // Guarded by this. The bucket is empty until emptyUntil, and gains one request per interval from then on.
    private final Deque<CompletableFuture<@Nullable Void>> queue = new ArrayDeque<>();
    private long emptyUntil;
    private long slowUntil;
    private int slowdown = 1;
    private boolean scheduled;
    private boolean ended;

    /**
     * @param requestsPerMinute zero for no limit
     * @param nanos the clock, as {@link System#nanoTime()}
     */
    public RateLimiter(int requestsPerMinute, ScheduledExecutorService timer, LongSupplier nanos) {
        this.interval = requestsPerMinute == 0 ? 0 : MINUTE / requestsPerMinute;
        this.burst = Math.max(1, requestsPerMinute / 60);
        this.timer = timer;
        this.nanos = nanos;
        this.emptyUntil = nanos.getAsLong() - interval * burst;
        this.slowUntil = nanos.getAsLong();
    }

    /** Completes when a request may be sent. Cancelling it gives up its place in the queue. */
    CompletableFuture<@Nullable Void> acquire() {
        if (interval == 0) return NOW;
        synchronized (this) {
            queue.removeIf(CompletableFuture::isDone);
            if (queue.isEmpty() && takeToken()) return NOW;
            if (ended) return CompletableFuture.failedFuture(stopped());
            CompletableFuture<@Nullable Void> permit = new CompletableFuture<>();
            queue.add(permit);
            schedule();
            return permit;
        }
    }

    /** Fails all queued requests, and from now on each request that would have to be queued. */
    public void endWaiting() {
        List<CompletableFuture<@Nullable Void>> waiting;
        synchronized (this) {
            ended = true;
            waiting = List.copyOf(queue);
            queue.clear();
        }
        waiting.forEach(permit -> permit.completeExceptionally(stopped()));
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
    }

    /**
     * Pauses and slows down after a 429.
     *
     * @param requested the wait that the service requests; null for one second
     */
    synchronized void slowDown(@Nullable Duration requested) {
        if (interval == 0) return;
        long now = nanos.getAsLong();
        long pause = requested == null ? DEFAULT_PAUSE : requested.toNanos();
        emptyUntil = Math.max(emptyUntil, now + pause - currentInterval());
        slowdown = Math.min(MAX_SLOWDOWN, slowdown * 2);
        slowUntil = now + pause + MINUTE;
    }

    private boolean takeToken() {
        long now = nanos.getAsLong();
        if (now - slowUntil >= 0) slowdown = 1;
        long free = Math.max(emptyUntil, now - currentInterval() * burst) + currentInterval();
        if (free - now > 0) return false;
        emptyUntil = free;
        return true;
    }

    private long currentInterval() {
        return interval * slowdown;
    }

    private void schedule() {
        if (scheduled) return;
        scheduled = true;
        long wait = Math.max(0, emptyUntil + currentInterval() - nanos.getAsLong());
        try {
            timer.schedule(this::sendQueued, wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            queue.forEach(permit -> permit.completeExceptionally(HttpApiClient.closed()));
        }
    }

    private void sendQueued() {
        Deque<CompletableFuture<@Nullable Void>> leaving = new ArrayDeque<>();
        synchronized (this) {
            scheduled = false;
            queue.removeIf(CompletableFuture::isDone);
            while (!queue.isEmpty() && takeToken()) leaving.add(queue.remove());
            if (!queue.isEmpty()) schedule();
        }
        leaving.forEach(permit -> permit.complete(null));
    }
}
