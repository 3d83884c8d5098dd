// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
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
     * @param origin exchange that started the stream; null for none
     * @param inFlight notified when an emitted exchange has completed, even if its route handed it over to another
     */
    public CompletionStage<Void> emit(
            StreamProgress progress, @Nullable OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        return emit(
                settings.emissions().of(progress, inFlight),
                origin,
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
                last.event().eventId());
    }

    private CompletionStage<Void> emit(
            List<EmissionPlan.Part> parts, @Nullable OriginExchange origin, @Nullable String eventId) {
        CompletionStage<Void> emitted = NOTHING;
        for (EmissionPlan.Part part : parts) {
            if (emitted != NOTHING) emitted = emitted.thenCompose(before -> emit(part, origin, eventId));
            else emitted = emit(part, origin, eventId);
        }
        return emitted;
    }

    /** Failure of a run whose end is not emitted; null if it did not fail, or its end is emitted. */
    @Nullable
    public InteractionEndedException unseenEnd(Interaction whole) {
        boolean failed = whole.status().equals(InteractionStatus.FAILED)
                || whole.status().equals(InteractionStatus.CANCELLED);
        return failed && !emitsWhole() ? new InteractionEndedException(whole) : null;
    }

    private CompletionStage<Void> emit(
            EmissionPlan.Part part, @Nullable OriginExchange origin, @Nullable String eventId) {
        Consumer<Message> write = part.write();
        if (write != null) return send(write, origin, part.done(), eventId);
        part.done().run();
        return NOTHING;
    }

    private CompletionStage<Void> send(
            Consumer<Message> write, @Nullable OriginExchange origin, Runnable done, @Nullable String eventId) {
        CompletableFuture<Void> routed = new CompletableFuture<>();
        Exchange exchange = consumer.createExchange(false);
        Completion completion = new Completion(done);
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            if (origin != null) settings.headers().propagate(origin, exchange.getMessage());
            write.accept(exchange.getMessage());
            exchange.getExchangeExtension().addOnCompletion(completion);
        } catch (Exception e) {
            consumer.releaseExchange(exchange, false);
            return CompletableFuture.failedStage(e);
        }
        consumer.getAsyncProcessor().process(exchange, sync -> {
            Exception unhandled = exchange.getException();
            consumer.releaseExchange(exchange, false);
            if (unhandled != null && settings.skipFailedSteps()) {
                LOG.warn(
                        "Route {} failed to handle an exchange of a stream ({}); skipped because of onStepFailure=skip",
                        consumer.getRouteId(),
                        unhandled.getClass().getName());
                completion.run();
                unhandled = null;
            }
            RuntimeException unwritten = completion.unwritten;
            if (unhandled != null) {
                routed.completeExceptionally(new UnhandledStepException(unhandled));
            } else if (unwritten != null) {
                routed.completeExceptionally(unwritten);
            } else {
                figures.delivered(eventId);
                routed.complete(null);
            }
        });
        return routed;
    }

    /** Moves the cursor when an exchange has completed. Remembers a failure of that, which Camel would only log. */
    private static final class Completion extends SynchronizationAdapter {

        private final Runnable done;
        // Written by the thread that completes the exchange. Without effect if that is after the route has returned.
        private volatile @Nullable RuntimeException unwritten;

        Completion(Runnable done) {
            this.done = done;
        }

        @Override
        public void onComplete(Exchange completed) {
            run();
            RuntimeException failed = unwritten;
            if (failed != null) throw failed;
        }

        void run() {
            try {
                done.run();
            } catch (RuntimeException e) {
                unwritten = e;
            }
        }
    }
}
