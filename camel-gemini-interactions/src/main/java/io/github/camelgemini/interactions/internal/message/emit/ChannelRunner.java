// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.FollowedStream;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.call.StreamListener;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs whose steps go to the consumer of a channel, each behind its own cursor. Of several runs that make one answer
 * together, only the end of the last one is emitted.
 */
public final class ChannelRunner implements InteractionRunner {

    /**
     * Where streams go.
     *
     * @param channelTimeout how long a stream waits for the consumer of its channel
     * @param routeThreads where a stream begins, and a cursor is read, which may block
     */
    public record Settings(
            ChannelRegistry channels,
            String channel,
            Duration channelTimeout,
            StepCursor.Store cursors,
            Executor routeThreads) {}

    /** The end of a run that may not be the end of all. */
    private record HeldEnd(
            ChannelReceiver receiver, StreamProgress last, OriginExchange origin, StepCursor.InFlightSteps inFlight) {}

    private final InteractionCalls calls;
    private final Settings settings;
    private final OriginExchange origin;
    private final boolean oneOfSeveral;
    // Of the round that ended last; shared by all rounds, which come one after the other.
    private final AtomicReference<@Nullable HeldEnd> held;

    /** @param origin the exchange that starts them */
    public ChannelRunner(InteractionCalls calls, Settings settings, OriginExchange origin) {
        this(calls, settings, origin, false, new AtomicReference<>());
    }

    private ChannelRunner(
            InteractionCalls calls,
            Settings settings,
            OriginExchange origin,
            boolean oneOfSeveral,
            AtomicReference<@Nullable HeldEnd> held) {
        this.calls = calls;
        this.settings = settings;
        this.origin = origin;
        this.oneOfSeveral = oneOfSeveral;
        this.held = held;
    }

    @Override
    public RunHandle create(InteractionRequest request) {
        return begin(() -> StepCursor.ofNewRun(settings.cursors()), listener -> calls.stream(request, listener));
    }

    @Override
    public RunHandle attach(String id) {
        return begin(() -> StepCursor.read(settings.cursors(), id), listener -> calls.resume(id, listener));
    }

    @Override
    public InteractionRunner round(int rounds) {
        return new ChannelRunner(calls, settings, origin.after(rounds), true, held);
    }

    @Override
    public CompletionStage<?> end(Interaction answer) {
        HeldEnd end = held.getAndSet(null);
        if (end == null) return CompletableFuture.completedStage(answer);
        return CompletableFuture.completedStage(answer)
                .thenComposeAsync(
                        whole -> end.receiver().receiveEnd(end.last(), whole, end.origin(), end.inFlight()),
                        settings.routeThreads());
    }

    private RunHandle begin(Supplier<StepCursor> cursors, Function<StreamListener, FollowedStream> opening) {
        StagedRun underWay = new StagedRun();
        CompletableFuture<ChannelReceiver> found = settings.channels()
                .find(settings.channel())
                .orTimeout(settings.channelTimeout().toMillis(), TimeUnit.MILLISECONDS);
        found.handleAsync(
                        (receiver, failure) -> {
                            if (underWay.isOver()) return false; // stopped while it waited: nothing is sent
                            if (failure != null) throw withoutConsumer();
                            HeldEnd before = held.getAndSet(null);
                            if (before != null) before.inFlight().end().run();
                            StepCursor.InFlightSteps inFlight = cursors.get().inFlight();
                            underWay.end(opening.apply(progress -> receive(progress, receiver, inFlight)));
                            return true;
                        },
                        settings.routeThreads())
                .whenComplete((begun, failure) -> {
                    if (failure != null) underWay.end(null, failure); // the exchange must be answered
                });
        underWay.whole().whenComplete((answer, failure) -> found.cancel(false)); // stopped: wait no longer
        return underWay;
    }

    private InteractionRequestException withoutConsumer() {
        return new InteractionRequestException(
                "channel",
                "No consumer of the channel " + settings.channel() + " after channelTimeout="
                        + settings.channelTimeout().toMillis()
                        + " ms, nothing was sent: start a route from gemini-interactions:stream?channel="
                        + settings.channel());
    }

    private CompletionStage<?> receive(
            StreamProgress progress, ChannelReceiver receiver, StepCursor.InFlightSteps inFlight) {
        if (!oneOfSeveral || progress.whole() == null) return receiver.receive(progress, origin, inFlight);
        held.set(new HeldEnd(receiver, progress, origin, inFlight));
        return receiver.receive(progress.unended(), origin, inFlight);
    }
}
