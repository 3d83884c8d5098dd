// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.HashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.observation.Observation;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.propagation.CamelHeadersSpanContextPropagationExtractor;
import org.jspecify.annotations.Nullable;

/** A span that has begun, and its children. It is never the current span of a thread: a call moves between threads. */
final class ActiveSpan implements Observation {

    private static final CamelHeadersSpanContextPropagationExtractor NO_HEADERS =
            new CamelHeadersSpanContextPropagationExtractor(Map.of());

    private final SpanLifecycleManager spans;
    private final Span span;
    private final boolean capturesContent;
    private final Map<String, String> context = new HashMap<>();

    ActiveSpan(SpanLifecycleManager spans, Span span, boolean capturesContent) {
        this.capturesContent = capturesContent;
        this.spans = spans;
        this.span = span;
        spans.inject(span, context::put, false);
    }

    @Override
    public Observation begin(Part part, String name) {
        String spanName = part == Part.FUNCTION ? "execute_tool " + name : name;
        ActiveSpan child = new ActiveSpan(spans, spans.create(spanName, span, NO_HEADERS), capturesContent);
        if (part == Part.FUNCTION) {
            child.set(SpanAttributes.OPERATION_NAME, "execute_tool");
            child.set(SpanAttributes.TOOL_NAME, name);
            child.set(SpanAttributes.TOOL_TYPE, "function");
        }
        return child;
    }

    @Override
    public void set(String attribute, @Nullable Object value) {
        if (value == null) return;
        boolean isContent = SpanAttributes.CONTENT.contains(attribute);
        if (!isContent) span.setTag(attribute, value.toString());
        else if (capturesContent) span.setTag(attribute, value.toString());
    }

    @Override
    public void end(@Nullable Throwable failure) {
        if (failure != null) failed(ErrorTypes.of(failure));
        spans.deactivate(span);
        spans.close(span);
    }

    /** The class of a failure; its message may quote content. */
    void failed(String errorType) {
        span.setError(true);
        span.setTag(SpanAttributes.ERROR_TYPE, errorType);
    }

    @Override
    public Map<String, String> context() {
        return context;
    }
}
