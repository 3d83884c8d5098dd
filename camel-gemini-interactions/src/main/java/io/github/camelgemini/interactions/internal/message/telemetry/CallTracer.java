// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanStorageManagerExchange;
import org.apache.camel.telemetry.Tracer;
import org.apache.camel.telemetry.propagation.CamelHeadersSpanContextPropagationExtractor;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans with the tracer of the Camel context. Loaded only where camel-telemetry is on the class path; without a tracer
 * in the context it makes none.
 *
 * <p>Observed: camel-telemetry 4.18.0 keeps the current span of an exchange in a property, and finds the parent of a route
 * that has none in the headers.
 */
final class CallTracer {

    private final CamelContext context;
    private final SpanStorageManagerExchange current = new SpanStorageManagerExchange();

    private CallTracer(CamelContext context) {
        this.context = context;
    }

    static CallTracer of(CamelContext context) {
        return new CallTracer(context);
    }

    TracedCall observe(ObservedCall call) {
        return new TracedCall(this, call);
    }

    /** The span of a call, below that of the exchange or of the headers; null without a tracer. */
    @Nullable
    ActiveSpan begin(String name, ObservedCall call) {
        // Looked up for each call: the application may add or replace it at any time before its routes run.
        Tracer tracer = context.hasService(Tracer.class);
        if (tracer == null || tracer.getSpanLifecycleManager() == null) return null;
        Exchange exchange = call.exchange();
        Span parent = exchange == null ? null : current.peek(exchange);
        Map<String, Object> headers =
                exchange == null ? call.trace() : exchange.getMessage().getHeaders();
        Span span = tracer.getSpanLifecycleManager()
                .create(name, parent, new CamelHeadersSpanContextPropagationExtractor(headers));
        return new ActiveSpan(tracer.getSpanLifecycleManager(), span, call.capturesContent());
    }
}
