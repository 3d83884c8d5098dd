// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private static final long LONGEST_PAUSE = RetryPolicy.LONGEST_WAIT.toNanos();
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
            try {
                schedule();
            } catch (Throwable e) { // the timer accepts no more tasks
                return CompletableFuture.failedFuture(refused(e));
            }
            queue.add(permit);
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

    private static Throwable refused(Throwable cause) {
        return cause instanceof RejectedExecutionException ? HttpApiClient.closed() : cause;
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
    }

    /**
     * Pauses and slows down after a 429. The quota belongs to one credential, the limit to the component: all calls
     * that share the limit wait, at most a minute.
     *
     * @param requested the wait that the service requests; null for one second
     */
    synchronized void slowDown(@Nullable Duration requested) {
        if (interval == 0) return;
        long now = nanos.getAsLong();
        long pause = requested == null
                ? DEFAULT_PAUSE
                : requested.compareTo(RetryPolicy.LONGEST_WAIT) > 0 ? LONGEST_PAUSE : requested.toNanos();
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
        long wait = Math.max(0, emptyUntil + currentInterval() - nanos.getAsLong());
        timer.schedule(this::sendQueued, wait, TimeUnit.NANOSECONDS);
        scheduled = true;
    }

    private void sendQueued() {
        List<CompletableFuture<@Nullable Void>> leaving = new ArrayList<>();
        List<CompletableFuture<@Nullable Void>> failed = List.of();
        Throwable failure = null;
        synchronized (this) {
            scheduled = false;
            try {
                queue.removeIf(CompletableFuture::isDone);
                while (!queue.isEmpty() && takeToken()) leaving.add(queue.remove());
                if (!queue.isEmpty()) schedule();
            } catch (Throwable e) { // no further task would complete those that wait
                failure = refused(e);
                failed = List.copyOf(queue);
                queue.clear();
            }
        }
        leaving.forEach(permit -> permit.complete(null));
        for (CompletableFuture<@Nullable Void> permit : failed) permit.completeExceptionally(failure);
    }
}
