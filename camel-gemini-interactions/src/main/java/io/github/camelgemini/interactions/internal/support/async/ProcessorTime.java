// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** The time that processors have worked for threads. */
final class ProcessorTime {

    /** Loaded with the first question, which no application asks whose threads keep up. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ProcessorTime() {}

    /** Nanoseconds; 0 for a thread that has ended or is virtual, and where the JVM does not measure it. */
    static long of(long... threads) {
        try {
            return Arrays.stream(threads)
                    .map(THREADS::getThreadCpuTime)
                    .filter(nanos -> nanos > 0)
                    .sum();
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }
}
