// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.Map;

import io.github.camelgemini.interactions.internal.client.observation.Observation;
import org.apache.camel.Exchange;

/** Makes the route of an exchange a child of an observation. */
public final class TraceContext {

    /**
     * Property of camel-telemetry with the current span of an exchange, which it prefers to the headers. An exchange that has
     * the properties of another one would continue the other's span.
     *
     * <p>Observed: SpanStorageManagerExchange of camel-telemetry 4.18.0.
     */
    private static final String CURRENT_SPAN = "tracing.activeSpan";

    private TraceContext() {}

    /** Before the route of the exchange begins; no effect without tracing. */
    public static void enter(Exchange exchange, Observation observation) {
        Map<String, String> context = observation.context();
        if (context.isEmpty()) return;
        exchange.removeProperty(CURRENT_SPAN);
        context.forEach(exchange.getMessage()::setHeader);
    }
}
