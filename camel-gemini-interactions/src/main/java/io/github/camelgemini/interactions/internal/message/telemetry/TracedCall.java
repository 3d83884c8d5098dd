// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.time.Duration;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/** The span of a call, with a child for each part. Its tokens are those of all rounds and parts, so that a sum counts once. */
final class TracedCall implements CallObservation {

    private final CallTracer tracer;
    private final ObservedCall call;
    // Set when the call begins, before any other thread knows this.
    private volatile @Nullable ActiveSpan span;
    private volatile long begun;
    // Used by the thread that delivers a stream.
    private boolean isStarted;
    // Set by the first request.
    private volatile boolean isRequested;

    TracedCall(CallTracer tracer, ObservedCall call) {
        this.tracer = tracer;
        this.call = call;
    }

    @Override
    public void begin() {
        begun = System.nanoTime();
        ActiveSpan begin = tracer.begin(call.operation() + " " + call.target(), call);
        if (begin == null) return;
        span = begin;
        begin.set(SpanAttributes.OPERATION_NAME, call.operation());
        begin.set(SpanAttributes.SYSTEM, call.provider());
        begin.set(SpanAttributes.PROVIDER_NAME, call.provider());
        begin.set(SpanAttributes.COMPONENT, GeminiInteractionsConstants.SCHEME);
        begin.set(SpanAttributes.REQUEST_MODEL, call.target());
        begin.set(SpanAttributes.AGENT_NAME, call.agent());
    }

    @Override
    public Observation begin(Part part, String name) {
        ActiveSpan open = span;
        return open == null ? NONE : open.begin(part, name);
    }

    /** The first request is that of the call; those of later rounds continue it. */
    @Override
    public void requested(InteractionRequest request) {
        if (isRequested) return;
        isRequested = true;
        if (request.stream()) set(SpanAttributes.REQUEST_STREAM, true);
        set(SpanAttributes.PREVIOUS_RESPONSE_ID, request.previousInteractionId());
        if (!call.capturesContent()) return;
        set(SpanAttributes.SYSTEM_INSTRUCTIONS, ContentCapture.instructions(request));
        set(SpanAttributes.INPUT_MESSAGES, ContentCapture.messages(request.input()));
    }

    @Override
    public void known(String interactionId) {
        set(SpanAttributes.RESPONSE_ID, interactionId);
    }

    @Override
    public void received(InteractionEvent event, int finishedSteps) {
        if (isStarted || !(event instanceof InteractionEvent.StepGrew)) return;
        isStarted = true;
        set(SpanAttributes.TIME_TO_FIRST_CHUNK, seconds(System.nanoTime() - begun));
    }

    private static double seconds(long nanos) {
        return nanos / (double) Duration.ofSeconds(1).toNanos();
    }

    @Override
    public void ended(@Nullable Interaction answer, @Nullable Throwable failure) {
        ActiveSpan open = span;
        if (open == null) return;
        Interaction paid = PaidAnswer.of(answer, failure);
        if (paid != null) answered(open, paid);
        open.end(failure);
    }

    private void answered(ActiveSpan open, Interaction answer) {
        open.set(SpanAttributes.RESPONSE_ID, answer.id());
        open.set(SpanAttributes.RESPONSE_MODEL, answer.model());
        open.set(SpanAttributes.FINISH_REASONS, answer.status().word());
        Usage usage = answer.usage();
        if (usage != null) {
            open.set(SpanAttributes.INPUT_TOKENS, usage.inputTokens());
            open.set(SpanAttributes.OUTPUT_TOKENS, usage.outputTokens());
            open.set(SpanAttributes.CACHED_TOKENS, usage.cachedTokens());
            open.set(SpanAttributes.THOUGHT_TOKENS, usage.thoughtTokens());
        }
        if (call.capturesContent()) open.set(SpanAttributes.OUTPUT_MESSAGES, ContentCapture.messages(answer.steps()));
        String error = ErrorTypes.of(answer);
        if (error != null) open.failed(error);
    }

    @Override
    public void set(String attribute, @Nullable Object value) {
        ActiveSpan open = span;
        if (open != null) open.set(attribute, value);
    }

    @Override
    public Map<String, String> context() {
        ActiveSpan open = span;
        return open == null ? Map.of() : open.context();
    }
}
