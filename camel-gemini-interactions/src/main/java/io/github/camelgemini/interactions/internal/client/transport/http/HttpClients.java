// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Backend;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP clients of a component, one per {@link TransportSettings.Connection}; endpoints that differ in anything else
 * share one. A client that has had no request for a minute is closed, with its threads; the next request starts another.
 * Nothing is stored per endpoint, address or credential. Any thread.
 */
public final class HttpClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpClients.class);

    private static final Duration TIMEOUT_CHECK = Duration.ofMillis(100);
    private static final Duration IDLE_CHECK = Duration.ofSeconds(10);
    private static final long MAX_IDLE = Duration.ofMinutes(1).toNanos();

    // Set once.
    private final ScheduledExecutorService timer;
    private final Executor requests;
    private final Executor blocking;
    private final RateLimiter rateLimiter;
    private final FailureReader failures;
    private final LongSupplier nanos;
    private final CachingDnsResolver dns;
    private final ScheduledFuture<?> timeoutChecks;
    private final ScheduledFuture<?> idleChecks;

    // Any thread.
    private final Map<TransportSettings.Connection, HttpPool> pools = new ConcurrentHashMap<>();
    private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
    private final Set<StreamAttempt> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;
    private volatile boolean closed;

    /**
     * @param timer starts what is due. This, the executors and the rate limiter are not closed with the clients.
     * @param requests sends requests that had to wait
     * @param blocking resolves host names, and closes HTTP clients
     * @param nanos the clock, as {@link System#nanoTime()}
     */
    public HttpClients(
            ScheduledExecutorService timer,
            Executor requests,
            Executor blocking,
            RateLimiter rateLimiter,
            FailureReader failures,
            LongSupplier nanos) {
        this.timer = timer;
        this.requests = requests;
        this.blocking = blocking;
        this.rateLimiter = rateLimiter;
        this.failures = failures;
        this.nanos = nanos;
        this.dns = new CachingDnsResolver(blocking);
        this.timeoutChecks = repeat(this::endOverdue, TIMEOUT_CHECK);
        this.idleChecks = repeat(() -> blocking.execute(this::closeIdle), IDLE_CHECK);
    }

    /** @param task may throw, which ends neither the repetition nor the timer */
    private ScheduledFuture<?> repeat(Runnable task, Duration pause) {
        return timer.scheduleWithFixedDelay(
                () -> guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.warn("A periodic task of the HTTP client failed and will be repeated", e);
        }
    }

    /** The API at an address, as an endpoint calls it. */
    public HttpApiClient client(Backend backend, TransportSettings settings) {
        return new HttpApiClient(this, backend, settings, failures, rateLimiter, dns, requests);
    }

    /** Starts a call. After {@link #close()} it fails at once. */
    <T> CompletableFuture<T> start(Call<T> call) {
        if (closed) return CompletableFuture.failedFuture(HttpApiClient.closed());
        calls.add(call);
        CompletableFuture<T> result = call.start();
        result.whenComplete((value, failure) -> calls.remove(call));
        if (ending) call.stopRetries();
        if (closed) call.close();
        return result;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** The clock, as {@link System#nanoTime()}. */
    LongSupplier nanos() {
        return nanos;
    }

    /** @throws InteractionTransportException when all permits are in use */
    UnaryAttempt unary(TransportSettings settings, String target) {
        HttpPool pool = acquire(settings.connection(), HttpPool::unaryPermits);
        try {
            UnaryAttempt attempt = new UnaryAttempt(target, pool, settings.maxResponseBytes());
            attempt.onEnd(() -> pool.used(nanos.getAsLong()));
            return attempt;
        } catch (Throwable e) {
            pool.unaryPermits().release();
            throw e;
        }
    }

    /** @throws InteractionTransportException when all permits are in use */
    StreamAttempt stream(TransportSettings settings, String target, Runnable readable) {
        HttpPool pool = acquire(settings.connection(), HttpPool::streamPermits);
        try {
            StreamAttempt attempt = new StreamAttempt(target, pool, settings, readable, nanos);
            attempt.onEnd(() -> {
                streams.remove(attempt);
                pool.used(nanos.getAsLong());
            });
            streams.add(attempt);
            return attempt;
        } catch (Throwable e) {
            pool.streamPermits().release();
            throw e;
        }
    }

    /** The pool for these settings, with a permit taken; while it is taken, the pool is not removed as idle. */
    private HttpPool acquire(TransportSettings.Connection settings, Function<HttpPool, Permits> permits) {
        HttpPool acquired = pools.compute(settings, (key, known) -> {
            if (closed) throw HttpApiClient.closed();
            HttpPool pool = known != null ? known : new HttpPool(key, dns, requests);
            permits.apply(pool).acquire();
            return pool;
        });
        if (closed) closePools(); // closing may have missed a new one
        return acquired;
    }

    private void endOverdue() {
        calls.forEach(call -> guarded(call::endIfOverdue));
        streams.forEach(stream -> guarded(stream::endIfOverdue));
    }

    private void closeIdle() {
        dns.removeExpired();
        for (TransportSettings.Connection settings : pools.keySet()) {
            pools.computeIfPresent(settings, (key, pool) -> {
                boolean idle = pool.inUse() == 0 && nanos.getAsLong() - pool.usedAt() >= MAX_IDLE;
                guarded(idle ? () -> blocking.execute(pool::close) : pool::closeIdle);
                return idle ? null : pool;
            });
        }
    }

    /** Fails the calls whose request is not in flight, and stops retries from now on. */
    public void endWaiting() {
        ending = true;
        calls.forEach(call -> guarded(call::endWaiting));
    }

    /** Fails all calls and streams, and closes every connection. */
    @Override
    public void close() {
        closed = true;
        timeoutChecks.cancel(false);
        idleChecks.cancel(false);
        calls.forEach(call -> guarded(call::close));
        streams.forEach(stream -> guarded(() -> stream.abort(HttpApiClient.closed())));
        closePools();
    }

    private void closePools() {
        for (TransportSettings.Connection settings : pools.keySet()) {
            HttpPool pool = pools.remove(settings);
            if (pool != null) guarded(pool::close);
        }
    }

    /** The number of calls and streams with these settings that have, or are about to get, a connection. */
    int inUse(TransportSettings settings) {
        HttpPool pool = pools.get(settings.connection());
        return pool == null ? 0 : pool.inUse();
    }

    /** The number of sets of connections, each with an HTTP client and its threads. */
    int size() {
        return pools.size();
    }
}
