// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.util.List;

import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Events to an interaction: one step of a thousand deltas. */
@State(Scope.Benchmark)
public class Accumulation {

    private static final int DELTAS = 1_000;

    /** What somebody asks for: the types of the steps alone, each step, or the whole answer. */
    @Param({"ALL", "STEPS", "TYPES"})
    public InteractionAccumulator.Collects collects = InteractionAccumulator.Collects.ALL;

    private final List<InteractionEvent> events = Sample.events(
            Sample.CREATED + Sample.START + Sample.delta(128).repeat(DELTAS) + Sample.STOP + Sample.COMPLETED);

    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public Object delta() {
        InteractionAccumulator accumulator = new InteractionAccumulator(collects);
        for (InteractionEvent event : events) accumulator.add(event);
        return accumulator.interaction();
    }
}
