// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.util.List;

import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** All scenarios, in the order in which they run. */
public final class Scenarios {

    private static final String HEAP = "1g";

    /** Frames of 127 bytes, 128 where the text has a line break; about as much per step as the longest answer of a model. */
    private static final Answer SMALL = new Answer(20, 2048, 30);

    /** Frames of about 4 KB; as many bytes per stream as {@link #SMALL}. */
    private static final Answer LARGE = new Answer(20, 64, 3950);

    private static final Answer SHORT = new Answer(1, 10, 30);

    /** 2 KB of JSON. */
    private static final Answer UNARY = new Answer(1, 1, 1505);

    private static final int MEGABYTE = 1 << 20;

    private static final List<Scenario> ALL = List.of(
            new Scenario("one", Work.STREAM, 1, SMALL, 0, HEAP),
            new Scenario("many", Work.STREAM, 64, SMALL, 0, HEAP),
            new Scenario("large", Work.STREAM, 1, LARGE, 0, HEAP),
            new Scenario("unary-1", Work.UNARY, 1, UNARY, 0, HEAP),
            new Scenario("unary-64", Work.UNARY, 64, UNARY, 0, HEAP),
            new Scenario("upload-1", Work.UNARY, 1, UNARY, MEGABYTE, HEAP),
            new Scenario("upload-64", Work.UNARY, 64, UNARY, MEGABYTE, HEAP),
            new Scenario("first", Work.FIRST, 1, SHORT, 0, HEAP));

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException if there is no scenario of that name */
    public static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No scenario " + name + "; there are: "
                        + ALL.stream().map(Scenario::name).toList()));
    }
}
