// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Clock;
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
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run that is polled until it has ended, ever more rarely. Holds no thread between two polls. Its answer is what a
 * create would have answered: the steps that were generated, without the inputs that a stored interaction has in front.
 *
 * <p>A poll that fails does not end the wait, unless what failed will fail again ({@link TransientFailures}).
 *
 * <p>Documented: docs/api.adoc 6.1, polls of 5 to 10 s for 60 minutes. Assumed: from one second, doubling to ten. Observed:
 * traffic/README.md 9, 11.
 */
public final class AwaitedRun implements RunHandle {

    // Set once.
    private final String id;
    private final Supplier<CompletableFuture<Interaction>> poll;
    private final AwaitSettings settings;
    private final Executor routeThreads;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Instant begun;
    private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
    // Only whoever holds the wait: the poll under way, or the task that starts the next one.
    private final TransientFailures failures = new TransientFailures();
    private int polls;
    private Instant deadline;
    // Written by whoever holds the wait, read by whoever ends it.
    private volatile String status = InteractionStatus.IN_PROGRESS.word();
    private volatile @Nullable Future<?> expiry;
    private volatile @Nullable Future<?> next;

    private AwaitedRun(
            String id,
            @Nullable String created,
            Supplier<CompletableFuture<Interaction>> poll,
            AwaitSettings settings,
            Executor routeThreads,
            ScheduledExecutorService timer,
            Clock clock) {
        this.id = id;
        this.poll = poll;
        this.settings = settings;
        this.routeThreads = routeThreads;
        this.timer = timer;
        this.clock = clock;
        this.begun = clock.instant();
        this.deadline = settings.deadline(created, begun);
    }

    /**
     * Begins to wait; the first poll is at once.
     *
     * @param created when the run was created, as far as that is known; else the first poll tells it
     * @param poll reads the run; its future completes on {@code routeThreads}
     * @param routeThreads where {@link #whole()} completes
     * @param timer starts what is due on {@code routeThreads}
     */
    static AwaitedRun begin(
            String id,
            @Nullable String created,
            Supplier<CompletableFuture<Interaction>> poll,
            AwaitSettings settings,
            Executor routeThreads,
            ScheduledExecutorService timer,
            Clock clock) {
        AwaitedRun run = new AwaitedRun(id, created, poll, settings, routeThreads, timer, clock);
        run.whole.whenComplete((interaction, failure) -> run.cancelWhatIsDue());
        run.expireAt(run.deadline);
        run.poll();
        return run;
    }

    private void poll() {
        if (whole.isDone()) return;
        CompletableFuture<Interaction> asked = poll.get();
        next = asked; // ended with the wait
        if (whole.isDone()) asked.cancel(false);
        asked.whenComplete((seen, failure) -> {
            if (whole.isDone()) return;
            if (failure == null) seen(seen);
            else missed(Futures.unwrapped(failure));
        });
    }

    private void seen(Interaction seen) {
        failures.none();
        status = seen.status().word();
        if (seen.status().isTerminal()) {
            whole.complete(seen.withoutInputs());
            return;
        }
        Instant told = settings.deadline(seen.created(), begun);
        if (!told.equals(deadline)) {
            deadline = told;
            expireAt(told);
        }
        later(settings.interval().delay(++polls));
    }

    private void missed(Throwable failure) {
        if (failures.isPassing(failure))
            later(failures.atLeast(settings.interval().delay(++polls)));
        else if (TransientFailures.isGone(failure))
            whole.completeExceptionally(new InteractionLostException(id, failure));
        else whole.completeExceptionally(failure);
    }

    private void later(Duration interval) {
        next = onRouteThread(this::poll, interval);
        if (whole.isDone()) cancelWhatIsDue();
    }

    private void expireAt(Instant when) {
        Future<?> before = expiry;
        if (before != null) before.cancel(false);
        expiry = onRouteThread(this::expire, Duration.between(clock.instant(), when));
        if (whole.isDone()) cancelWhatIsDue();
    }

    private void expire() {
        whole.completeExceptionally(new InteractionTimeoutException(id, status, settings.timeout()));
    }

    private @Nullable Future<?> onRouteThread(Runnable step, Duration delay) {
        try {
            return timer.schedule(
                    () -> routeThreads.execute(step), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            stop();
            return null;
        }
    }

    private void cancelWhatIsDue() {
        Future<?> late = expiry;
        Future<?> due = next;
        if (late != null) late.cancel(false);
        if (due != null) due.cancel(false);
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
    public @Nullable String lastEventId() {
        return null;
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        listener.accept(id);
    }

    @Override
    public void stop() {
        whole.completeExceptionally(new InteractionStoppedException(id, null));
    }

    /** The run goes on without us. */
    @Override
    public void endWithContext() {
        stop();
    }
}
