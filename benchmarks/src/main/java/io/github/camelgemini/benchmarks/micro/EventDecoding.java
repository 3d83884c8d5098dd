// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Frames to events: the deltas that make up a stream, and the events around them. */
@State(Scope.Benchmark)
public class EventDecoding {

    private final SseFrame small = only(Sample.delta(128));
    private final SseFrame large = only(Sample.delta(4096));
    private final SseFrame arguments = only(Sample.frame(
            "step.delta",
            "{\"index\":0,\"delta\":{\"arguments\":\"{\\\"city\\\": \\\"Par\",\"type\":\"arguments_delta\"},"
                    + "\"event_type\":\"step.delta\"}"));
    private final SseFrame completed = only(Sample.COMPLETED);

    @Benchmark
    public @Nullable Object text128() {
        return EventJson.read(small);
    }

    @Benchmark
    public @Nullable Object text4096() {
        return EventJson.read(large);
    }

    @Benchmark
    public @Nullable Object arguments() {
        return EventJson.read(arguments);
    }

    @Benchmark
    public @Nullable Object completed() {
        return EventJson.read(completed);
    }

    private static SseFrame only(String text) {
        return Sample.frames(text).get(0);
    }
}
