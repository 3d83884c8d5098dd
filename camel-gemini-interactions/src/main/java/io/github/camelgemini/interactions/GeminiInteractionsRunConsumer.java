// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.FollowedStream;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.emit.RestartPolicy;
import io.github.camelgemini.interactions.internal.message.emit.RunHealthCheck;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import io.github.camelgemini.interactions.internal.message.emit.UnhandledStepException;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits what one run streams: a run that it starts when its route starts, or a stored one. After a failure, and when its
 * route is started again, it goes on at the step that its route is not done with.
 */
class GeminiInteractionsRunConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsRunConsumer.class);

    private final GeminiInteractionsEndpoint endpoint;
    private final EndpointSettings settings;
    private final RequestReader requests;
    private final StepEmitter emitter;
    private final @Nullable String attachedTo;
    // Guarded by this: which stream is ours. A stream of an earlier start has nothing to say any more.
    private @Nullable FollowedStream stream;
    private @Nullable Future<?> restart;
    private @Nullable StepCursor cursor;
    private long starts;
    private int failures;
    private int failedAt = -1;
    private @Nullable Throwable failure;
    private boolean goesOn;
    // Any thread: a context that stops waits for them.
    private final AtomicInteger cancels = new AtomicInteger();

    /** @param attachedTo the stored run; null to start one */
    GeminiInteractionsRunConsumer(
            GeminiInteractionsEndpoint endpoint,
            Processor processor,
            OptionRules.Place place,
            @Nullable String attachedTo) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.settings = endpoint.settings();
        this.requests = new RequestReader(settings.request(place));
        this.emitter = endpoint.createEmitter(this);
        this.attachedTo = attachedTo;
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
        super.doStop();
    }

    private synchronized long nextStart() {
        return ++starts;
    }

    private synchronized @Nullable FollowedStream leave() {
        starts++;
        FollowedStream open = stream;
        stream = null;
        if (open != null) open.stop();
        Future<?> due = restart;
        restart = null;
        if (due != null) due.cancel(false);
        return open;
    }

    /** Leaves the stream for good. */
    private void end() {
        boolean goesOn = followsARun();
        FollowedStream left = leave();
        if (left != null && goesOn && settings.operations().cancelling().onStop()) cancel(left.interactionId());
    }

    private synchronized boolean followsARun() {
        return stream != null && !stream.whole().toCompletableFuture().isDone();
    }

    private void cancel(@Nullable String id) {
        if (id == null) return;
        cancels.incrementAndGet();
        Cancelling.cancel(id, endpoint.calls()).whenComplete((done, trouble) -> cancels.decrementAndGet());
    }

    /** The cursor may be in a database: it is read where that may block. */
    private void follow(long start) {
        endpoint.getComponent().threads().routes().execute(() -> {
            try {
                open(start);
            } catch (Exception e) {
                broken(e, RestartPolicy.after(e, hasRun(), true), start);
            }
        });
    }

    private synchronized void open(long start) {
        if (start != starts) return;
        StepCursor known = cursor != null ? cursor : endpoint.cursor(cursorKey());
        cursor = known;
        if (known.isEnded()) {
            LOG.info(
                    "Route {} is done with all of interaction {}: nothing to emit for the run key {}",
                    getRouteId(),
                    known.interactionId(),
                    cursorKey());
            return;
        }
        StreamListener listener = listener(known.inFlight());
        String id = attachedTo != null ? attachedTo : known.interactionId();
        InteractionCalls calls = endpoint.calls();
        FollowedStream opened = id != null
                ? calls.resume(id, listener)
                : calls.stream(
                        requests.read(endpoint.createExchange().getMessage()).request(), listener);
        stream = opened;
        opened.whole().whenComplete((whole, broken) -> {
            Throwable cause = broken == null ? emitter.unseenEnd(whole) : Futures.unwrapped(broken);
            if (cause != null) broken(cause, RestartPolicy.after(cause, hasRun(), false), start);
        });
    }

    private synchronized @Nullable String run() {
        if (attachedTo != null) return attachedTo;
        return cursor == null ? null : cursor.interactionId();
    }

    /** Whether there is a run to go on with, so that none has to be created. */
    private synchronized boolean hasRun() {
        return attachedTo != null || cursor != null && cursor.interactionId() != null;
    }

    private StreamListener listener(StepCursor.InFlightSteps inFlight) {
        return new StreamListener() {
            @Override
            public CompletionStage<?> accept(StreamProgress progress) {
                return emitter.emit(progress, null, inFlight);
            }

            @Override
            public boolean wantsWhole() {
                return emitter.emitsWhole();
            }
        };
    }

    private String cursorKey() {
        if (attachedTo != null) return attachedTo;
        String runKey = settings.runKey();
        return runKey != null ? runKey : getRouteId();
    }

    /** What the step route failed with, it has seen; what has no exchange goes to the exception handler. */
    private void broken(Throwable broken, boolean mayComeBack, long start) {
        boolean abandons = settings.operations().cancelling().onFailure();
        boolean comesBack = mayComeBack && !abandons;
        Duration wait;
        synchronized (this) {
            if (start != starts) return;
            stream = null;
            int done = cursor == null ? -1 : cursor.steps();
            failures = done > failedAt ? 1 : failures + 1;
            failedAt = done;
            failure = UnhandledStepException.unwrapped(broken);
            goesOn = comesBack;
            wait = settings.restartDelay().delay(failures);
        }
        Throwable cause = UnhandledStepException.unwrapped(broken);
        if (abandons && !(cause instanceof InteractionEndedException)) cancel(run());
        if (!(broken instanceof UnhandledStepException) || !comesBack)
            handleException("Route " + getRouteId() + " cannot follow its run to a good end", cause);
        if (!comesBack) return;
        LOG.warn(
                "Route {} stopped following its run ({}); it goes on where it was in {} ms",
                getRouteId(),
                cause.getClass().getName(),
                wait.toMillis());
        goOnAfter(wait, start);
    }

    private synchronized void goOnAfter(Duration wait, long start) {
        if (start != starts) return; // stopped meanwhile
        restart = endpoint.getComponent()
                .threads()
                .timer()
                .schedule(() -> follow(start), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized RunHealthCheck.State state() {
        StepCursor known = cursor;
        boolean since = known != null && (known.isEnded() || known.steps() > failedAt);
        FollowedStream open = stream;
        return new RunHealthCheck.State(
                attachedTo != null ? attachedTo : known == null ? null : known.interactionId(),
                known != null && known.isEnded(),
                open == null ? 0 : open.resumesWithoutProgress(),
                since ? null : failure,
                goesOn);
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return cancels.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // the stream ends when the context or the route begins to stop
    }
}
