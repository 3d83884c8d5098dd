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
 * Consumer that emits the steps of one run: a run that it starts with its route, or a stored one. After a failure, and when
 * its route is started again, it continues at the first step that its route has not finished.
 */
class GeminiInteractionsRunConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsRunConsumer.class);

    private final GeminiInteractionsEndpoint endpoint;
    private final EndpointSettings settings;
    private final RequestReader requests;
    private final StepEmitter emitter;
    private final @Nullable String storedRun;
    // Guarded by this. Callbacks of an earlier start (with another value of starts) are ignored.
    private @Nullable FollowedStream stream;
    private @Nullable Future<?> restart;
    private @Nullable StepCursor cursor;
    private long starts;
    private int failures;
    private int failedAt = -1;
    private @Nullable Throwable failure;
    private boolean restarts;
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
        stopFollowing();
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

    private synchronized @Nullable FollowedStream stopFollowing() {
        starts++;
        FollowedStream open = stream;
        stream = null;
        if (open != null) open.stop();
        Future<?> due = restart;
        restart = null;
        if (due != null) due.cancel(false);
        return open;
    }

    /** Stops following the run, and cancels it with cancelOnStop. */
    private void end() {
        boolean following = isFollowing();
        FollowedStream left = stopFollowing();
        if (left != null && following && settings.operations().cancelling().onStop()) cancel(left.interactionId());
    }

    private synchronized boolean isFollowing() {
        return stream != null && !stream.whole().toCompletableFuture().isDone();
    }

    private void cancel(@Nullable String id) {
        if (id == null) return;
        cancels.incrementAndGet();
        Cancelling.cancel(id, endpoint.calls()).whenComplete((done, trouble) -> cancels.decrementAndGet());
    }

    /** On a route thread, because reading the cursor may block on a database. */
    private void follow(long start) {
        endpoint.getComponent().threads().routes().execute(() -> {
            try {
                open(start);
            } catch (Exception e) {
                failed(e, RestartPolicy.after(e, runId() != null, true), start);
            }
        });
    }

    private synchronized void open(long start) {
        if (start != starts) return;
        StepCursor known = cursor != null ? cursor : endpoint.cursor(cursorKey());
        cursor = known;
        if (known.isEnded()) {
            LOG.info(
                    "Route {} has finished interaction {}: nothing to emit for the run key {}",
                    getRouteId(),
                    known.interactionId(),
                    cursorKey());
            return;
        }
        StreamListener listener = listener(known.inFlight());
        String id = runId();
        InteractionCalls calls = endpoint.calls();
        FollowedStream opened = id != null
                ? calls.resume(id, listener)
                : calls.stream(
                        requests.read(endpoint.createExchange().getMessage()).request(), listener);
        stream = opened;
        opened.whole().whenComplete((whole, broken) -> {
            Throwable cause = broken == null ? emitter.unseenEnd(whole) : Futures.unwrapped(broken);
            if (cause != null) failed(cause, RestartPolicy.after(cause, runId() != null, false), start);
        });
    }

    /** Id of the run; null while it has to be created. */
    private synchronized @Nullable String runId() {
        if (storedRun != null) return storedRun;
        return cursor == null ? null : cursor.interactionId();
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
        if (storedRun != null) return storedRun;
        String runKey = settings.runKey();
        return runKey != null ? runKey : getRouteId();
    }

    /** Passes a failure to the exception handler, unless it is of a step, which the route has seen, and the run restarts. */
    private void failed(Throwable failed, boolean mayRestart, long start) {
        boolean cancelsRun = settings.operations().cancelling().onFailure();
        boolean willRestart = mayRestart && !cancelsRun;
        Throwable cause = UnhandledStepException.unwrapped(failed);
        Duration delay;
        synchronized (this) {
            if (start != starts) return;
            stream = null;
            int done = cursor == null ? -1 : cursor.steps();
            failures = done > failedAt ? 1 : failures + 1;
            failedAt = done;
            failure = cause;
            restarts = willRestart;
            delay = settings.restartDelay().delay(failures);
        }
        if (cancelsRun && !(cause instanceof InteractionEndedException)) cancel(runId());
        if (!(failed instanceof UnhandledStepException) || !willRestart)
            handleException("Route " + getRouteId() + " failed to follow its run", cause);
        if (!willRestart) return;
        LOG.warn(
                "Route {} stopped following its run ({}); it continues at the same step in {} ms",
                getRouteId(),
                cause.getClass().getName(),
                delay.toMillis());
        restartAfter(delay, start);
    }

    private synchronized void restartAfter(Duration delay, long start) {
        if (start != starts) return; // stopped in the meantime
        restart = endpoint.getComponent()
                .threads()
                .timer()
                .schedule(() -> follow(start), delay.toMillis(), TimeUnit.MILLISECONDS);
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
        return cancels.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // the stream ends when the context or the route begins to stop
    }
}
