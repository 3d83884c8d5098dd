// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.function.IntSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Meters of one component in the registry of the application. Loaded only where Micrometer is on the class path. */
final class CallMeters {

    /** Name under which camel-micrometer looks for its registry. */
    private static final String REGISTRY = "metricsRegistry";

    private final MeterRegistry registry;
    private final Meter openStreams;

    private CallMeters(MeterRegistry registry, IntSupplier openStreams) {
        this.registry = registry;
        this.openStreams = Gauge.builder(MeterNames.OPEN_STREAMS, openStreams, IntSupplier::getAsInt)
                .description("Open streams, including those between two connections")
                .strongReference(true) // nothing else holds the supplier: the gauge would say NaN after a collection
                .register(registry);
    }

    /** Null if the context has no registry. */
    static @Nullable CallMeters of(CamelContext context, IntSupplier openStreams) {
        MeterRegistry registry = context.getRegistry().lookupByNameAndType(REGISTRY, MeterRegistry.class);
        if (registry == null) registry = context.getRegistry().findSingleByType(MeterRegistry.class);
        return registry == null ? null : new CallMeters(registry, openStreams);
    }

    MeteredCall observe(ObservedCall call) {
        return new MeteredCall(registry, call);
    }

    void close() {
        registry.remove(openStreams);
    }
}
