// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.client.call.FollowedStream;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.redaction.Redaction;
import io.github.camelgemini.interactions.internal.feature.decorate.ContinuationDecorator;
import io.github.camelgemini.interactions.internal.message.emit.RestartPolicy;
import io.github.camelgemini.interactions.internal.message.emit.RunHealthCheck;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import io.github.camelgemini.interactions.internal.message.emit.UnhandledStepException;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumer that emits the steps of one run: a run that it starts with its route, or a stored one. After a failure, and when
 * its route is started again, it continues at the first step that its route has not finished, when no earlier exchange of the
 * run is in progress.
 *
 * <p>No monitor is held while a repository is used: health, suspend and stop never wait for one.
 */
class GeminiInteractionsRunConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsRunConsumer.class);

    private final GeminiInteractionsEndpoint endpoint;
    private final EndpointSettings settings;
    private final RequestReader requests;
    private final StepEmitter emitter;
    private final ReplyWriter replies;
    private final @Nullable String storedRun;
    // Guarded by this. Callbacks of an earlier start (with another value of starts) are ignored.
    private @Nullable FollowedStream stream;
    // The answer whose current part is that stream.
    private @Nullable RunHandle run;
    private @Nullable Future<?> restart;
    private @Nullable StepCursor cursor;
    // Completes when the last stream has ended.
    private CompletionStage<?> ended = CompletableFuture.completedFuture(null);
    // A create whose interaction may exist and whose id is not known.
    private @Nullable FollowedStream creating;
    // Guarded by this. The trace of the run, which a restart continues; empty before the first start, and without
    // tracing.
    private Map<String, Object> trace = Map.of();
    // Guarded by this. Prepares the API's texts for exceptions.
    private Redaction redaction = Redaction.NOTHING;
    // Guarded by this. The latest stream if it creates an interaction, also after its end.
    private @Nullable FollowedStream lastCreate;
    // Written under the monitor, read by any thread.
    private volatile long starts;
    private int failures;
    private int failedAt = -1;
    private @Nullable Throwable failure;
    private boolean restarts;
    // Ends the cursor of a run that is no answer. Before its failure is handled, a crash would lose that.
    private @Nullable Runnable failedEnd;
    // Used by any thread. Cancels in flight, for which a stopping context waits.
    private final AtomicInteger cancels = new AtomicInteger();

    /** @param storedRun id of the run to resume; null to create one */
    GeminiInteractionsRunConsumer(
            GeminiInteractionsEndpoint endpoint,
            Processor processor,
            OptionRules.Role role,
            @Nullable String storedRun) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.settings = endpoint.settings();
        this.requests = settings.requests(role);
        this.emitter = endpoint.createEmitter(this);
        this.replies = new ReplyWriter(settings.operations().reply());
        this.storedRun = storedRun;
        setHealthCheck(new RunHealthCheck(this::state));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.getComponent().whenContextStops(this, this::end);
        follow(nextStart());
    }

    @Override
    protected void doSuspend() throws Exception {
        leave();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        follow(nextStart());
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.getComponent().whenContextStops(this, null);
        end();
        FollowedStream unknown = creating();
        if (unknown != null) unknown.stop();
        super.doStop();
    }

    /** Forgets the failure of an earlier start. */
    private synchronized long nextStart() {
        failures = 0;
        failedAt = -1;
        failure = null;
        restarts = false;
        failedEnd = null;
        return ++starts;
    }

    /**
     * Stops following the run. A create whose id is not known is left to receive it: without the id, the run would be created
     * and paid again. Its first event ends it, see {@link #accept}.
     *
     * @return the stream that was followed; null for none
     */
    private @Nullable FollowedStream leave() {
        FollowedStream open;
        Future<?> due;
        boolean waits;
        synchronized (this) {
            starts++;
            open = stream;
            stream = null;
            due = restart;
            restart = null;
            run = null;
            waits = open != null && open == creating && !isRecorded(open);
        }
        if (due != null) due.cancel(false);
        if (open != null && !waits) open.stop();
        return open;
    }

    /** Stops following the run, and cancels it with cancelOnStop. */
    private void end() {
        boolean following = isFollowing();
        FollowedStream left = leave();
        if (left != null && following && settings.operations().cancelling().onStop()) left.whenKnown(this::cancel);
    }

    private synchronized @Nullable FollowedStream creating() {
        return creating;
    }

    private synchronized boolean isFollowing() {
        return run != null && !run.whole().toCompletableFuture().isDone();
    }

    /** True if the cursor has the id of the created run. Guarded by this. */
    private boolean isRecorded(FollowedStream created) {
        String id = created.interactionId();
        return id != null && cursor != null && cursor.interactionIds().contains(id);
    }

    private void cancel(@Nullable String id) {
        if (id == null) return;
        cancels.incrementAndGet();
        Cancelling.cancel(id, endpoint.calls()).whenComplete((done, trouble) -> cancels.decrementAndGet());
    }

    /** Follows the run when no stream and no exchange of an earlier start is left: a step is never in two exchanges. */
    private void follow(long start) {
        try {
            ComponentThreads threads = endpoint.getComponent().threads();
            settled().whenCompleteAsync((nothing, failure) -> begin(start), threads.repositories());
        } catch (Throwable e) { // no thread can be had
            LOG.warn("Route {} cannot follow its run yet ({})", getRouteId(), e.toString());
            restartAfter(noted(e, true, start), start);
        }
    }

    private synchronized CompletionStage<?> settled() {
        return ended.thenCompose(nothing -> endpoint.idle(cursorKey()));
    }

    private synchronized @Nullable StepCursor cursor() {
        return cursor;
    }

    private synchronized boolean isCurrent(long start) {
        return start == starts;
    }

    /** Reads the cursor, which may block on a database. Its failure is handled on another thread, where routes may run. */
    private void begin(long start) {
        if (!isCurrent(start)) return;
        CompletableFuture<StepCursor> read = new CompletableFuture<>();
        try {
            StepCursor known = cursor();
            if (known == null) known = endpoint.cursor(cursorKey());
            else known.flush();
            read.complete(known);
        } catch (Throwable e) {
            read.completeExceptionally(e);
        }
        read.whenCompleteAsync(
                        (known, failure) -> {
                            if (failure == null) open(known, start);
                            else failed(failure, RestartPolicy.after(failure, runId() != null, true), start);
                        },
                        endpoint.getComponent().threads().routes())
                .whenComplete((done, failure) -> logUnhandled(failure));
    }

    private void open(StepCursor known, long start) {
        RunHandle opened;
        try {
            opened = opened(known, start);
        } catch (Throwable e) {
            failed(e, RestartPolicy.after(e, runId() != null, true), start);
            return;
        }
        if (opened == null) return;
        opened.whole()
                .handleAsync(
                        (whole, broken) -> {
                            Throwable cause = broken == null ? failure(whole) : Futures.unwrapped(broken);
                            if (cause != null) failed(cause, RestartPolicy.after(cause, continues(), false), start);
                            return null;
                        },
                        endpoint.getComponent().threads().routes())
                .whenComplete((done, failure) -> logUnhandled(failure));
    }

    /** What the exception handler or the cursor's repository threw; nothing else would report it. */
    private void logUnhandled(@Nullable Throwable failure) {
        if (failure != null) LOG.error("Route {} does not follow its run", getRouteId(), failure);
    }

    /** Why a run that has ended is no answer, as a producer would say; null if it is one. */
    private @Nullable GeminiInteractionsException failure(Interaction whole) {
        return replies.failure(whole, emitter.emitsWhole(), redaction());
    }

    /** Knows the request of the latest start. */
    private synchronized Redaction redaction() {
        return redaction;
    }

    /** Null if there is nothing to follow, or the route has left the run. */
    private @Nullable RunHandle opened(StepCursor known, long start) {
        InteractionRequest request = storedRun == null ? request() : null;
        synchronized (this) {
            if (start != starts) return null;
            cursor = known;
            endpoint.follows(cursorKey(), known);
            if (known.isEnded()) {
                LOG.info(
                        "Route {} has finished interaction {}: nothing to emit for the run key {}",
                        getRouteId(),
                        known.interactionId(),
                        cursorKey());
                return null;
            }
            RunHandle opened = started(new Parts(known, start, request), request);
            run = opened;
            ended = opened.whole().handle((whole, failure) -> null);
            return opened;
        }
    }

    /** Reads the message of a create, which may block on a file. */
    private InteractionRequest request() {
        return requests.read(endpoint.createExchange().getMessage()).request();
    }

    /** @param request null for a stored run, which cannot be continued */
    private RunHandle started(Parts parts, @Nullable InteractionRequest request) {
        CallObservation observation = parts.observation;
        observation.begin();
        try {
            if (trace.isEmpty()) trace = Map.copyOf(observation.context());
            RunHandle run = followed(parts, request);
            return new ForwardingRun(run, run.whole().whenComplete(observation::ended));
        } catch (Throwable e) {
            observation.end(e);
            throw e;
        }
    }

    private RunHandle followed(Parts parts, @Nullable InteractionRequest request) {
        if (request == null) return parts.attach(List.of(String.valueOf(storedRun)));
        List<String> ids = parts.ids();
        ContinuationDecorator.Settings limits = settings.operations().continuing();
        if (limits == null) return ids.isEmpty() ? parts.create(request) : parts.attach(ids);
        ContinuedRun.Settings continuing =
                limits.streamed(endpoint.getComponent().threads());
        return ids.isEmpty()
                ? ContinuedRun.create(continuing, parts, request)
                : ContinuedRun.attach(continuing, parts, request, ids);
    }

    /** Follows the runs of one answer, one after the other. Each start of the route has its own. */
    private final class Parts implements InteractionRunner {

        private final StepCursor known;
        private final long start;
        private final CallObservation observation;
        private final InteractionCalls calls;
        private final OriginExchange origin;
        private final int first;
        // Used by one part at a time. Null before the first part of an answer that may be continued.
        private StepCursor.@Nullable InFlightSteps inFlight;
        private @Nullable AnswerParts earlier;

        Parts(StepCursor known, long start, @Nullable InteractionRequest request) {
            this.known = known;
            this.start = start;
            DeclaredFunctions functions =
                    request == null ? DeclaredFunctions.NONE : DeclaredFunctions.of(request.tools(), true);
            this.observation = endpoint.open(
                    getRouteId(),
                    trace,
                    request == null ? null : request.model(),
                    request == null ? null : request.agent());
            this.calls = endpoint.calls().with(Map.of()).declaring(functions).observedBy(observation);
            this.origin = OriginExchange.none().traced(observation::context);
            redaction = calls.redaction();
            // The answer is emitted with all its parts, else finished ones are not read again.
            int last = Math.max(0, known.interactionIds().size() - 1);
            this.first = emitter.emitsWhole() ? 0 : Math.min(known.finishedRuns(), last);
        }

        /** The runs to follow. */
        List<String> ids() {
            List<String> ids = known.interactionIds();
            return ids.isEmpty() ? ids : ids.subList(first, ids.size());
        }

        @Override
        public InteractionRunner part(AnswerParts before) {
            StepCursor.InFlightSteps previous = inFlight;
            earlier = before;
            inFlight = previous == null ? known.inFlight(first) : previous.next();
            return this;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            return followed(listener -> calls.stream(request, listener), true);
        }

        @Override
        public RunHandle attach(List<String> ids) {
            String id = ids.get(ids.size() - 1);
            return followed(listener -> calls.resume(id, listener), false);
        }

        private RunHandle followed(Function<StreamListener, FollowedStream> opening, boolean creates) {
            StepCursor.InFlightSteps own = inFlight != null ? inFlight : known.inFlight(first);
            synchronized (GeminiInteractionsRunConsumer.this) {
                if (start != starts) throw new InteractionStoppedException(runId(), null);
                FollowedStream opened = opening.apply(listener(own, earlier));
                creating = creates ? opened : null;
                lastCreate = creating;
                stream = opened;
                opened.whole().whenComplete((whole, failure) -> received(opened));
                return opened;
            }
        }

        private StreamListener listener(StepCursor.InFlightSteps own, @Nullable AnswerParts before) {
            return new StreamListener() {
                @Override
                public CompletionStage<?> accept(StreamProgress progress) {
                    Interaction whole = progress.whole();
                    boolean continues = before != null && whole != null && whole.requiresContinuation();
                    StreamProgress joined = before == null ? progress : progress.after(before);
                    return GeminiInteractionsRunConsumer.this.accept(
                            continues ? progress.unended() : joined, origin, own, start);
                }

                @Override
                public boolean wantsWhole() {
                    return emitter.emitsWhole();
                }

                @Override
                public boolean wantsSteps() {
                    return emitter.emitsSteps();
                }
            };
        }
    }

    /** The id of a created run is known, or will never be. */
    private synchronized void received(FollowedStream opened) {
        if (creating == opened) creating = null;
    }

    /** Whether a restart after a failure would continue a run, not create one that may exist. */
    private synchronized boolean continues() {
        return runId() != null && (lastCreate == null || lastCreate.interactionId() != null);
    }

    /** Id of the run; null while it has to be created. */
    private synchronized @Nullable String runId() {
        if (storedRun != null) return storedRun;
        return cursor == null ? null : cursor.interactionId();
    }

    private CompletionStage<?> accept(
            StreamProgress progress, OriginExchange origin, StepCursor.InFlightSteps inFlight, long start) {
        Runnable over = beginUnlessLeft(inFlight, start);
        String id = progress.interactionId();
        if (over == null) {
            if (id != null) inFlight.started(id); // a later start continues this run
            return CompletableFuture.failedStage(
                    new InteractionStoppedException(id, progress.event().eventId()));
        }
        try {
            Interaction whole = progress.whole();
            boolean isFailure = whole != null && failure(whole) != null;
            CompletionStage<Void> emitted = emitter.emit(isFailure ? progress.unended() : progress, origin, inFlight);
            if (isFailure) endAfterFailure(inFlight.end());
            if (!Futures.isSuccess(emitted)) return emitted.whenComplete((nothing, failure) -> over.run());
            over.run();
            return emitted;
        } catch (Throwable e) {
            over.run();
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * Null if the route has left the run: a later start does not wait for this emission. No monitor is needed, because the
     * emission begins before the number of starts is read, and a later start writes that number before it looks for emissions.
     */
    private @Nullable Runnable beginUnlessLeft(StepCursor.InFlightSteps inFlight, long start) {
        Runnable over = inFlight.begin();
        if (start == starts) return over;
        over.run();
        return null;
    }

    private synchronized void endAfterFailure(Runnable end) {
        failedEnd = end;
    }

    private String cursorKey() {
        if (storedRun != null) return storedRun;
        String runKey = settings.runKey();
        return runKey != null ? runKey : getRouteId();
    }

    /** Passes a failure to the exception handler, unless it is of a step, which the route has seen, and the run restarts. */
    private void failed(Throwable failed, boolean mayRestart, long start) {
        boolean cancelsRun = settings.operations().cancelling().onFailure();
        boolean willRestart = mayRestart && !cancelsRun;
        Throwable cause = UnhandledStepException.unwrapped(failed);
        Duration delay = noted(cause, willRestart, start);
        if (delay == null) return;
        boolean isOfStep = failed instanceof UnhandledStepException;
        boolean isEnd = !isOfStep && isEnd(cause); // a step may have failed with the end of another run
        if (cancelsRun && !isEnd) cancel(runId());
        try {
            if (!isOfStep || !willRestart) handle(cause, isOfStep);
            if (isEnd) endCursor();
        } finally {
            if (willRestart) {
                LOG.warn(
                        "Route {} stopped following its run ({}); it continues at the same step in {} ms",
                        getRouteId(),
                        cause.getClass().getName(),
                        delay.toMillis());
                restartAfter(delay, start);
            }
        }
    }

    private void endCursor() {
        Runnable end;
        synchronized (this) {
            end = failedEnd;
            failedEnd = null;
        }
        if (end != null) end.run();
    }

    private static boolean isEnd(Throwable cause) {
        return cause instanceof InteractionEndedException || cause instanceof InteractionOutputException;
    }

    /** Passes a failure to the exception handler, with the headers and properties that a producer sets. */
    private void handle(Throwable cause, boolean isOfStep) {
        Exchange exchange = endpoint.createExchange();
        try {
            if (isOfStep) replies.stepFailed(cause, runId(), exchange.getMessage());
            else replies.failed(cause, runId(), exchange.getMessage());
        } catch (Throwable e) {
            LOG.warn("The properties of a failure could not be set", e);
        }
        getExceptionHandler().handleException("Route " + getRouteId() + " failed to follow its run", exchange, cause);
    }

    /** Remembers a failure for the health check; returns the delay before the restart, null if the route has left the run. */
    private synchronized @Nullable Duration noted(Throwable cause, boolean willRestart, long start) {
        if (start != starts) return null;
        stream = null;
        run = null;
        int done = cursor == null ? -1 : cursor.steps();
        failures = done > failedAt ? 1 : failures + 1;
        failedAt = done;
        failure = cause;
        restarts = willRestart;
        return settings.restartDelay().delay(failures);
    }

    private synchronized void restartAfter(@Nullable Duration delay, long start) {
        if (delay == null || start != starts) return; // stopped in the meantime
        try {
            restart = endpoint.getComponent()
                    .threads()
                    .timer()
                    .schedule(() -> follow(start), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Route {} is stopping with its component", getRouteId());
        }
    }

    private synchronized RunHealthCheck.State state() {
        StepCursor known = cursor;
        boolean recovered = known != null && (known.isEnded() || known.steps() > failedAt);
        FollowedStream open = stream;
        return new RunHealthCheck.State(
                runId(),
                known != null && known.isEnded(),
                open == null ? 0 : open.resumesWithoutProgress(),
                recovered ? null : failure,
                restarts);
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        FollowedStream unknown = creating();
        return cancels.get() + (unknown != null && unknown.interactionId() == null ? 1 : 0);
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // the stream ends when the context or the route begins to stop
    }
}
