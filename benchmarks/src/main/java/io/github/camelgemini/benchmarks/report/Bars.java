// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.List;

import static io.github.camelgemini.benchmarks.report.Bar.atLeast;
import static io.github.camelgemini.benchmarks.report.Bar.atMost;

/** The bars: a run meets one if its worst round does. */
public final class Bars {

    /** All bars, in the order of the table. */
    public static final List<Bar> ALL = List.of(
            atLeast("one", "consumer", "rate", 3, "genai-1"),
            atLeast("one", "consumer", "rate", 3, "genai-2"),
            atLeast("one", "consumer", "rate", 4, "camel-http"),
            atLeast("one", "consumer", "rate", 0.35, "floor"),
            atLeast("one", "channel", "rate", 3, "genai-1"),
            atLeast("one", "channel", "rate", 3, "genai-2"),
            atLeast("one", "channel", "rate", 4, "camel-http"),
            atLeast("one", "channel", "rate", 0.35, "floor"),
            atLeast("one", "iterator", "rate", 2, "genai-1"),
            atLeast("one", "iterator", "rate", 2, "genai-2"),
            atMost("one", "consumer", "cpu", 0.45, "genai-1"),
            atMost("one", "consumer", "cpu", 0.45, "genai-2"),
            atMost("one", "consumer", "allocated", 0.33, "genai-1"),
            atMost("one", "consumer", "allocated", 0.33, "genai-2"),
            atMost("one", "channel", "cpu", 0.45, "genai-1"),
            atMost("one", "channel", "allocated", 0.33, "genai-1"),
            //
            atLeast("many", "consumer", "rate", 2.5, "genai-1"),
            atLeast("many", "consumer", "rate", 2.5, "genai-2"),
            atLeast("many", "consumer", "rate", 4, "camel-http"),
            atLeast("many", "consumer", "rate", 0.22, "floor"),
            atLeast("many", "channel", "rate", 2.5, "genai-1"),
            atLeast("many", "channel", "rate", 2.5, "genai-2"),
            atLeast("many", "channel", "rate", 4, "camel-http"),
            atLeast("many", "channel", "rate", 0.22, "floor"),
            //
            atLeast("large", "consumer", "rate", 5, "genai-1"),
            atLeast("large", "consumer", "rate", 5, "genai-2"),
            atLeast("large", "consumer", "rate", 5, "camel-http"),
            atLeast("large", "consumer", "rate", 1, "floor"),
            //
            atLeast("unary-1", "producer", "rate", 1, "genai-1"),
            atLeast("unary-1", "producer", "rate", 1, "genai-2"),
            atLeast("unary-64", "producer", "rate", 2, "genai-1"),
            atLeast("unary-64", "producer", "rate", 2, "genai-2"),
            //
            atMost("first", "channel", "p50", 1, "genai-1"),
            atMost("first", "channel", "p50", 1, "genai-2"),
            atMost("first", "channel", "p99", 1, "genai-1"),
            atMost("first", "channel", "p99", 1, "genai-2"),
            //
            atMost("held-10000", "channel", "threads", 32, null),
            atMost("held-10000", "channel", "rss", 0.25, "camel-http"),
            atMost("held-10000", "channel", "p99", 5_000, null), // µs
            //
            atMost("slow", "channel", "heap", 4, null), // MiB more than at the beginning
            atMost("slow", "consumer", "heap", 4, null),
            atMost("heap-64", "channel", "heap", 4, null), // the same, while 64 MiB of text are read
            atMost("heap-64", "consumer", "heap", 4, null));

    private Bars() {}
}
