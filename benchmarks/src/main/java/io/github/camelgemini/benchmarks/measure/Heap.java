// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.lang.management.ManagementFactory;

/** The heap behind a garbage collection: what is in use, without what is garbage. */
public final class Heap {

    private static final double MEBI = 1 << 20;

    private Heap() {}

    /** Collects, and returns the MiB that are left. */
    public static double usedMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
    }
}
