// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.jspecify.annotations.Nullable;

/**
 * One call of ours: attempts, one after the other, until one succeeds or the policy gives up. Holds no thread between them.
 *
 * @param <T> what an attempt yields
 */
final class Call<T> {

    /** Makes attempts and sends them. */
    interface Line<T> {

        /** Completes when an attempt may start, without blocking. Cancelling it gives up its place in the line. */
        CompletableFuture<@Nullable Void> ready();

        /** The service has refused an attempt. */
        void refused(ApiResponse answer);

        /** @throws InteractionTransportException when the pool is full */
        Attempt<T> attempt();

        void send(Attempt<T> attempt, Map<String, String> credentials);
    }

    // Set once.
    private final boolean repeatable;
    private final Line<T> line;
    private final Credential credential;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    // Written by the thread that starts an attempt; attempts do not overlap.
    private RetryPolicy policy;
    private boolean renewed;
    private Map<String, String> credentials = Map.of();

    /** The attempt under way. Read by whoever aborts. */
    private volatile @Nullable Attempt<T> attempt;

    /** Once false, stays false. */
    private volatile boolean repeats = true;

    /** Whether an attempt was refused and the next one is due later. Read by whoever ends it. */
    private volatile boolean waits;

    Call(boolean repeatable, Line<T> line, Credential credential, RetryPolicy policy, ScheduledExecutorService timer) {
        this.repeatable = repeatable;
        this.line = line;
        this.credential = credential;
        this.policy = policy;
        this.timer = timer;
    }

    /** Starts the call. Cancelling the future that is returned aborts it. */
    CompletableFuture<T> start() {
        result.whenComplete((value, failure) -> {
            Attempt<T> running = attempt;
            if (result.isCancelled() && running != null && failure != null) {
                running.abort(failure);
            }
        });
        guarded(this::next);
        return result;
    }

    /** Ends the call and what is under way for it. */
    void abort(Supplier<InteractionTransportException> cause) {
        Attempt<T> running = attempt;
        if (running != null) {
            running.abort(cause.get());
        }
        result.completeExceptionally(cause.get());
    }

    /** A call that waits before it is repeated is not sent any more; one that is under way has its answer, but is not repeated. */
    void endWaiting() {
        repeats = false;
        if (waits) result.completeExceptionally(new InteractionStoppedException(null, null));
    }

    private void next() {
        waits = false;
        if (result.isDone()) {
            return;
        }
        CompletableFuture<@Nullable Void> ready = line.ready();
        result.whenComplete((value, failure) -> ready.cancel(false));
        // A token is asked for when the wait in line is over: it may be a long one.
        ready.thenCompose(nothing -> credential.headers()).whenComplete((headers, failure) -> {
            if (failure != null) {
                result.completeExceptionally(Futures.unwrapped(failure));
            } else {
                guarded(() -> attempt(headers));
            }
        });
    }

    private void attempt(Map<String, String> headers) {
        credentials = headers;
        Attempt<T> started = line.attempt();
        attempt = started;
        started.outcome().whenComplete((value, failure) -> {
            if (failure == null) {
                if (!result.complete(value)) {
                    started.abort(new IllegalStateException("Nobody waits for the answer any more"));
                }
            } else {
                guarded(() -> failed(failure));
            }
        });
        if (result.isDone()) {
            started.abort(new IllegalStateException("Nobody waits for the answer any more"));
        } else {
            try {
                line.send(started, headers);
            } catch (RuntimeException e) {
                started.abort(e);
                throw e;
            }
        }
    }

    private void failed(Throwable failure) {
        if (failure instanceof StatusException status) line.refused(status.response());
        if (failure instanceof StatusException status && status.response().status() == 401 && !renewed) {
            renewed = true;
            credential.renew(credentials).whenComplete((worthIt, trouble) -> {
                if (trouble == null && worthIt) {
                    next();
                } else {
                    result.completeExceptionally(failure);
                }
            });
            return;
        }
        RetryPolicy.Again again = policy.after(repeatable, failure);
        if (again == null || result.isDone() || !repeats) {
            result.completeExceptionally(failure);
            return;
        }
        policy = again.next();
        waits = true;
        Future<?> due = timer.schedule(() -> guarded(this::next), again.delay().toNanos(), TimeUnit.NANOSECONDS);
        result.whenComplete((value, over) -> due.cancel(false));
        if (!repeats) endWaiting();
    }

    /** Whatever is thrown on a thread that is not the caller's ends the call. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(HttpApiClient.closed());
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
