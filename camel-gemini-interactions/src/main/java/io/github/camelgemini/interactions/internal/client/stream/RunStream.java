// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiPaths;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run to its final event, over as many connections as that takes. A connection that breaks is resumed after the
 * last event; without event ids the run is played again and what was delivered is left out. Where that brings nothing new
 * any more, the stored interaction is read until it has ended, and its rest is delivered. A run that cannot be completed
 * ends in {@link InteractionStreamException}, never in a short answer.
 *
 * <p>Documented: docs/api.adoc 4.6. Observed: traffic/README.md 3 (an error outside the framing after ten minutes), 6, 11.
 */
public final class RunStream {

    private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture(null);

    /** Reads stored interactions; fails in the exceptions that a route author knows. */
    @FunctionalInterface
    public interface StoredRuns {

        /**
         * @param inLine true to read when it is its turn among all who wait for a run
         * @return completes on any thread; cancelling it ends the request
         */
        CompletableFuture<Interaction> read(String id, boolean inLine);
    }

    // Set once, before delivery starts.
    private final ApiClient client;
    private final StoredRuns stored;
    private final EventSink sink;
    private final Executor workers;
    private final ScheduledExecutorService timer;
    private final ResumeSettings settings;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Only whoever holds the run: the connection under way, or the recovery between two connections.
    private final ReplayFilter delivered = new ReplayFilter();
    private boolean background;
    private long progressBefore;
    private int attempts;
    private int misses;
    private Duration polled = Duration.ZERO;
    // Written by the run, read by whoever stops it.
    private volatile @Nullable EventConnection connection;
    private volatile @Nullable Future<?> awaited; // between connections: a delay, or the stored interaction
    private volatile @Nullable String interactionId;
    private volatile @Nullable String lastEventId;
    private volatile int finishedSteps;

    @SuppressWarnings("NonAtomicVolatileUpdate") // only whoever holds the run writes it
    private volatile int resumes;

    private volatile int gap;
    // Written by whoever stops the run. Once true, stays true.
    private volatile boolean stopped;

    private RunStream(
            ApiClient client,
            StoredRuns stored,
            EventSink sink,
            Executor workers,
            ScheduledExecutorService timer,
            ResumeSettings settings) {
        this.client = client;
        this.stored = stored;
        this.sink = sink;
        this.workers = workers;
        this.timer = timer;
        this.settings = settings;
    }

    /**
     * Creates an interaction and follows it.
     *
     * @param background true when the run goes on at the service without a connection, so that it can be resumed
     */
    public static RunStream create(
            ApiClient client,
            StoredRuns stored,
            ApiRequest request,
            boolean background,
            EventSink sink,
            Executor workers,
            ScheduledExecutorService timer,
            ResumeSettings settings) {
        RunStream run = new RunStream(client, stored, sink, workers, timer, settings);
        run.background = background;
        run.connect(request, true);
        return run;
    }

    /** Follows a stored interaction, from its first event. */
    public static RunStream attach(
            ApiClient client,
            StoredRuns stored,
            String id,
            EventSink sink,
            Executor workers,
            ScheduledExecutorService timer,
            ResumeSettings settings) {
        RunStream run = new RunStream(client, stored, sink, workers, timer, settings);
        run.background = true;
        run.interactionId = id;
        run.connect(run.events(id), true);
        return run;
    }

    /** Completes when the final event was handled; fails when the run cannot be completed, or its receiver failed. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** Token of the last event handed over; null when the service sent none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** Id of the interaction; null until the service told it, and for ever where nothing is stored. */
    public @Nullable String interactionId() {
        return interactionId;
    }

    /** How many connections it took, beyond the first, and polls of the stored interaction. */
    public int resumes() {
        return resumes;
    }

    /** How many times in a row it was resumed without anything new; zero while events come. */
    public int gap() {
        return gap;
    }

    /** Ends the run from our side: closes the connection and fails {@link #ended()}. The service is told nothing. */
    public void stop() {
        end(new InteractionStoppedException(interactionId, lastEventId));
    }

    /** Ends the run from our side, as one that cannot be waited for any longer. */
    public void giveUp(String what) {
        end(failure(what, null));
    }

    private void end(GeminiInteractionsException reason) {
        stopped = true;
        EventConnection open = connection;
        if (open != null) open.stop(reason);
        Future<?> pending = awaited;
        if (pending != null) pending.cancel(false);
        ended.completeExceptionally(reason);
    }

    private InteractionStoppedException stoppedNow() {
        return new InteractionStoppedException(interactionId, lastEventId);
    }

    /** What the run waits for now, so that stopping it ends that, too. */
    private <T extends Future<?>> T awaiting(T pending) {
        awaited = pending;
        if (stopped) pending.cancel(false);
        return pending;
    }

    private void connect(ApiRequest request, boolean first) {
        EventConnection opened =
                EventConnection.open(client, request, this::receive, workers, settings.maxEventBytes());
        connection = opened;
        if (stopped) opened.stop(stoppedNow());
        opened.ended().whenComplete((nothing, failure) -> {
            if (failure == null) ended.complete(null);
            else over(Futures.unwrapped(failure), first);
        });
    }

    private CompletionStage<?> receive(InteractionEvent event) {
        InteractionEvent fresh = delivered.fresh(event);
        if (gap > 0 && delivered.progress() > progressBefore) gap = 0;
        String id = delivered.interactionId();
        if (id != null) interactionId = id;
        lastEventId = delivered.lastEventId();
        finishedSteps = delivered.finishedSteps();
        return fresh == null ? NOTHING : handOver(fresh);
    }

    /** The final event is completed with the usage that the stored interaction has, where it came without. */
    private CompletionStage<?> handOver(InteractionEvent fresh) {
        String id = interactionId;
        if (!(fresh instanceof InteractionEvent.Completed last)
                || last.interaction().usage() != null
                || id == null) return sink.accept(fresh);
        return awaiting(stored.read(id, false))
                // Usage is an extra: what was delivered is whole without it.
                .handleAsync((found, failure) -> failure == null ? withUsage(last, found) : last, workers)
                .thenCompose(event -> stopped ? CompletableFuture.failedStage(stoppedNow()) : sink.accept(event));
    }

    private static InteractionEvent withUsage(InteractionEvent.Completed last, Interaction found) {
        return new InteractionEvent.Completed(
                last.eventId(), last.type(), last.interaction().withUsage(found.usage()), last.json());
    }

    /** A connection is over without the final event. */
    private void over(Throwable failure, boolean first) {
        if (stopped || !(failure instanceof BrokenStreamException broken)) {
            ended.completeExceptionally(failure); // stopped, or its receiver failed
            return;
        }
        Throwable cause = broken.getCause();
        if (first && !broken.wasOpened() && cause != null) {
            ended.completeExceptionally(cause); // nothing has begun
            return;
        }
        String id = interactionId;
        attempts = delivered.progress() > progressBefore ? 1 : attempts + 1;
        gap = attempts;
        progressBefore = delivered.progress();
        if (id == null || isGone(cause)) fail(broken.what(), cause);
        else if (background && attempts <= settings.maxAttempts())
            later(settings.delay().delay(attempts), () -> resume(id));
        else poll(id, broken);
    }

    private void resume(String id) {
        resumes++;
        delivered.reconnect();
        connect(events(id), false);
    }

    /**
     * Polls the stored interaction, in line with all others who wait for a run. It gives up sooner than they do: a run that
     * was followed and is not found any more is gone, and a service that is away keeps a stream for a few polls only, as its
     * receiver can come back. Only waits count as patience: the stream before them may have taken any time.
     */
    private void poll(String id, BrokenStreamException broken) {
        resumes++;
        awaiting(stored.read(id, true))
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (stopped) return;
                            try {
                                if (failure == null) found(id, found, broken);
                                else missed(id, Futures.unwrapped(failure), broken);
                            } catch (RuntimeException e) {
                                fail(broken.what(), e);
                            }
                        },
                        workers);
    }

    private void found(String id, Interaction found, BrokenStreamException broken) {
        misses = 0;
        if (found.status().isTerminal()) deliver(RunTail.of(found, delivered).iterator());
        else if (polled.compareTo(settings.patience()) < 0) pollLater(id, broken);
        else fail(broken.what() + "; the run goes on for longer than it is waited for", broken.getCause());
    }

    /** Observed: a run in progress was answered with a passing 403 (traffic/README.md, 11). */
    private void missed(String id, Throwable failure, BrokenStreamException broken) {
        if (!isGone(failure) && ++misses <= settings.maxAttempts()) pollLater(id, broken);
        else fail(broken.what(), failure);
    }

    private void pollLater(String id, BrokenStreamException broken) {
        Duration wait = settings.delay().delay(++attempts);
        gap = attempts;
        polled = polled.plus(wait);
        later(wait, () -> poll(id, broken));
    }

    private void deliver(Iterator<InteractionEvent> rest) {
        while (rest.hasNext() && !stopped) {
            CompletableFuture<?> handled;
            try {
                handled = sink.accept(rest.next()).toCompletableFuture();
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
                return;
            }
            if (handled.isDone() && !handled.isCompletedExceptionally()) continue;
            handled.whenCompleteAsync(
                    (nothing, failure) -> {
                        if (failure != null) ended.completeExceptionally(Futures.unwrapped(failure));
                        else deliver(rest);
                    },
                    workers);
            return;
        }
        ended.complete(null); // stop() was first where it stopped
    }

    private void later(Duration delay, Runnable step) {
        try {
            awaiting(timer.schedule(
                    () -> workers.execute(() -> {
                        if (!stopped) step.run();
                    }),
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    private void fail(String what, @Nullable Throwable cause) {
        ended.completeExceptionally(failure(what, cause));
    }

    private InteractionStreamException failure(String what, @Nullable Throwable cause) {
        return new InteractionStreamException(
                isGone(cause) ? what + "; the service does not have the run any more" : what,
                interactionId,
                lastEventId,
                finishedSteps,
                interactionId != null && !isGone(cause),
                cause);
    }

    private ApiRequest events(String id) {
        return new ApiRequest("resume", "GET", ApiPaths.events(id, delivered.resumeAfter()), null, true, null);
    }

    private static boolean isGone(@Nullable Throwable failure) {
        return failure instanceof StatusException unopened && unopened.isNotFound()
                || failure instanceof InteractionRejectedException refused && refused.isNotFound();
    }
}
