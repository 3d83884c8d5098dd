// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.ExchangeFailures;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.progress.InteractionMdc;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
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

    private static final Object HANDLED = new Object();

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

    /** Whether finished steps, or the whole answer, are emitted. */
    public boolean emitsSteps() {
        return settings.emissions().emitsSteps();
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
        return emit(settings.emissions().of(progress, inFlight), origin, inFlight, progress);
    }

    /**
     * Emits the end of a run, which was held back from its last event.
     *
     * @param whole the final answer
     */
    public CompletionStage<Void> emitEnd(
            StreamProgress last, Interaction whole, OriginExchange origin, StepCursor.InFlightSteps inFlight) {
        return emit(settings.emissions().end(whole, last, inFlight), origin, inFlight, last);
    }

    private CompletionStage<Void> emit(
            List<EmissionPlan.Part> parts,
            OriginExchange origin,
            StepCursor.InFlightSteps inFlight,
            StreamProgress progress) {
        CompletionStage<Void> emitted = NOTHING;
        for (int i = 0; i < parts.size(); i++) { // without an iterator: mostly there is one part
            EmissionPlan.Part part = parts.get(i);
            if (emitted != NOTHING) emitted = emitted.thenCompose(before -> emit(part, origin, inFlight, progress));
            else emitted = emit(part, origin, inFlight, progress);
        }
        return emitted;
    }

    private CompletionStage<Void> emit(
            EmissionPlan.Part part, OriginExchange origin, StepCursor.InFlightSteps inFlight, StreamProgress progress) {
        Consumer<EmittedMessage> write = part.write();
        if (write != null) {
            Emission emission =
                    new Emission(part.done(), inFlight.begin(), progress.event().eventId());
            return emission.send(write, origin, inFlight.loggedId());
        }
        part.done().run();
        return NOTHING;
    }

    private static @Nullable Exception unhandled(Exchange exchange) {
        if (!ExchangeFailures.isFailed(exchange)) return null;
        Exception failure = exchange.getException();
        return failure != null ? failure : new RollbackExchangeException("The step was rolled back", exchange);
    }

    /**
     * One exchange on its way through the route: the callback of the route, and of the exchange's completion. The latter moves
     * the cursor when the route has handled the exchange, or failed to and steps are skipped; a failure of that, which Camel
     * would only log, is remembered.
     *
     * <p>Mostly the route has ended when {@link #send} returns: then nothing waits, and no future is made.
     */
    private final class Emission extends SynchronizationAdapter implements AsyncCallback {

        private final Runnable done;
        private final Runnable over;
        private final @Nullable String eventId;
        private @Nullable Exchange exchange;
        // Written by the thread that completes the exchange. Without effect if that is after the route has returned.
        private volatile @Nullable Throwable unwritten;
        // What the route has returned: HANDLED, or a failure. Before that, null, or a future that waits for it.
        private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

        Emission(Runnable done, Runnable over, @Nullable String eventId) {
            this.done = done;
            this.over = over;
            this.eventId = eventId;
        }

        CompletionStage<Void> send(Consumer<EmittedMessage> write, OriginExchange origin, @Nullable String loggedId) {
            try {
                Exchange sent = exchange(write, origin);
                exchange = sent;
                try (InteractionMdc mdc = InteractionMdc.ofLine(loggedId)) {
                    consumer.getAsyncProcessor().process(sent, this);
                }
            } catch (Throwable e) { // an Error too: if thrown, the stream would never continue
                over.run();
                end(e);
            }
            Object known = outcome.get();
            if (known == HANDLED) return NOTHING;
            CompletableFuture<Void> later = new CompletableFuture<>();
            if (known == null && outcome.compareAndSet(null, later)) return later;
            complete(later, outcome.get());
            return later;
        }

        private Exchange exchange(Consumer<EmittedMessage> write, OriginExchange origin) {
            Exchange created = consumer.createExchange(false);
            boolean written = false;
            try {
                created.setPattern(ExchangePattern.InOnly);
                EmittedMessage message = new EmittedMessage(created);
                created.setMessage(message);
                settings.headers().propagate(origin, message);
                write.accept(message);
                created.getExchangeExtension().addOnCompletion(this);
                written = true;
                return created;
            } finally {
                if (!written) MessageExchange.release(consumer, created);
            }
        }

        /** The route has returned. On any thread; Camel may do so while {@link #send} runs, and claim that it has not. */
        @Override
        public void done(boolean sync) {
            Exchange routed = Objects.requireNonNull(exchange);
            Exception unhandled = unhandled(routed);
            MessageExchange.release(consumer, routed);
            Throwable failure = unwritten;
            if (unhandled != null && settings.skipFailedSteps()) {
                LOG.warn(
                        "Route {} failed to handle an exchange of a stream ({}); skipped because of onStepFailure=skip",
                        consumer.getRouteId(),
                        unhandled.getClass().getName());
            } else if (unhandled != null) {
                failure = new UnhandledStepException(unhandled);
            }
            if (failure == null) figures.delivered(eventId);
            end(failure == null ? HANDLED : failure);
        }

        private void end(Object result) {
            Object waiting = outcome.getAndUpdate(known -> known == null || known instanceof Future ? result : known);
            if (waiting instanceof CompletableFuture<?> later) complete(later, result);
        }

        private static void complete(CompletableFuture<?> later, @Nullable Object result) {
            if (result instanceof Throwable failure) later.completeExceptionally(failure);
            else later.complete(null);
        }

        @Override
        public void onDone(Exchange completed) {
            try {
                if (settings.skipFailedSteps() || !ExchangeFailures.isFailed(completed)) done.run();
            } catch (Throwable e) {
                unwritten = e;
                throw e;
            } finally {
                over.run();
            }
        }
    }
}
