// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Traces and metrics of the calls of one component: through the tracer of camel-telemetry, such as camel-opentelemetry2, and
 * the {@code MeterRegistry} of the Camel context, such as that of camel-micrometer. Without both, nothing is observed. Any
 * thread.
 */
public final class Telemetry {

    /** Property that switches off what Camel's components for AI report. */
    static final String ENABLED = "camel.aiObservability.enabled";

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private static final String TRACER = "org.apache.camel.telemetry.Tracer";
    private static final String METER_REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

    private final @Nullable CallTracer tracer;
    private final @Nullable CallMeters meters;

    private Telemetry(@Nullable CallTracer tracer, @Nullable CallMeters meters) {
        this.tracer = tracer;
        this.meters = meters;
    }

    /**
     * What the application has.
     *
     * @param openStreams number of open streams
     */
    public static Telemetry of(CamelContext context, IntSupplier openStreams) {
        if (!isEnabled(context)) return new Telemetry(null, null);
        return new Telemetry(
                isPresent(context, TRACER) ? CallTracer.of(context) : null,
                isPresent(context, METER_REGISTRY) ? CallMeters.of(context, openStreams) : null);
    }

    private static boolean isEnabled(CamelContext context) {
        return context.getPropertiesComponent()
                .resolveProperty(ENABLED)
                .map(value -> !value.trim().equalsIgnoreCase("false"))
                .orElse(true);
    }

    private static boolean isPresent(CamelContext context, String className) {
        return context.getClassResolver().resolveClass(className) != null;
    }

    /** An observation of a call, which has not begun. */
    public CallObservation observe(ObservedCall call) {
        List<CallObservation> all = new ArrayList<>(2);
        try {
            if (tracer != null) all.add(tracer.observe(call));
            if (meters != null) all.add(meters.observe(call));
        } catch (Throwable e) { // a tracer or registry of any version
            LOG.warn("A call is not observed", e);
        }
        return Observations.of(all);
    }

    /** Removes what was registered. */
    public void close() {
        if (meters != null) meters.close();
    }
}
