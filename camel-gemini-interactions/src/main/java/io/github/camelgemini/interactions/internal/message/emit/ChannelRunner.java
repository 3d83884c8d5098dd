// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.internal.client.call.FollowedStream;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Starts or attaches to runs whose steps go to the consumer of a channel, each with its own cursor. If an answer takes
 * several runs (rounds of function calls, parts of a long answer), only the end of the last one is emitted.
 */
public final class ChannelRunner implements InteractionRunner {

    /**
     * @param channelTimeout longest time that a stream waits for the consumer of its channel, and for its resume
     * @param discards true if an answer may have no steps
     * @param repositories threads that read cursors, which may block; no route runs there
     * @param answers threads that end runs; no route runs there
     * @param delivery threads that emit the end of a run
     */
    public record Settings(
            ChannelRegistry channels,
            String channel,
            Duration channelTimeout,
            boolean discards,
            StepCursor.Store cursors,
            Executor repositories,
            Executor answers,
            Executor delivery) {}

    /** The end of a run, held back because another run may follow. */
    private record HeldEnd(
            ChannelReceiver receiver, StreamProgress last, OriginExchange origin, StepCursor.InFlightSteps inFlight) {}

    private final InteractionCalls calls;
    private final Settings settings;
    private final OriginExchange origin;
    private final boolean isRound;
    // Null if the answer is not continued.
    private final @Nullable AnswerParts earlier;
    // True once a part was received without its steps. Shared by all parts.
    private final AtomicBoolean lacksSteps;
    // End of the previous round or part. Shared by all of them, which run one after the other.
    private final AtomicReference<@Nullable HeldEnd> held;

    /** @param origin the exchange that starts the runs */
    public ChannelRunner(InteractionCalls calls, Settings settings, OriginExchange origin) {
        this(calls, settings, origin, false, null, new AtomicBoolean(), new AtomicReference<>());
    }

    private ChannelRunner(
            InteractionCalls calls,
            Settings settings,
            OriginExchange origin,
            boolean isRound,
            @Nullable AnswerParts earlier,
            AtomicBoolean lacksSteps,
            AtomicReference<@Nullable HeldEnd> held) {
        this.calls = calls;
        this.settings = settings;
        this.origin = origin;
        this.isRound = isRound;
        this.earlier = earlier;
        this.lacksSteps = lacksSteps;
        this.held = held;
    }

    @Override
    public RunHandle create(InteractionRequest request) {
        return begin(
                CompletableFuture.completedFuture(null),
                () -> StepCursor.ofNewRun(settings.cursors()),
                listener -> calls.stream(request, listener),
                settings.cursors().repository() == null ? Runnable::run : settings.repositories());
    }

    /** Waits for an exchange that an earlier stream of the run has left in progress, so that no step is in two exchanges. */
    @Override
    public RunHandle attach(List<String> ids) {
        String id = ids.get(ids.size() - 1);
        return begin(
                settings.channels().idle(settings.channel(), id),
                () -> StepCursor.read(settings.cursors(), id),
                listener -> calls.resume(id, listener),
                settings.repositories());
    }

    @Override
    public InteractionRunner round(int rounds) {
        return new ChannelRunner(calls, settings, origin.after(rounds), true, earlier, lacksSteps, held);
    }

    @Override
    public InteractionRunner part(AnswerParts before) {
        return new ChannelRunner(calls, settings, origin, isRound, before, lacksSteps, held);
    }

    @Override
    public CompletionStage<?> end(Interaction answer) {
        HeldEnd end = held.getAndSet(null);
        if (end == null) return CompletableFuture.completedStage(answer);
        return CompletableFuture.completedStage(answer)
                .thenComposeAsync(
                        whole -> emit(
                                end.receiver(),
                                end.last(),
                                emitter -> emitter.emitEnd(end.last(), whole, end.origin(), end.inFlight())),
                        settings.delivery());
    }

    /** @param reading finds the cursor if the channel has its consumer; after a wait for one, a thread of repositories does */
    private RunHandle begin(
            CompletionStage<?> idle,
            Supplier<StepCursor> cursors,
            Function<StreamListener, FollowedStream> opener,
            Executor reading) {
        StagedRun run = new StagedRun();
        idle.thenCompose(nothing -> begin(run, cursors, opener, reading)).whenComplete((begun, failure) -> {
            // Otherwise the exchange would never complete.
            if (failure != null) settings.answers().execute(() -> run.end(null, failure));
        });
        return run;
    }

    /** Finds the consumer, and starts the stream unless that has stopped in the meantime: then nothing is sent. */
    private CompletionStage<?> begin(
            StagedRun run,
            Supplier<StepCursor> cursors,
            Function<StreamListener, FollowedStream> opener,
            Executor reading) {
        CompletableFuture<ChannelReceiver> found = settings.channels()
                .find(settings.channel())
                .orTimeout(settings.channelTimeout().toMillis(), TimeUnit.MILLISECONDS);
        run.whole().whenComplete((answer, failure) -> found.cancel(false)); // stops waiting
        Executor next = found.isDone() ? reading : settings.repositories();
        return found.handleAsync(
                        (receiver, failure) -> {
                            if (run.isOver()) return true; // stopped while waiting: nothing is sent
                            if (failure != null) throw withoutConsumer();
                            return began(run, receiver, cursors, opener);
                        },
                        next)
                .thenCompose(began -> began
                        ? CompletableFuture.completedFuture(null)
                        : begin(run, cursors, opener, settings.repositories()));
    }

    private boolean began(
            StagedRun run,
            ChannelReceiver receiver,
            Supplier<StepCursor> cursors,
            Function<StreamListener, FollowedStream> opener) {
        HeldEnd before = held.getAndSet(null);
        if (before != null) before.inFlight().end().run();
        StepCursor.InFlightSteps inFlight = cursors.get().inFlight();
        if (run.isOver()) return true;
        StepEmitter emitter = receiver.emitter();
        if (emitter == null) return false;
        boolean wantsWhole = !settings.discards() || emitter.emitsWhole();
        if (wantsWhole && lacksSteps.get()) throw withoutSteps(receiver);
        if (!wantsWhole) lacksSteps.set(true);
        Receiver listener = new Receiver(receiver, inFlight, run, wantsWhole, wantsWhole || emitter.emitsSteps());
        run.begin(() -> opener.apply(listener)).whenComplete(run::end);
        return true;
    }

    /** The consumer of the earlier parts has stopped, and the one that follows it emits the whole answer. */
    private InteractionStoppedException withoutSteps(ChannelReceiver receiver) {
        return new InteractionStoppedException("Stopped before the next part of the answer: route "
                + receiver.getRouteId() + " emits completed, and the earlier consumer of the channel "
                + settings.channel() + " did not, so that the first parts of the answer are discarded because of"
                + " ignoreResponseBody=true: create the interaction again");
    }

    private InteractionRequestException withoutConsumer() {
        ChannelReceiver suspended = settings.channels().suspended(settings.channel());
        if (suspended != null)
            return new InteractionRequestException(
                    "channel",
                    "Route " + suspended.getRouteId() + ", the consumer of the channel " + settings.channel()
                            + ", is suspended for longer than channelTimeout="
                            + settings.channelTimeout().toMillis()
                            + " ms, nothing was sent: resume the route or raise channelTimeout");
        return new InteractionRequestException(
                "channel",
                "No consumer of the channel " + settings.channel() + " after channelTimeout="
                        + settings.channelTimeout().toMillis()
                        + " ms, nothing was sent: start a route from gemini-interactions:stream?channel="
                        + settings.channel());
    }

    /** Passes one stream on to the consumer of the channel. One thread at a time. */
    private final class Receiver implements StreamListener {

        private final ChannelReceiver receiver;
        private final StepCursor.InFlightSteps inFlight;
        private final StagedRun run;
        private final boolean wantsWhole;
        private final boolean wantsSteps;
        private @Nullable String registered;

        Receiver(
                ChannelReceiver receiver,
                StepCursor.InFlightSteps inFlight,
                StagedRun run,
                boolean wantsWhole,
                boolean wantsSteps) {
            this.receiver = receiver;
            this.inFlight = inFlight;
            this.run = run;
            this.wantsWhole = wantsWhole;
            this.wantsSteps = wantsSteps;
        }

        @Override
        public boolean wantsWhole() {
            return wantsWhole;
        }

        @Override
        public boolean wantsSteps() {
            return wantsSteps;
        }

        @Override
        public CompletionStage<?> accept(StreamProgress progress) {
            Runnable over = inFlight.begin();
            CompletionStage<?> emitted;
            try {
                register(progress.interactionId());
                emitted = emit(progress, receiver, inFlight, run);
            } catch (Throwable e) {
                over.run();
                return CompletableFuture.failedStage(e);
            }
            if (!Futures.isSuccess(emitted)) return emitted.whenComplete((nothing, failure) -> over.run());
            over.run();
            return emitted;
        }

        private void register(@Nullable String id) {
            if (id == null || id.equals(registered)) return;
            registered = id;
            settings.channels().emits(settings.channel(), id, inFlight.cursor(), run.whole());
        }
    }

    private CompletionStage<?> emit(
            StreamProgress progress, ChannelReceiver receiver, StepCursor.InFlightSteps inFlight, StagedRun run) {
        if (run.isOver()) return stopped(progress); // a later attach does not wait for this exchange
        boolean isHeld = isHeld(progress.whole());
        if (isHeld) held.set(new HeldEnd(receiver, progress, origin, inFlight));
        StreamProgress emitted = isHeld ? progress.unended() : joined(progress);
        return emit(
                receiver,
                emitted,
                emitter -> run.isOver() ? stopped(emitted) : emitter.emit(emitted, origin, inFlight));
    }

    private boolean isHeld(@Nullable Interaction whole) {
        return whole != null && (isRound || earlier != null && whole.requiresContinuation());
    }

    private StreamProgress joined(StreamProgress progress) {
        return earlier == null ? progress : progress.after(earlier);
    }

    /**
     * Waits, without a thread, while the route is suspended. Fails if it does not run, or is suspended for too long, so that
     * the step is delivered again.
     */
    private CompletionStage<?> emit(
            ChannelReceiver receiver, StreamProgress progress, Function<StepEmitter, CompletionStage<Void>> emit) {
        StepEmitter emitter = receiver.emitter();
        if (emitter != null) return emit.apply(emitter);
        return settings.channels()
                .resumed(settings.channel(), receiver)
                .orTimeout(settings.channelTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (nothing, failure) -> {
                            if (failure instanceof TimeoutException) return suspended(progress, receiver);
                            return failure != null ? stopped(progress, receiver) : emit(receiver, progress, emit);
                        },
                        settings.delivery())
                .thenCompose(emitted -> emitted);
    }

    private CompletionStage<Void> suspended(StreamProgress progress, ChannelReceiver receiver) {
        return CompletableFuture.failedStage(new InteractionStoppedException(
                progress.interactionId(),
                progress.event().eventId(),
                "route " + receiver.getRouteId() + ", the consumer of the channel " + settings.channel()
                        + ", is suspended for longer than channelTimeout="
                        + settings.channelTimeout().toMillis()
                        + " ms: resume the route or raise channelTimeout, and resume the interaction by its id"));
    }

    private CompletionStage<Void> stopped(StreamProgress progress, ChannelReceiver receiver) {
        return CompletableFuture.failedStage(new InteractionStoppedException(
                progress.interactionId(),
                progress.event().eventId(),
                "route " + receiver.getRouteId() + ", the consumer of the channel " + settings.channel()
                        + ", has stopped: start it, and resume the interaction by its id"));
    }

    private static CompletionStage<Void> stopped(StreamProgress progress) {
        return CompletableFuture.failedStage(new InteractionStoppedException(
                progress.interactionId(), progress.event().eventId()));
    }
}
