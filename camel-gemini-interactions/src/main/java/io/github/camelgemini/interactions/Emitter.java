// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.call.StreamProgress;
import io.github.camelgemini.interactions.internal.reply.EmissionWriter;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Sends what a stream says into a route: one exchange after the other, the next when the one before has come back. */
final class Emitter {

    private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture(null);

    /** The exchange that started a stream; its headers go along, as far as the filter lets them. */
    record Origin(String exchangeId, Map<String, Object> headers) {
        static Origin of(Exchange exchange) {
            return new Origin(
                    exchange.getExchangeId(),
                    Map.copyOf(withoutNulls(exchange.getMessage().getHeaders())));
        }

        private static Map<String, Object> withoutNulls(Map<String, Object> headers) {
            Map<String, Object> present = new java.util.HashMap<>(headers);
            present.values().removeIf(java.util.Objects::isNull);
            return present;
        }
    }

    private final DefaultConsumer consumer;
    private final Set<Emission> kinds;
    private final EmissionWriter writer;
    private final boolean copyHeaders;
    private final HeaderFilterStrategy filter;

    Emitter(
            DefaultConsumer consumer,
            Set<Emission> kinds,
            EmissionWriter writer,
            boolean copyHeaders,
            HeaderFilterStrategy filter) {
        this.consumer = consumer;
        this.kinds = kinds;
        this.writer = writer;
        this.copyHeaders = copyHeaders;
        this.filter = filter;
    }

    /** Emits what one progress brings; fails with what the route did not handle. */
    CompletionStage<?> emit(StreamProgress progress, @Nullable Origin origin) {
        CompletionStage<?> emitted = NOTHING;
        if (kinds.contains(Emission.STEPS)) {
            for (FinishedStep step : progress.finished())
                emitted = then(emitted, () -> send(message -> writer.step(step, progress, message), origin));
        }
        Interaction whole = progress.whole();
        if (whole != null && kinds.contains(Emission.COMPLETED))
            emitted = then(emitted, () -> send(message -> writer.completed(progress, whole, message), origin));
        return emitted;
    }

    private static CompletionStage<?> then(
            CompletionStage<?> before, java.util.function.Supplier<CompletionStage<?>> next) {
        return before == NOTHING ? next.get() : before.thenCompose(done -> next.get());
    }

    private CompletionStage<?> send(Consumer<Message> write, @Nullable Origin origin) {
        CompletableFuture<Void> routed = new CompletableFuture<>();
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            if (origin != null) copyOrigin(origin, exchange);
            write.accept(exchange.getMessage());
        } catch (Exception e) {
            consumer.releaseExchange(exchange, false);
            return CompletableFuture.failedStage(e);
        }
        consumer.getAsyncProcessor().process(exchange, sync -> {
            Exception unhandled = exchange.getException();
            consumer.releaseExchange(exchange, false);
            if (unhandled != null) routed.completeExceptionally(unhandled);
            else routed.complete(null);
        });
        return routed;
    }

    private void copyOrigin(Origin origin, Exchange exchange) {
        exchange.setProperty(Exchange.CORRELATION_ID, origin.exchangeId());
        if (!copyHeaders) return;
        origin.headers().forEach((name, value) -> {
            if (!filter.applyFilterToCamelHeaders(name, value, exchange))
                exchange.getMessage().setHeader(name, value);
        });
    }
}
