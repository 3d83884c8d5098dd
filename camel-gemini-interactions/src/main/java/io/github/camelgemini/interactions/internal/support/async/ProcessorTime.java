// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** The time that processors have worked for threads. */
final class ProcessorTime {

    private ProcessorTime() {}

    /** Nanoseconds; 0 for a thread that has ended or is virtual, and where the JVM does not measure it. */
    static long of(long... threads) {
        ThreadMXBean known = ManagementFactory.getThreadMXBean();
        try {
            return Arrays.stream(threads)
                    .map(known::getThreadCpuTime)
                    .filter(nanos -> nanos > 0)
                    .sum();
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }
}
