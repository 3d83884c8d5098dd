// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.jspecify.annotations.Nullable;

/**
 * One API request with its retries: consecutive attempts until one succeeds, the policy gives up or the time is over. Holds
 * no thread between attempts. Whatever a step throws, an {@link Error} too, fails the call.
 *
 * @param <T> the result of an attempt
 */
final class Call<T> {

    /** Creates attempts and sends them. */
    interface Sender<T> {

        /**
         * Completes when an attempt may start; does not block. Fails if it may not start in time. Cancelling it leaves the
         * rate limiter's queue.
         *
         * @param remaining the nanoseconds within which it must start
         * @param limit the limit of which they remain
         */
        CompletableFuture<@Nullable Void> ready(long remaining, Duration limit);

        /** Called with each error response. */
        void refused(ApiResponse response);

        /** @throws InteractionTransportException when all permits are in use */
        Attempt<T> attempt();

        void send(Attempt<T> attempt, Map<String, String> credentials);
    }

    // Set once.
    private final boolean repeatable;
    private final Sender<T> sender;
    private final Credential credential;
    private final ScheduledExecutorService timer;
    private final Executor requests;
    private final LongSupplier nanos;
    private final Duration limit;
    private final boolean isWhole;
    private final long deadline;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    // Written by the thread that starts an attempt; attempts do not overlap.
    private RetryPolicy policy;
    private boolean renewed;
    private Map<String, String> credentials = Map.of();

    /** Why the last attempt failed. Read by the thread that ends the call. */
    private volatile @Nullable Throwable lastFailure;

    /** The current attempt. Read by any thread that aborts. */
    private volatile @Nullable Attempt<T> attempt;

    /** Whether retries are allowed. Once false, stays false. */
    private volatile boolean retries = true;

    // Guarded by this.
    /** Whether no request is in flight: the next one waits for its time, a name or a token. */
    private boolean waits;
    /** Whether the call has ended while it waited: no attempt starts any more. */
    private boolean expired;

    /**
     * @param timer starts what is due
     * @param requests runs retries
     * @param nanos the clock, as {@link System#nanoTime()}
     * @param limit longest time for the whole call: waits, attempts and retries
     * @param isWhole false if the limit does not end an attempt that is in flight, as for a stream
     */
    Call(
            boolean repeatable,
            Sender<T> sender,
            Credential credential,
            RetryPolicy policy,
            ScheduledExecutorService timer,
            Executor requests,
            LongSupplier nanos,
            Duration limit,
            boolean isWhole) {
        this.repeatable = repeatable;
        this.sender = sender;
        this.credential = credential;
        this.policy = policy;
        this.timer = timer;
        this.requests = requests;
        this.nanos = nanos;
        this.limit = limit;
        this.isWhole = isWhole;
        this.deadline = nanos.getAsLong() + Durations.nanos(limit);
    }

    /** Starts the call. Cancelling the returned future aborts it. */
    CompletableFuture<T> start() {
        result.whenComplete((value, failure) -> {
            Attempt<T> running = attempt;
            if (result.isCancelled() && running != null && failure != null) running.abort(failure);
        });
        guarded(this::next);
        return result;
    }

    /** Ends the call and its current attempt because the client is closed. */
    void close() {
        Attempt<T> running = attempt;
        if (running != null) running.abort(HttpApiClient.closed());
        result.completeExceptionally(HttpApiClient.closed());
    }

    /** Ends the call if its time is over: an attempt that is running as late, else with the last attempt's failure. */
    void endIfOverdue() {
        if (remainingNanos() > 0 || !expire() && !isWhole) return;
        stopRetries();
        Attempt<T> running = attempt;
        if (running != null) running.abort(written -> late(running.target(), limit, written));
        Throwable known = lastFailure;
        result.completeExceptionally(known != null ? known : notSent(limit));
    }

    private static InteractionTransportException late(String target, Duration limit, boolean written) {
        return new InteractionTransportException(
                "No complete response from " + target + " within requestTimeout (" + limit + ")",
                !written,
                new SocketTimeoutException());
    }

    private static InteractionTransportException notSent(Duration limit) {
        return new InteractionTransportException(
                "The request was not sent within requestTimeout (" + limit
                        + "): it waited for its turn in requestsPerMinute, for a host name or for an access token",
                true,
                new SocketTimeoutException());
    }

    private long remainingNanos() {
        return deadline - nanos.getAsLong();
    }

    /** Stops retries; the current attempt, or the first one, may still complete. */
    void stopRetries() {
        retries = false;
    }

    /** Stops retries, and fails the call if its request is not in flight, so that it is not sent from now on. */
    void endWaiting() {
        stopRetries();
        if (expire()) result.completeExceptionally(new InteractionStoppedException(null, null));
    }

    /** Starts no further attempt if none is in flight; false if one is. */
    private synchronized boolean expire() {
        if (waits) expired = true;
        return waits;
    }

    /** False if the call has expired, so that no attempt may start. */
    private synchronized boolean setWaiting(boolean now) {
        waits = now;
        return !expired;
    }

    private void next() {
        if (!setWaiting(true) || result.isDone()) return;
        CompletableFuture<@Nullable Void> ready = sender.ready(remainingNanos(), limit);
        result.whenComplete((value, failure) -> ready.cancel(false));
        // The token is requested after the rate limiter's wait, which may outlast a token.
        ready.thenCompose(nothing -> credential.headers()).whenComplete((headers, failure) -> {
            if (failure != null) result.completeExceptionally(notReady(Futures.unwrapped(failure)));
            else guarded(() -> attempt(headers));
        });
    }

    /** An attempt whose turn comes too late leaves the failure of the one before it, which says what to wait for. */
    private Throwable notReady(Throwable failure) {
        Throwable known = lastFailure;
        return known != null && failure.getCause() instanceof SocketTimeoutException ? known : failure;
    }

    private void attempt(Map<String, String> headers) {
        if (result.isDone() || !setWaiting(false)) return;
        credentials = headers;
        Attempt<T> started = sender.attempt();
        attempt = started;
        started.outcome().whenComplete((value, failure) -> {
            if (failure != null) guarded(() -> failed(failure));
            else if (!result.complete(value)) started.abort(abandoned());
        });
        if (result.isDone()) {
            started.abort(abandoned());
            return;
        }
        try {
            sender.send(started, headers);
        } catch (Throwable e) {
            started.abort(e);
            throw e;
        }
    }

    private static IllegalStateException abandoned() {
        return new IllegalStateException("The call has ended already");
    }

    private void failed(Throwable failure) {
        lastFailure = failure;
        StatusException status = failure instanceof StatusException known ? known : null;
        if (status != null) sender.refused(status.response());
        if (status != null && status.response().status() == 401 && !renewed) {
            renewed = true;
            credential.renew(credentials).whenComplete((isNew, trouble) -> {
                if (trouble == null && Boolean.TRUE.equals(isNew)) guarded(this::next);
                else result.completeExceptionally(failure);
            });
            return;
        }
        RetryPolicy.Retry retry = policy.after(repeatable, failure);
        // A wait that would outlast the limit is not begun: the failure says what to wait for.
        if (retry == null || result.isDone() || !retries || Durations.nanos(retry.delay()) >= remainingNanos()) {
            result.completeExceptionally(failure);
            return;
        }
        policy = retry.next();
        setWaiting(true);
        Future<?> due = timer.schedule(
                () -> guarded(() -> requests.execute(() -> guarded(this::next))),
                Durations.nanos(retry.delay()),
                TimeUnit.NANOSECONDS);
        result.whenComplete((value, ended) -> due.cancel(false));
        if (!retries) endWaiting();
    }

    /** Runs a step; what it throws ends the call, as on most threads no caller would see it. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(HttpApiClient.closed());
        } catch (Throwable e) {
            result.completeExceptionally(Attempt.ofOurs(e));
        }
    }
}
