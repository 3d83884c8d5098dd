// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this process has used up. The bytes of a thread that ends are counted up to the last call of {@link #look} while it
 * lived.
 */
final class Usage {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final CompilationMXBean COMPILATION = ManagementFactory.getCompilationMXBean();
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Map<Long, Long> allocatedByThread = new HashMap<>();
    private final ProcessorSpeed speed = new ProcessorSpeed();
    private int mostThreads;

    void look() {
        speed.look();
        long[] threads = THREADS.getAllThreadIds();
        long[] allocated = THREADS.getThreadAllocatedBytes(threads);
        for (int i = 0; i < threads.length; i++) allocatedByThread.merge(threads[i], allocated[i], Math::max);
        mostThreads = Math.max(mostThreads, threads.length);
    }

    /** Bytes that threads have allocated on the heap. */
    long allocated() {
        look();
        return allocatedByThread.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The highest number of threads at the same time. */
    int mostThreads() {
        return mostThreads;
    }

    /** As {@link ProcessorSpeed#perMicro}, over all looks. */
    double processorSpeed() {
        return speed.perMicro();
    }

    /** Nanoseconds of CPU. */
    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Time that the compilers have worked so far. */
    static long compilationMillis() {
        return COMPILATION.getTotalCompilationTime();
    }

    /** Resident memory in MiB; NaN where the system has no {@code /proc}. */
    static double residentMebibytes() throws IOException {
        if (!Files.exists(STATUS)) return Double.NaN;
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(Double.NaN);
    }
}
