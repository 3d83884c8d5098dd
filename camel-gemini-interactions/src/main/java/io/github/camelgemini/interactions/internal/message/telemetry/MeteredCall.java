// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.HttpAttributes;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.message.reply.FailureProperties;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** Records the meters of one call. A tag has few values: a route, a model, a reason; never an id. */
final class MeteredCall implements CallObservation {

    private final MeterRegistry registry;
    private final Tags semantic;
    private final Tags route;
    private final Tags routeAndModel;
    private final long elapsed;
    private volatile long begun;
    private volatile boolean isRequested;
    private volatile boolean isKnown;
    // Used by the thread that delivers a stream.
    private boolean hasStep;
    private boolean hasDelta;

    MeteredCall(MeterRegistry registry, ObservedCall call) {
        this.registry = registry;
        this.semantic = Tags.of(
                SpanAttributes.OPERATION_NAME, call.operation(),
                SpanAttributes.SYSTEM, call.provider(),
                SpanAttributes.REQUEST_MODEL, call.target(),
                SpanAttributes.COMPONENT, GeminiInteractionsConstants.SCHEME);
        this.elapsed = Durations.nanos(call.elapsed());
        this.route = Tags.of(MeterNames.ROUTE_TAG, call.route());
        this.routeAndModel = route.and(SpanAttributes.REQUEST_MODEL, call.target());
    }

    @Override
    public void begin() {
        begun = System.nanoTime() - elapsed;
    }

    @Override
    public Observation begin(Part part, String name) {
        switch (part) {
            case RESUME -> count(MeterNames.RESUMES, route);
            case CONTINUATION -> count(MeterNames.CONTINUATIONS, route);
            case ATTEMPT -> {
                return new Attempt();
            }
            case FUNCTION -> {
                return new Function(name);
            }
            default -> {}
        }
        // Attempts within a part count as those of the call.
        return part == Part.POLLS ? NONE : new Attempts();
    }

    private void count(String meter, Tags tags) {
        registry.counter(meter, tags).increment();
    }

    /** A part whose attempts are counted. */
    private final class Attempts implements Observation {
        @Override
        public Observation begin(Part part, String name) {
            return MeteredCall.this.begin(part, name);
        }
    }

    private final class Attempt implements Observation {
        @Override
        public void set(String attribute, @Nullable Object value) {
            if (attribute.equals(HttpAttributes.RESENDS)) count(MeterNames.RETRIES, route);
        }
    }

    private final class Function implements Observation {

        private final String name;
        private final long called = System.nanoTime();

        Function(String name) {
            this.name = name;
        }

        @Override
        public void end(@Nullable Throwable failure) {
            timer(
                            MeterNames.FUNCTIONS,
                            Tags.of(
                                    SpanAttributes.TOOL_NAME,
                                    name,
                                    SpanAttributes.ERROR_TYPE,
                                    failure == null ? "none" : ErrorTypes.of(failure)))
                    .record(System.nanoTime() - called, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void requested(InteractionRequest request) {
        isRequested = true;
        isKnown = false;
    }

    @Override
    public void known(String interactionId) {
        isKnown = true;
    }

    @Override
    public void received(InteractionEvent event, int finishedSteps) {
        if (!hasDelta && event instanceof InteractionEvent.StepGrew) {
            hasDelta = true;
            sinceBegin(MeterNames.FIRST_DELTA, routeAndModel);
        }
        if (!hasStep && finishedSteps > 0) {
            hasStep = true;
            sinceBegin(MeterNames.FIRST_STEP, routeAndModel);
        }
    }

    private void sinceBegin(String meter, Tags tags) {
        timer(meter, tags).record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String meter, Tags tags) {
        return Timer.builder(meter).tags(tags).register(registry);
    }

    @Override
    public void ended(@Nullable Interaction answer, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Futures.unwrapped(failure);
        String error = cause != null ? ErrorTypes.of(cause) : answer == null ? null : ErrorTypes.of(answer);
        // Without error.type, although Camel 4.23 adds it to a failure: Prometheus drops a meter whose tags have other
        // keys
        // than those of the first one of that name. Observed: micrometer-registry-prometheus 1.15.6.
        sinceBegin(MeterNames.OPERATION, semantic);
        Interaction paid = PaidAnswer.of(answer, cause);
        if (paid != null && paid.usage() != null) used(paid.usage());
        if (error == null) return;
        FailureProperties known = cause == null ? null : FailureProperties.of(cause);
        String reason = known != null ? known.reason() : error;
        count(MeterNames.FAILURES, route.and(MeterNames.REASON_TAG, reason));
        if (isInDoubt(cause, known)) count(MeterNames.IN_DOUBT, route);
    }

    /** A create was sent whose id did not come, and which the service may have accepted. */
    private boolean isInDoubt(@Nullable Throwable cause, @Nullable FailureProperties known) {
        if (cause instanceof InteractionInDoubtException) return true;
        return isRequested && !isKnown && known != null && !known.retrySafe();
    }

    private void used(Usage usage) {
        tokens(MeterNames.TOKEN_USAGE, semantic, "input", usage.inputTokens());
        tokens(MeterNames.TOKEN_USAGE, semantic, "output", usage.outputTokens());
        tokens(MeterNames.TOKENS, routeAndModel, "input", usage.inputTokens());
        tokens(MeterNames.TOKENS, routeAndModel, "output", usage.outputTokens());
        tokens(MeterNames.TOKENS, routeAndModel, "thought", usage.thoughtTokens());
        tokens(MeterNames.TOKENS, routeAndModel, "cached", usage.cachedTokens());
        tokens(MeterNames.TOKENS, routeAndModel, "tool_use", usage.toolUseTokens());
    }

    private void tokens(String meter, Tags tags, String type, @Nullable Long count) {
        if (count == null || count <= 0) return;
        Counter.builder(meter)
                .baseUnit("tokens")
                .tags(tags.and(MeterNames.TOKEN_TYPE_TAG, type))
                .register(registry)
                .increment(count);
    }
}
