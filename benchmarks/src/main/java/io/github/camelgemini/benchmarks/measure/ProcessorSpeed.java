// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The speed at which a fixed computation runs, in time of the processor. A processor that is shared with other machines can be
 * at half of its speed for seconds or minutes; no counter of the system shows that.
 */
final class ProcessorSpeed {

    /** Takes about 0.4 ms. */
    private static final int STEPS = 200_000;

    private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
    private static final int SHIFT = 17;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long state = 1;
    private long nanos;
    private long steps;

    /** Computes for a moment, without memory: only the processor counts. */
    void look() {
        long begun = THREADS.getCurrentThreadCpuTime();
        long next = state;
        for (int i = 0; i < STEPS; i++) {
            next = next * MULTIPLIER + i;
            next ^= next >>> SHIFT;
        }
        state = next; // read by the next look, so that the loop is not dropped
        nanos += THREADS.getCurrentThreadCpuTime() - begun;
        steps += STEPS;
    }

    /** Steps per microsecond, over all looks; NaN without one. */
    double perMicro() {
        return steps * NANOS_PER_MICRO / nanos;
    }
}
