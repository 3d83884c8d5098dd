// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.call.StreamProgress;
import io.github.camelgemini.interactions.internal.reply.EmissionWriter;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a stream says into a route: one exchange after the other, the next when the one before has come back. */
final class Emitter {

    private static final Logger LOG = LoggerFactory.getLogger(Emitter.class);

    private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture(null);

    /**
     * The exchange that started a stream; its headers go along, as far as the filter lets them.
     *
     * @param turns the turns that it is part of at the time
     */
    record Origin(String exchangeId, Map<String, Object> headers, TurnMark.Source turns) {
        static Origin of(Exchange exchange) {
            Map<String, Object> present = new HashMap<>(exchange.getMessage().getHeaders());
            present.values().removeIf(Objects::isNull);
            return new Origin(exchange.getExchangeId(), present, TurnMark.on(exchange));
        }
    }

    /**
     * What an endpoint says about emission, frozen when it starts.
     *
     * @param skipFailedSteps true to go on behind a step that its route could not handle
     */
    record Settings(Set<Emission> kinds, boolean copyHeaders, HeaderFilterStrategy filter, boolean skipFailedSteps) {}

    private final DefaultConsumer consumer;
    private final Settings settings;
    private final EmissionWriter writer;

    Emitter(DefaultConsumer consumer, Settings settings, EmissionWriter writer) {
        this.consumer = consumer;
        this.settings = settings;
        this.writer = writer;
    }

    /**
     * Emits what one progress brings, but for the steps that the cursor says are done; fails with what the route did not
     * handle.
     *
     * @param origin null when no exchange started the stream
     * @param cursor moved when an emitted exchange has completed, wherever its route handed it over to
     */
    CompletionStage<?> emit(StreamProgress progress, @Nullable Origin origin, StepCursor cursor) {
        if (progress.interactionId() != null) cursor.started(progress.interactionId());
        CompletionStage<?> emitted = NOTHING;
        StreamProgress.Growth growth = progress.growth();
        if (settings.kinds().contains(Emission.EVENTS))
            emitted = then(emitted, () -> send(message -> writer.event(progress, message), origin, () -> {}));
        if (settings.kinds().contains(Emission.DELTAS) && growth != null && !cursor.isDone(growth.position()))
            emitted = then(emitted, () -> send(message -> writer.delta(growth, progress, message), origin, () -> {}));
        for (FinishedStep step : progress.finished()) {
            if (cursor.isDone(step.position())) continue;
            Runnable done = () -> cursor.done(step.position());
            emitted = settings.kinds().contains(Emission.STEPS)
                    ? then(emitted, () -> send(message -> writer.step(step, progress, message), origin, done))
                    : emitted.thenRun(done);
        }
        Interaction whole = progress.whole();
        if (whole == null || cursor.isEnded()) return emitted;
        return settings.kinds().contains(Emission.COMPLETED)
                ? then(
                        emitted,
                        () -> send(message -> writer.completed(progress, whole, message), origin, cursor::ended))
                : emitted.thenRun(cursor::ended);
    }

    private static CompletionStage<?> then(CompletionStage<?> before, Supplier<CompletionStage<?>> next) {
        return before == NOTHING ? next.get() : before.thenCompose(done -> next.get());
    }

    private CompletionStage<?> send(Consumer<Message> write, @Nullable Origin origin, Runnable done) {
        CompletableFuture<Void> routed = new CompletableFuture<>();
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            if (origin != null) copyOrigin(origin, exchange);
            write.accept(exchange.getMessage());
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange completed) {
                    done.run();
                }
            });
        } catch (Exception e) {
            consumer.releaseExchange(exchange, false);
            return CompletableFuture.failedStage(e);
        }
        consumer.getAsyncProcessor().process(exchange, sync -> {
            Exception unhandled = exchange.getException();
            consumer.releaseExchange(exchange, false);
            if (unhandled == null) {
                routed.complete(null);
            } else if (settings.skipFailedSteps()) {
                LOG.warn(
                        "Route {} could not handle an exchange of a stream ({}), goes on behind it: onStepFailure=skip",
                        consumer.getRouteId(),
                        unhandled.getClass().getName());
                try {
                    done.run();
                    routed.complete(null);
                } catch (RuntimeException e) {
                    routed.completeExceptionally(e); // the cursor could not be written
                }
            } else {
                routed.completeExceptionally(new UnhandledStepException(unhandled));
            }
        });
        return routed;
    }

    private void copyOrigin(Origin origin, Exchange exchange) {
        exchange.setProperty(Exchange.CORRELATION_ID, origin.exchangeId());
        origin.turns().passTo(exchange);
        if (!settings.copyHeaders()) return;
        origin.headers().forEach((name, value) -> {
            if (!settings.filter().applyFilterToCamelHeaders(name, value, exchange))
                exchange.getMessage().setHeader(name, value);
        });
    }
}
