// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run that is polled at growing intervals until it has ended. Uses no thread between two polls. Its answer equals that of
 * a create: the generated steps, without the inputs that a stored interaction starts with. A failed poll ends the wait
 * unless the failure is transient ({@link TransientFailures}).
 *
 * <p>Documented: docs/api.adoc 6.1, polls every 5 to 10 s for 60 minutes. Assumed: an interval of 1 s that doubles up to
 * 10 s. Observed: traffic/README.md 9, 11.
 */
public final class AwaitedRun implements RunHandle {

    // Set once.
    private final String id;
    private final Supplier<CompletableFuture<Interaction>> poll;
    private final AwaitSettings settings;
    private final Executor pollThreads;
    private final ScheduledExecutorService timer;
    private final Instant begun;
    private final CompletableFuture<Interaction> ended = new CompletableFuture<>();
    private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
    // Used only by the poll in progress or the task that starts the next one, never by both.
    private final TransientFailures failures;
    private int polls;
    private Instant deadline;
    // Written by polls and their tasks, read by any thread that ends the wait.
    private volatile String status = InteractionStatus.IN_PROGRESS.word();
    private volatile @Nullable Future<?> expiry;
    private volatile @Nullable Future<?> next;

    /**
     * @param created when the run was created, ISO-8601; null to learn it from the first poll
     * @param poll reads the run; its future completes on {@code pollThreads}
     * @param longestWait a poll that is asked to wait longer ends the wait
     * @param pollThreads where polls begin and the wait ends; no route runs there, so neither is late
     * @param answerThreads where {@link #whole()} completes
     * @param timer delays tasks that then run on {@code pollThreads}
     * @param part ends with the wait
     */
    AwaitedRun(
            String id,
            @Nullable String created,
            Supplier<CompletableFuture<Interaction>> poll,
            AwaitSettings settings,
            Duration longestWait,
            Executor pollThreads,
            Executor answerThreads,
            ScheduledExecutorService timer,
            Observation part) {
        this.id = id;
        this.poll = poll;
        this.settings = settings;
        this.failures = new TransientFailures(longestWait);
        this.pollThreads = pollThreads;
        ended.whenCompleteAsync(
                (interaction, failure) -> {
                    part.end(failure);
                    if (failure == null) whole.complete(interaction);
                    else whole.completeExceptionally(failure);
                },
                answerThreads);
        this.timer = timer;
        this.begun = Instant.now();
        this.deadline = settings.deadline(created, begun);
    }

    /** Starts the wait with an immediate poll. */
    AwaitedRun begin() {
        ended.whenComplete((interaction, failure) -> cancelScheduled());
        expireAt(deadline);
        guarded(this::poll);
        return this;
    }

    private void poll() {
        if (ended.isDone()) return;
        CompletableFuture<Interaction> request = poll.get();
        next = request; // cancelled when the wait ends
        if (ended.isDone()) request.cancel(false);
        request.whenComplete((found, failure) -> guarded(() -> {
            if (ended.isDone()) return;
            if (failure == null) succeeded(found);
            else failed(Futures.unwrapped(failure));
        }));
    }

    /** Runs a part of the wait; what it throws ends the wait, as nothing else would. */
    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        }
    }

    private void succeeded(Interaction found) {
        failures.reset();
        status = found.status().word();
        if (found.status().isTerminal()) {
            ended.complete(found.withoutInputs());
            return;
        }
        Instant actual = settings.deadline(found.created(), begun);
        if (!actual.equals(deadline)) {
            deadline = actual;
            expireAt(actual);
        }
        pollAfter(settings.interval().delay(++polls));
    }

    private void failed(Throwable failure) {
        if (failures.isTransient(failure))
            pollAfter(failures.atLeast(settings.interval().delay(++polls)));
        else if (TransientFailures.isGone(failure))
            ended.completeExceptionally(new InteractionLostException(id, failure));
        else ended.completeExceptionally(failure);
    }

    private void pollAfter(Duration interval) {
        next = later(() -> guarded(this::poll), interval);
        if (ended.isDone()) cancelScheduled();
    }

    private void expireAt(Instant when) {
        Future<?> before = expiry;
        if (before != null) before.cancel(false);
        expiry = later(
                () -> ended.completeExceptionally(
                        new InteractionTimeoutException(id, status, settings.option(), settings.timeout())),
                Duration.between(Instant.now(), when));
        if (ended.isDone()) cancelScheduled();
    }

    private @Nullable Future<?> later(Runnable task, Duration delay) {
        try {
            return timer.schedule(
                    () -> guarded(() -> pollThreads.execute(task)),
                    Math.max(0, Durations.millis(delay)),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            stop();
            return null;
        }
    }

    private void cancelScheduled() {
        Future<?> timeout = expiry;
        Future<?> pending = next;
        if (timeout != null) timeout.cancel(false);
        if (pending != null) pending.cancel(false);
    }

    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public String interactionId() {
        return id;
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        listener.accept(id);
    }

    @Override
    public void stop() {
        ended.completeExceptionally(new InteractionStoppedException(id, null));
    }

    /** Stops the wait: the run continues at the service, and a redelivery can wait for it again. */
    @Override
    public void endWithContext() {
        stop();
    }
}
