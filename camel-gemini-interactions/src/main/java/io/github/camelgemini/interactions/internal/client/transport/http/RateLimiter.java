// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import org.jspecify.annotations.Nullable;

/**
 * The rate limit of one component's requests: a token bucket that holds one second's requests and is refilled evenly. A
 * request that finds it empty is queued and holds no thread. After a 429, no request is sent to the service that answered so
 * for as long as it asks, and then its rate is halved for a minute; each further 429 halves it again. Requests to other
 * services are sent meanwhile.
 */
public final class RateLimiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_SLOWDOWN = 64;

    private static final CompletableFuture<@Nullable Void> NOW = CompletableFuture.completedFuture(null);

    // Set once. An interval of zero: no limit.
    private final int requestsPerMinute;
    private final long interval;
    private final long burst;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanos;

    // Guarded by this. A service without requests in its queue is removed once its slow minute is over.
    private final Map<Object, Service> services = new LinkedHashMap<>();
    private final Bucket all;
    private long arrivals;
    private @Nullable Future<?> alarm;
    private long alarmAt;
    private boolean ended;

    /** A bucket that is empty until {@code emptyUntil}, and gains one request per interval from then on. */
    private final class Bucket {

        private long emptyUntil;
        private int slowdown = 1;

        Bucket(long now) {
            emptyUntil = now - interval * burst;
        }

        long interval() {
            return interval * slowdown;
        }

        /** When a request may be sent before which {@code others} are sent. */
        long turn(long now, int others) {
            return Math.max(emptyUntil, now - interval() * burst) + interval() * (others + 1L);
        }

        void take(long now) {
            emptyUntil = turn(now, 0);
        }
    }

    /** The requests to one service that wait, and its bucket. */
    private final class Service {

        private final Deque<Permit> queue = new ArrayDeque<>();
        private final Bucket bucket;
        private long slowUntil;

        Service(long now) {
            bucket = new Bucket(now);
            slowUntil = now;
        }

        void endSlowMinute(long now) {
            if (now - slowUntil >= 0) bucket.slowdown = 1;
        }

        boolean isForgotten(long now) {
            return queue.isEmpty() && now - slowUntil >= 0 && now - bucket.emptyUntil >= interval * burst;
        }
    }

    /** @param limit the time within which the request must be sent; null for none */
    private record Permit(
            CompletableFuture<@Nullable Void> sent, long arrival, long latest, @Nullable Duration limit) {}

    /**
     * @param requestsPerMinute zero for no limit
     * @param nanos the clock, as {@link System#nanoTime()}
     */
    public RateLimiter(int requestsPerMinute, ScheduledExecutorService timer, LongSupplier nanos) {
        this.requestsPerMinute = requestsPerMinute;
        this.interval = requestsPerMinute == 0 ? 0 : MINUTE / requestsPerMinute;
        this.burst = Math.max(1, requestsPerMinute / 60);
        this.timer = timer;
        this.nanos = nanos;
        this.all = new Bucket(nanos.getAsLong());
    }

    /**
     * Completes when a request may be sent. Cancelling it gives up its place in the queue. Fails at once if its turn comes
     * too late.
     *
     * @param service what has a quota of its own; compared by {@code equals}
     * @param remaining the nanoseconds within which the request must be sent, if there is a limit
     * @param limit the limit of which they remain, for the message; null for none
     */
    CompletableFuture<@Nullable Void> acquire(Object service, long remaining, @Nullable Duration limit) {
        if (interval == 0) return NOW;
        synchronized (this) {
            long now = nanos.getAsLong();
            removeDone(now);
            Service known = services.computeIfAbsent(service, key -> new Service(now));
            known.endSlowMinute(now);
            if (known.queue.isEmpty() && takeTokens(known, now)) return NOW;
            if (ended) return CompletableFuture.failedFuture(stopped());
            if (limit != null && expected(known, known.queue.size(), now) - now >= remaining)
                return CompletableFuture.failedFuture(tooLate(limit));
            Permit permit = new Permit(new CompletableFuture<>(), arrivals++, now + remaining, limit);
            known.queue.add(permit);
            try {
                schedule(now);
            } catch (Throwable e) { // the timer accepts no more tasks
                known.queue.remove(permit);
                return CompletableFuture.failedFuture(refused(e));
            }
            return permit.sent();
        }
    }

    /** Fails all queued requests, and from now on each request that would have to be queued. */
    public void endWaiting() {
        List<Permit> waiting;
        synchronized (this) {
            ended = true;
            waiting = takeAll();
        }
        waiting.forEach(permit -> permit.sent().completeExceptionally(stopped()));
    }

    private static Throwable refused(Throwable cause) {
        return cause instanceof RejectedExecutionException ? HttpApiClient.closed() : cause;
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
    }

    private InteractionTransportException tooLate(Duration limit) {
        return new InteractionTransportException(
                "The request was not sent: its turn in requestsPerMinute=" + requestsPerMinute
                        + " does not come within requestTimeout (" + limit
                        + "): send fewer messages, or raise one of them",
                true,
                new SocketTimeoutException());
    }

    /**
     * Pauses and slows down the requests to a service after a 429. Those that wait and would now be sent too late fail.
     *
     * @param requested the wait that the service requests; null for one second
     * @param longest limit of the pause
     */
    void slowDown(Object service, @Nullable Duration requested, Duration longest) {
        if (interval == 0) return;
        Map<Permit, Duration> late = new HashMap<>();
        synchronized (this) {
            long now = nanos.getAsLong();
            long pause = Durations.nanos(Durations.shortest(requested == null ? DEFAULT_PAUSE : requested, longest));
            Service known = services.computeIfAbsent(service, key -> new Service(now));
            known.endSlowMinute(now);
            Bucket bucket = known.bucket;
            bucket.emptyUntil = Math.max(bucket.emptyUntil, now + pause - bucket.interval());
            bucket.slowdown = Math.min(MAX_SLOWDOWN, bucket.slowdown * 2);
            known.slowUntil = Math.max(known.slowUntil, now + pause + MINUTE);
            int before = 0;
            for (Permit permit : known.queue) {
                Duration limit = permit.limit();
                if (limit != null && expected(known, before, now) - permit.latest() >= 0) late.put(permit, limit);
                else before++;
            }
            known.queue.removeAll(late.keySet());
        }
        late.forEach((permit, limit) -> permit.sent().completeExceptionally(tooLate(limit)));
    }

    /** When the next request to a service has its turn. */
    private long turn(Service service, long now) {
        return Math.max(service.bucket.turn(now, 0), all.turn(now, 0));
    }

    /**
     * When a request that is queued now has its turn, at the earliest.
     *
     * @param others number of requests to the same service before it
     */
    private long expected(Service service, int others, long now) {
        int elsewhere = 0; // those that do not wait for the end of a pause
        for (Service other : services.values())
            if (other != service && other.bucket.turn(now, 0) - now <= interval) elsewhere += other.queue.size();
        return Math.max(service.bucket.turn(now, others), all.turn(now, others + elsewhere));
    }

    private boolean takeTokens(Service service, long now) {
        if (turn(service, now) - now > 0) return false;
        service.bucket.take(now);
        all.take(now);
        return true;
    }

    private void removeDone(long now) {
        services.values().forEach(service -> {
            service.queue.removeIf(permit -> permit.sent().isDone());
            service.endSlowMinute(now);
        });
        services.values().removeIf(service -> service.isForgotten(now));
    }

    private List<Permit> takeAll() {
        List<Permit> waiting = new ArrayList<>();
        for (Service service : services.values()) {
            waiting.addAll(service.queue);
            service.queue.clear();
        }
        return waiting;
    }

    /** The service that may send next: that of the request which has waited longest, of those that need not wait. */
    private @Nullable Service next(long now) {
        Service first = null;
        for (Service service : services.values()) {
            Permit head = service.queue.peek();
            if (head == null || turn(service, now) - now > 0) continue;
            Permit known = first == null ? null : first.queue.peek();
            if (known == null || head.arrival() < known.arrival()) first = service;
        }
        return first;
    }

    /** Sets the alarm to the next turn, if a request waits. */
    private void schedule(long now) {
        long due = Long.MAX_VALUE; // from now
        for (Service service : services.values())
            if (!service.queue.isEmpty()) due = Math.min(due, Math.max(0, turn(service, now) - now));
        if (due == Long.MAX_VALUE) return;
        Future<?> known = alarm;
        if (known != null) {
            if (alarmAt - now <= due) return; // it sets the next one
            known.cancel(false);
            alarm = null;
        }
        alarm = timer.schedule(this::sendQueued, due, TimeUnit.NANOSECONDS);
        alarmAt = now + due;
    }

    private void sendQueued() {
        List<Permit> leaving = new ArrayList<>();
        List<Permit> failed = List.of();
        Throwable failure = null;
        synchronized (this) {
            alarm = null;
            try {
                long now = nanos.getAsLong();
                removeDone(now);
                for (Service service = next(now); service != null; service = next(now)) {
                    leaving.add(service.queue.remove());
                    takeTokens(service, now);
                }
                schedule(now);
            } catch (Throwable e) { // no further task would complete those that wait
                failure = refused(e);
                failed = takeAll();
            }
        }
        leaving.forEach(permit -> permit.sent().complete(null));
        for (Permit permit : failed) permit.sent().completeExceptionally(failure);
    }
}
