// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.codec.ApiError;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiPaths;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run to its final event over several connections. A broken connection is resumed after the last event; without
 * event ids the run is replayed and delivered events are dropped. If resuming brings nothing new, the stored interaction is
 * polled until it has ended, and the rest of it is delivered. A run that cannot be completed fails with
 * {@link InteractionStreamException}; it never ends with an incomplete answer.
 *
 * <p>An error that the service reports in the stream counts as the same refusal of a request. Before anything else of the
 * run has arrived it fails with {@link InteractionRejectedException}, or the create is sent again where a refused one would
 * be. Later, the stored interaction decides: it may have failed, or have completed in spite of the error. One that stays in
 * progress is polled for seconds only, unless the error is the time limit of a connection to a background run.
 *
 * <p>Documented: docs/api.adoc 4.6. Observed: traffic/README.md 3 (an error outside the framing after ten minutes), 6, 11.
 */
public final class RunStream {

    /** Maximum sum of the delays between polls of a run of which the stream reported an error. */
    private static final Duration REPORTED_PATIENCE = Duration.ofSeconds(10);

    /** Time for the final event to arrive after an error; then the connection is closed. */
    private static final Duration REPORTED_GRACE = Duration.ofSeconds(2);

    /** Longest delay of a complete answer by the search for its usage. */
    public static final Duration USAGE_WAIT = Duration.ofSeconds(1);

    private static final String GONE = "; the service no longer has the run";
    private static final CompletionStage<?> HANDLED = CompletableFuture.completedFuture(null);

    /** Reads stored interactions; fails with the exceptions of the public API. */
    @FunctionalInterface
    public interface StoredRuns {

        /**
         * @param queued true to read through the queue of polls; false for a read that must end within {@link #USAGE_WAIT}
         * @return completes on any thread; cancelling it aborts the request
         */
        CompletableFuture<Interaction> read(String id, boolean queued);
    }

    /**
     * What a stream needs.
     *
     * @param observation observes the connections and polls after the first connection
     * @param workers where streams are decoded and their sinks run
     * @param timer delays tasks that then run on {@code workers}
     */
    public record Context(
            ApiClient client,
            StoredRuns stored,
            Executor workers,
            ScheduledExecutorService timer,
            ResumeSettings settings,
            Observation observation) {}

    // Set once, before delivery starts.
    private final Context context;
    private final EventSink sink;
    private final EventSink receiver = new Receiver();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Used only by the current connection or by the recovery between two connections.
    private final ReplayFilter delivered = new ReplayFilter();
    private final AnswerSize size;
    private boolean background;
    private String operation = "resume";
    private @Nullable ApiRequest create; // null if the run exists
    private int retries;
    private boolean begun;
    private boolean isAnsweredWithNone; // with JSON that is no interaction
    private @Nullable ApiError reported; // the last error in the stream, unless the run has continued since
    private @Nullable InteractionError counted; // the error of the current connection that the rate limit knows
    private long progressBefore;
    private int attempts;
    private int failedPolls;
    private int pollsOfReported;
    private Duration polled = Duration.ZERO;
    private int polls;
    private @Nullable Observation polling; // null before the first poll
    // Written by the run, read by any thread.
    private volatile @Nullable EventConnection connection;
    private volatile @Nullable Future<?> pending; // between connections: a delay, or the read of the stored interaction
    private volatile @Nullable String interactionId;
    private volatile @Nullable String lastEventId;
    private volatile int finishedSteps;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    private volatile int resumes;

    private volatile int resumesWithoutProgress;

    // Number of events. Written for each of them by one thread at a time, without the fence of a volatile write.
    private final AtomicInteger received = new AtomicInteger();

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    private volatile int connections;

    // Why it was ended from this side. Written by any thread. Once set, stays.
    private volatile @Nullable Throwable stopped;

    private RunStream(Context context, EventSink sink) {
        this.context = context;
        this.sink = sink;
        this.size = new AnswerSize(context.settings().maxResponseBytes());
    }

    /**
     * Creates an interaction and follows it.
     *
     * @param background true if the run continues at the service without a connection, so that it can be resumed
     */
    public static RunStream create(Context context, ApiRequest request, boolean background, EventSink sink) {
        RunStream run = new RunStream(context, sink);
        run.background = background;
        run.operation = request.operation();
        run.create = request;
        run.connect(request, true);
        return run;
    }

    /** Follows a stored interaction from its first event. */
    public static RunStream attach(Context context, String id, EventSink sink) {
        RunStream run = new RunStream(context, sink);
        run.background = true;
        run.interactionId = id;
        run.connect(run.events(id), true);
        return run;
    }

    /** Completes when the sink has handled the final event; fails if the run cannot be completed or the sink failed. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** Token of the last event passed to the sink; null if the service sent none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** Interaction id; null until the service has sent it, and always null if the interaction is not stored. */
    public @Nullable String interactionId() {
        return interactionId;
    }

    /** Number of connections after the first one, plus polls of the stored interaction. */
    public int resumes() {
        return resumes;
    }

    /** Number of consecutive resumes that brought nothing new; zero while events arrive. */
    public int resumesWithoutProgress() {
        return resumesWithoutProgress;
    }

    /** Closes the connection and fails {@link #ended()}. Sends no cancel to the service. */
    public void stop() {
        end(stoppedException());
    }

    /** Closes the connection and fails {@link #ended()} with an {@link InteractionStreamException}. */
    public void fail(String message) {
        end(failure(message, null));
    }

    /** Fails {@link #ended()} first: nothing that the closing causes can complete it. */
    private void end(GeminiInteractionsException reason) {
        stopped = reason;
        ended.completeExceptionally(reason);
        EventConnection open = connection;
        if (open != null) open.stop(reason);
        Future<?> waiting = pending;
        if (waiting != null) waiting.cancel(false);
    }

    /** Fails {@link #ended()} with an exception or an error that nothing else answers for, if it has not ended. */
    private void failed(Throwable failure) {
        Throwable reason = Futures.unwrapped(failure);
        ended.completeExceptionally(reason instanceof UnusableEventException ? reason.getCause() : reason);
    }

    private InteractionStoppedException stoppedException() {
        return new InteractionStoppedException(interactionId, lastEventId);
    }

    /** Makes {@link #end} cancel this future. */
    private <T extends Future<?>> T awaiting(T future) {
        pending = future;
        if (stopped != null) future.cancel(false);
        return future;
    }

    private void connect(ApiRequest request, boolean first) {
        counted = null;
        connections++;
        EventConnection opened = EventConnection.open(
                context.client(),
                request,
                receiver,
                context.workers(),
                context.settings().maxEventBytes(),
                size);
        connection = opened;
        Throwable reason = stopped;
        if (reason != null) opened.stop(reason);
        opened.ended().whenComplete((nothing, failure) -> {
            try {
                if (failure == null) completed();
                else broken(Futures.unwrapped(failure), first);
            } catch (Throwable e) {
                failed(e);
            }
        });
    }

    /** The sink has handled the final event. */
    private void completed() {
        Throwable reason = stopped;
        if (reason == null) ended.complete(null);
        else ended.completeExceptionally(reason);
    }

    /**
     * The error that the service has reported after an event. Of several the first is the cause.
     *
     * @param before the error before the event
     * @return null if there is none, or the run has continued
     */
    public static @Nullable InteractionError reported(InteractionEvent event, @Nullable InteractionError before) {
        InteractionError error = errorIn(event);
        if (error != null) return before != null ? before : error;
        boolean continues = event instanceof InteractionEvent.StepStarted
                || event instanceof InteractionEvent.StepGrew
                || event instanceof InteractionEvent.StepStopped;
        return continues ? null : before;
    }

    private static @Nullable InteractionError errorIn(InteractionEvent event) {
        if (event instanceof InteractionEvent.Failed failed && !failed.error().isEmpty()) return failed.error();
        // Some proxies report the failure of a run in this event.
        if (event instanceof InteractionEvent.StatusChanged changed
                && changed.error() != null
                && !changed.error().isEmpty()) return changed.error();
        boolean isFailedAtOnce = event instanceof InteractionEvent.Created created
                && created.interaction().status().equals(InteractionStatus.FAILED)
                && !created.interaction().errors().isEmpty();
        return isFailedAtOnce
                ? ((InteractionEvent.Created) event).interaction().errors().get(0)
                : null;
    }

    /** Receives the events of each connection. */
    private final class Receiver implements EventSink {

        @Override
        public CompletionStage<?> accept(InteractionEvent event) {
            return receive(event);
        }

        @Override
        public void idle() {
            sink.idle();
        }
    }

    private static boolean isOfTheRun(InteractionEvent event) {
        return !(event instanceof InteractionEvent.Failed) && !(event instanceof InteractionEvent.Unknown);
    }

    private CompletionStage<?> receive(InteractionEvent event) {
        received.lazySet(received.getPlain() + 1);
        InteractionError error = reported(event, null);
        counted = reported(event, counted);
        if (error != null) slowDown(error);
        else if (create != null && counted == null) slowDown(event);
        if (error == null || event instanceof InteractionEvent.Created) begun = begun || isOfTheRun(event);
        if (error != null && retryDelay(ErrorJson.of(error)) != null) { // the stream is opened again
            endUnlessContinued(HANDLED, error);
            return HANDLED;
        }
        CompletionStage<?> handled = receiveFresh(event);
        if (error != null) endUnlessContinued(handled, error);
        return handled;
    }

    /** The quota belongs to all requests, in whichever form the service reports that it is exceeded. */
    private void slowDown(InteractionError error) {
        ApiError limit = ErrorJson.of(error);
        if (limit.status() == 429) context.client().slowDown(limit.retryDelay());
    }

    private void slowDown(InteractionEvent event) {
        if (event instanceof InteractionEvent.Completed last
                && last.interaction().status().equals(InteractionStatus.FAILED)
                && !last.interaction().errors().isEmpty())
            slowDown(last.interaction().errors().get(0));
    }

    /**
     * Closes the connection if nothing follows an error: the service need not do so. A later connection may be silent for as
     * long as any other.
     */
    private void endUnlessContinued(CompletionStage<?> handled, InteractionError error) {
        int before = received.get();
        int reportedBy = connections;
        handled.thenRun(() -> {
            try {
                context.timer()
                        .schedule(
                                failing(() -> context.workers().execute(failing(() -> {
                                    EventConnection open = connection;
                                    // The connection is read first: a number that is equal then is its own, or it has
                                    // ended.
                                    if (connections == reportedBy && received.get() == before && open != null)
                                        open.stop(BrokenStreamException.reported(error));
                                }))),
                                REPORTED_GRACE.toNanos(),
                                TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                stop();
            }
        });
    }

    private CompletionStage<?> receiveFresh(InteractionEvent event) {
        InteractionEvent fresh = fresh(event);
        if (resumesWithoutProgress > 0 && delivered.progress() > progressBefore) resumesWithoutProgress = 0;
        publish();
        return fresh == null ? HANDLED : deliver(fresh);
    }

    /** Most events change none of these, and a volatile write has a fence, which a comparison has not. */
    @SuppressWarnings("ReferenceEquality")
    private void publish() {
        String id = delivered.interactionId();
        if (id != null && id != interactionId) interactionId = id;
        String last = delivered.lastEventId();
        if (last != lastEventId) lastEventId = last;
        int finished = delivered.finishedSteps();
        if (finished != finishedSteps) finishedSteps = finished;
    }

    private @Nullable InteractionEvent fresh(InteractionEvent event) {
        try {
            return delivered.fresh(event);
        } catch (InteractionProtocolException e) {
            throw new UnusableEventException(e);
        }
    }

    /**
     * Passes an event to the sink. A final event without usage gets that of the stored interaction, if that can be read
     * within {@link #USAGE_WAIT}: the answer is complete without it.
     *
     * <p>Observed: a deep research run ends without usage (traffic/README.md, 6).
     */
    private CompletionStage<?> deliver(InteractionEvent fresh) {
        String id = interactionId;
        if (!(fresh instanceof InteractionEvent.Completed last)
                || last.interaction().usage() != null
                || id == null) return sink.accept(fresh);
        return awaiting(within(USAGE_WAIT, context.stored().read(id, false)))
                .handleAsync((found, failure) -> failure == null ? withUsage(last, found) : last, context.workers())
                .thenCompose(event -> {
                    Throwable reason = stopped;
                    if (reason != null) return CompletableFuture.failedStage(reason);
                    CompletionStage<?> handled = sink.accept(event);
                    sink.idle(); // the worker that read the event has left
                    return handled;
                });
    }

    /** The read, cancelled after the longest wait. */
    private CompletableFuture<Interaction> within(Duration longest, CompletableFuture<Interaction> read) {
        Future<?> limit;
        try {
            Runnable cancel = failing(() -> context.workers().execute(failing(() -> read.cancel(false))));
            limit = context.timer().schedule(cancel, Durations.nanos(longest), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // the component stops
            read.cancel(false);
            return read;
        }
        read.whenComplete((found, failure) -> limit.cancel(false));
        return read;
    }

    private static InteractionEvent withUsage(InteractionEvent.Completed last, Interaction found) {
        return new InteractionEvent.Completed(
                last.eventId(), last.type(), last.interaction().withUsage(found.usage()), last.json());
    }

    /** Handles the end of a connection without the final event. */
    private void broken(Throwable failure, boolean first) {
        // A run that was answered in a form that is not read may be stored.
        if (interactionId == null
                && failure instanceof BrokenStreamException
                && failure.getCause() instanceof InteractionProtocolException unread)
            interactionId = unread.getInteractionId();
        String id = interactionId;
        if (stopped == null && failure instanceof UnusableEventException unusable && id != null) {
            // No resume: the same event would come again.
            poll(
                    id,
                    BrokenStreamException.broken(
                            "The stream is broken: " + unusable.getMessage(), unusable.getCause()));
            return;
        }
        if (stopped == null && failure instanceof AnswerSize.ExceededException) {
            // Not resumable: it would be as large again.
            ended.completeExceptionally(new InteractionStreamException(
                    String.valueOf(failure.getMessage()), id, lastEventId, finishedSteps, false, null));
            return;
        }
        if (stopped == null && failure instanceof WholeAnswerException answer) {
            answered(answer);
            return;
        }
        if (stopped != null || !(failure instanceof BrokenStreamException broken)) {
            failed(failure); // stopped, or the sink failed
            return;
        }
        Throwable cause = broken.getCause();
        if (first && !broken.wasOpened() && cause != null) {
            ended.completeExceptionally(cause); // the run has not started
            return;
        }
        InteractionError error = broken.reported();
        if (error != null && error != counted) slowDown(error);
        if (error != null) reported = ErrorJson.of(error);
        else if (delivered.progress() > progressBefore) reported = null;
        ApiError known = reported;
        if (known != null && id == null && !begun) {
            refused(known);
            return;
        }
        attempts = delivered.progress() > progressBefore ? 1 : attempts + 1;
        resumesWithoutProgress = attempts;
        progressBefore = delivered.progress();
        Duration wait = requestedWait(known, cause);
        String tooLong = RetryAfter.hint(wait, context.client().maxRetryAfter());
        if (id == null || isGone(cause)) fail(broken, "", cause);
        else if (tooLong != null) fail(broken, known == null ? "; " + tooLong : "", named(cause, tooLong));
        else if (background && attempts <= context.settings().maxAttempts() && (known == null || !known.isFinal()))
            schedule(atLeast(context.settings().delay().delay(attempts), wait), () -> resume(id));
        else poll(id, broken);
    }

    /** The wait that the service requests, in its stream or with the refusal of one; null for none. */
    private static @Nullable Duration requestedWait(@Nullable ApiError known, @Nullable Throwable cause) {
        if (known != null) return known.retryDelay();
        if (cause instanceof InteractionRejectedException refused) return refused.getRetryAfter();
        if (!(cause instanceof StatusException refused)) return null;
        ApiResponse response = refused.response();
        return RetryAfter.of(
                response, ErrorJson.read(response.body(), response.status()).retryDelay(), Clock.systemUTC());
    }

    /** The refusal of a connection as the exception that says so. */
    private @Nullable Throwable named(@Nullable Throwable cause, String hint) {
        if (!(cause instanceof StatusException refused)) return cause;
        ApiResponse response = refused.response();
        ApiError error = ErrorJson.read(response.body(), response.status());
        String message = error.error().message();
        return new InteractionRejectedException(
                operation,
                response.status(),
                error.error().code(),
                message,
                requestedWait(null, cause),
                error.fromApi() ? sink.shown(message) : null,
                hint);
    }

    /** The delay, or the wait that the service requests if that is longer. */
    private static Duration atLeast(Duration delay, @Nullable Duration wait) {
        return wait == null || wait.compareTo(delay) < 0 ? delay : wait;
    }

    /** The service reported an error, and nothing of a run. */
    private void refused(ApiError error) {
        Duration delay = retryDelay(error);
        ApiRequest request = create;
        if (delay == null || request == null) {
            ended.completeExceptionally(refusal(error));
            return;
        }
        retries++;
        schedule(delay, () -> connect(request, true));
    }

    /**
     * The delay before a create that a stream refused is sent again; null if it must not be, as after the same refusal over
     * HTTP.
     */
    private @Nullable Duration retryDelay(ApiError error) {
        int status = error.status();
        boolean fromApi = error.error().code() != null || error.retryDelay() != null;
        if (create == null
                || begun
                || retries >= context.settings().maxRetries()
                || !InteractionRejectedException.isTransient(status)
                || !InteractionRejectedException.hadNoEffect(status, fromApi)) return null;
        Duration wait = error.retryDelay();
        if (wait == null) return context.settings().delay().delay(retries + 1);
        return wait.compareTo(context.client().maxRetryAfter()) > 0 ? null : wait;
    }

    private InteractionRejectedException refusal(ApiError error) {
        String message = error.error().message();
        return InteractionRejectedException.inStream(
                operation,
                error.status(),
                error.error().code(),
                message,
                error.retryDelay(),
                RetryAfter.withHint(
                        sink.shown(message),
                        error.retryDelay(),
                        context.client().maxRetryAfter()));
    }

    /** The service has sent the interaction instead of its events. One in progress is polled, as after a broken stream. */
    private void answered(WholeAnswerException answer) {
        Interaction found = answer.interaction();
        String id = answer.interactionId() == null || answer.interactionId().isEmpty()
                ? interactionId
                : answer.interactionId();
        interactionId = id;
        if (found == null) {
            noInteraction(id);
            return;
        }
        BrokenStreamException inProgress = BrokenStreamException.broken(WholeAnswerException.MESSAGE, null);
        InteractionStatus status = found.status();
        boolean isOver = !status.equals(InteractionStatus.IN_PROGRESS) && !status.equals(InteractionStatus.QUEUED);
        if (isOver) deliver(RunTail.of(found, delivered).iterator());
        else if (id == null) fail(inProgress, " of a run in progress that has no id", null);
        else poll(id, inProgress);
    }

    /** The service has sent JSON that is no interaction: another connection would bring the same. */
    private void noInteraction(@Nullable String id) {
        BrokenStreamException none = BrokenStreamException.broken(WholeAnswerException.NONE, null);
        isAnsweredWithNone = true;
        if (id == null) fail(none, "", null);
        else poll(id, none);
    }

    /** The events without those that come twice. */
    public static List<InteractionEvent> distinct(List<InteractionEvent> events) {
        ReplayFilter delivered = new ReplayFilter();
        return events.stream().map(delivered::fresh).filter(Objects::nonNull).toList();
    }

    private void resume(String id) {
        resumes++;
        delivered.reconnect();
        if (delivered.resumeAfter() == null) size.restart();
        Observation part = context.observation().begin(Observation.Part.RESUME, "resume");
        connect(events(id).observedBy(part), false);
        EventConnection resumed = connection;
        if (resumed != null) resumed.ended().whenComplete((nothing, failure) -> part.end(failure));
    }

    /**
     * Polls the stored interaction through the queue of polls. Fails sooner than a wait does: a run that was streamed and is
     * then not found is gone, and the receiver of a stream can attach again later. Only the delays between polls count
     * against {@link ResumeSettings#patience()}, because the stream before them may have taken any time.
     */
    private void poll(String id, BrokenStreamException broken) {
        resumes++;
        observePoll();
        CompletableFuture<Interaction> read = context.stored().read(id, true);
        awaiting(mayContinue() ? read : within(REPORTED_PATIENCE, read))
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (stopped != null) return;
                            try {
                                if (failure == null) pollSucceeded(id, found, broken);
                                else pollFailed(id, Futures.unwrapped(failure), broken);
                            } catch (Error e) {
                                failed(e);
                            } catch (Throwable e) {
                                fail(broken, "", e);
                            }
                        },
                        context.workers());
    }

    private void observePoll() {
        Observation part = polling;
        if (part == null) {
            Observation begun = context.observation().begin(Observation.Part.POLLS, "poll");
            ended.whenComplete((nothing, failure) -> begun.end(failure));
            polling = part = begun;
        }
        part.set(Observation.POLLS, ++polls);
    }

    private void pollSucceeded(String id, Interaction found, BrokenStreamException broken) {
        failedPolls = 0;
        Duration left = patience().minus(polled);
        if (found.status().isTerminal())
            deliver(RunTail.of(withReported(found), delivered).iterator());
        else if (left.compareTo(Duration.ZERO) > 0) pollLater(id, broken, left, null);
        else fail(broken, "; the run is still in progress after the longest wait", broken.getCause());
    }

    private Interaction withReported(Interaction found) {
        ApiError error = reported;
        return error != null
                        && found.status().equals(InteractionStatus.FAILED)
                        && found.errors().isEmpty()
                ? found.withErrors(List.of(error.error()))
                : found;
    }

    private Duration patience() {
        Duration patience = context.settings().patience();
        return mayContinue() || patience.compareTo(REPORTED_PATIENCE) < 0 ? patience : REPORTED_PATIENCE;
    }

    private boolean mayContinue() {
        ApiError error = reported;
        return error == null || background && error.isDeadline();
    }

    /** Observed: a run in progress was temporarily answered with 403 (traffic/README.md, 11). */
    private void pollFailed(String id, Throwable failure, BrokenStreamException broken) {
        boolean isLate = failure instanceof CancellationException; // the read did not end within seconds
        boolean isNone = isAnsweredWithNone && failure instanceof InteractionProtocolException;
        Duration requested = requestedWait(null, failure);
        String tooLong = RetryAfter.hint(requested, context.client().maxRetryAfter());
        if (tooLong == null
                && !isLate
                && !isNone
                && !isGone(failure)
                && ++failedPolls <= context.settings().maxAttempts())
            pollLater(id, broken, context.settings().patience(), requested);
        else fail(broken, tooLong == null ? "" : "; " + tooLong, failure);
    }

    private void pollLater(String id, BrokenStreamException broken, Duration longest, @Nullable Duration requested) {
        resumesWithoutProgress = ++attempts;
        Duration delay = context.settings().delay().delay(reported == null ? attempts : ++pollsOfReported);
        Duration wait = atLeast(Durations.shortest(delay, longest), requested);
        polled = polled.plus(wait);
        schedule(wait, () -> poll(id, broken));
    }

    private void deliver(Iterator<InteractionEvent> rest) {
        while (rest.hasNext() && stopped == null) {
            CompletableFuture<?> handled;
            try {
                handled = sink.accept(rest.next()).toCompletableFuture();
            } catch (Throwable e) {
                failed(e);
                return;
            }
            if (handled.isDone() && !handled.isCompletedExceptionally()) continue;
            handled.whenCompleteAsync(
                    (nothing, failure) -> {
                        if (failure != null) failed(failure);
                        else deliver(rest);
                    },
                    context.workers());
            return;
        }
        sink.idle();
        completed();
    }

    private void schedule(Duration delay, Runnable task) {
        try {
            Runnable unlessStopped = failing(() -> {
                if (stopped == null) task.run();
            });
            Runnable execute = failing(() -> context.workers().execute(unlessStopped));
            awaiting(context.timer().schedule(execute, Durations.nanos(delay), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    /** The task; the stream fails with what it throws, which an executor would drop. */
    private Runnable failing(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                failed(e);
            }
        };
    }

    private void fail(BrokenStreamException broken, String detail, @Nullable Throwable cause) {
        ApiError error = reported;
        if (error == null) {
            ended.completeExceptionally(failure(broken.getMessage() + detail, cause));
            return;
        }
        InteractionRejectedException refusal = refusal(error);
        if (cause != null) refusal.addSuppressed(cause);
        boolean isGone = isGone(cause);
        ended.completeExceptionally(new InteractionStreamException(
                refusal.getMessage() + detail + (isGone ? GONE : ""),
                interactionId,
                lastEventId,
                finishedSteps,
                interactionId != null && !isGone && !error.isFinal(),
                refusal));
    }

    private InteractionStreamException failure(String message, @Nullable Throwable cause) {
        return new InteractionStreamException(
                isGone(cause) ? message + GONE : message,
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
