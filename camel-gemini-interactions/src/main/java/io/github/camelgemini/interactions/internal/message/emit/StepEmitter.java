// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.ExchangeFailures;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.progress.InteractionMdc;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Emits the parts of a stream into a route, each after the route has returned from the one before. */
public final class StepEmitter {

    private static final Logger LOG = LoggerFactory.getLogger(StepEmitter.class);

    private static final CompletionStage<Void> NOTHING = CompletableFuture.completedFuture(null);

    /** @param skipFailedSteps true to skip a step that the route fails to handle */
    public record Settings(EmissionPlan emissions, HeaderPropagation headers, boolean skipFailedSteps) {}

    private final DefaultConsumer consumer;
    private final Settings settings;
    private final StreamFigures figures;

    public StepEmitter(DefaultConsumer consumer, Settings settings, StreamFigures figures) {
        this.consumer = consumer;
        this.settings = settings;
        this.figures = figures;
    }

    /** Whether the whole answer is emitted at the end. */
    public boolean emitsWhole() {
        return settings.emissions().kinds().contains(EmitKind.COMPLETED);
    }

    /**
     * Emits the parts of one event that the cursor says are unfinished. Fails with an exception that the route did not
     * handle.
     *
     * @param origin exchange that started the stream
     * @param inFlight notified when an emitted exchange has completed, even if its route handed it over to another
     */
    public CompletionStage<Void> emit(
            StreamProgress progress, OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        return emit(
                settings.emissions().of(progress, inFlight),
                origin,
                inFlight,
                progress.event().eventId());
    }

    /**
     * Emits the end of a run, which was held back from its last event.
     *
     * @param whole the final answer
     */
    public CompletionStage<Void> emitEnd(
            StreamProgress last, Interaction whole, OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        return emit(
                settings.emissions().end(whole, last, inFlight),
                origin,
                inFlight,
                last.event().eventId());
    }

    private CompletionStage<Void> emit(
            List<EmissionPlan.Part> parts,
            OriginExchange origin,
            StepCursor.InFlightSteps inFlight,
            @Nullable String eventId) {
        CompletionStage<Void> emitted = NOTHING;
        for (EmissionPlan.Part part : parts) {
            if (emitted != NOTHING) emitted = emitted.thenCompose(before -> emit(part, origin, inFlight, eventId));
            else emitted = emit(part, origin, inFlight, eventId);
        }
        return emitted;
    }

    private CompletionStage<Void> emit(
            EmissionPlan.Part part,
            OriginExchange origin,
            StepCursor.InFlightSteps inFlight,
            @Nullable String eventId) {
        Consumer<Message> write = part.write();
        if (write != null)
            return send(
                    write, origin, new Completion(part.done(), inFlight.begin(), settings.skipFailedSteps()), eventId);
        part.done().run();
        return NOTHING;
    }

    private CompletionStage<Void> send(
            Consumer<Message> write, OriginExchange origin, Completion completion, @Nullable String eventId) {
        CompletableFuture<Void> routed = new CompletableFuture<>();
        try {
            Exchange exchange = exchange(write, origin, completion);
            try (InteractionMdc mdc = InteractionMdc.of(exchange.getMessage())) {
                consumer.getAsyncProcessor().process(exchange, sync -> routed(exchange, completion, routed, eventId));
            }
        } catch (Throwable e) { // an Error too: if thrown, the stream would never continue
            completion.over.run();
            routed.completeExceptionally(e);
        }
        return routed;
    }

    private Exchange exchange(Consumer<Message> write, OriginExchange origin, Completion completion) {
        Exchange exchange = consumer.createExchange(false);
        boolean written = false;
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            settings.headers().propagate(origin, exchange.getMessage());
            write.accept(exchange.getMessage());
            exchange.getExchangeExtension().addOnCompletion(completion);
            written = true;
            return exchange;
        } finally {
            if (!written) MessageExchange.release(consumer, exchange);
        }
    }

    private void routed(
            Exchange exchange, Completion completion, CompletableFuture<Void> routed, @Nullable String eventId) {
        Exception unhandled = unhandled(exchange);
        MessageExchange.release(consumer, exchange);
        Throwable unwritten = completion.unwritten;
        if (unhandled != null && settings.skipFailedSteps()) {
            LOG.warn(
                    "Route {} failed to handle an exchange of a stream ({}); skipped because of onStepFailure=skip",
                    consumer.getRouteId(),
                    unhandled.getClass().getName());
            unhandled = null;
        }
        if (unhandled != null) {
            routed.completeExceptionally(new UnhandledStepException(unhandled));
        } else if (unwritten != null) {
            routed.completeExceptionally(unwritten);
        } else {
            figures.delivered(eventId);
            routed.complete(null);
        }
    }

    private static @Nullable Exception unhandled(Exchange exchange) {
        if (!ExchangeFailures.isFailed(exchange)) return null;
        Exception failure = exchange.getException();
        return failure != null ? failure : new RollbackExchangeException("The step was rolled back", exchange);
    }

    /**
     * Moves the cursor when the route has handled an exchange, or failed to and steps are skipped. Remembers a failure of
     * that, which Camel would only log.
     */
    private static final class Completion extends SynchronizationAdapter {

        private final Runnable done;
        private final Runnable over;
        private final boolean skips;
        // Written by the thread that completes the exchange. Without effect if that is after the route has returned.
        private volatile @Nullable Throwable unwritten;

        Completion(Runnable done, Runnable over, boolean skips) {
            this.done = done;
            this.over = over;
            this.skips = skips;
        }

        @Override
        public void onDone(Exchange completed) {
            try {
                if (skips || !ExchangeFailures.isFailed(completed)) done.run();
            } catch (Throwable e) {
                unwritten = e;
                throw e;
            } finally {
                over.run();
            }
        }
    }
}
