// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A column of the table: what a name in {@link Line#figures()} means. */
enum Figure {
    rate("per second"),
    cpu("CPU, µs each"),
    allocated("allocated, bytes each"),
    threads("threads"),
    rss("RSS, MiB"),
    heap("heap, MiB"),
    p50("p50, µs"),
    p99("p99, µs"),
    requests("requests per second"),
    startup("start-up, ms"),
    processor("speed of the processor");

    final String heading;

    Figure(String heading) {
        this.heading = heading;
    }

    /** The figures that at least one line has. */
    static List<Figure> in(List<Line> lines) {
        return Arrays.stream(values())
                .filter(figure -> lines.stream().anyMatch(line -> figure.of(line) != null))
                .toList();
    }

    @Nullable
    Double of(Line line) {
        return line.figures().get(name());
    }

    /** The median of the lines that have this figure; null if none has it. */
    @Nullable
    Double median(List<Line> lines) {
        double[] sorted = lines.stream()
                .map(this::of)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) return null;
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A number with three significant digits or more; a whole one without decimals. */
    static String text(double value) {
        if (value == Math.rint(value)) return String.format(Locale.ROOT, "%,.0f", value);
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : size >= 0.995 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
