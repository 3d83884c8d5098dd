// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.util.List;
import java.util.stream.Stream;

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

    /** One step of {@link #SMALL}. */
    private static final Answer STEP = new Answer(1, 2048, 30);

    /** 32 KB, an answer of about 1,300 words. */
    private static final Answer USUAL = new Answer(1, 256, 30);

    /** 64 MiB of text in one step. */
    private static final Answer LONG = new Answer(1, 16 << 10, 4 << 10);

    private static final int MEGABYTE = 1 << 20;

    private static final List<Scenario> ALL = List.of(
            new Scenario("one", Work.STREAM, 1, SMALL, 0, HEAP),
            new Scenario("many", Work.STREAM, 64, SMALL, 0, HEAP),
            new Scenario("large", Work.STREAM, 1, LARGE, 0, HEAP),
            new Scenario("unary-1", Work.UNARY, 1, UNARY, 0, HEAP),
            new Scenario("unary-64", Work.UNARY, 64, UNARY, 0, HEAP),
            new Scenario("upload-1", Work.UNARY, 1, UNARY, MEGABYTE, HEAP),
            new Scenario("upload-64", Work.UNARY, 64, UNARY, MEGABYTE, HEAP),
            new Scenario("first", Work.FIRST, 1, SHORT, 0, HEAP),
            new Scenario("held-2000", Work.HELD, 2_000, SHORT, 0, HEAP),
            new Scenario("held-10000", Work.HELD, 10_000, SHORT, 0, HEAP),
            new Scenario("slow", Work.SLOW, 1, STEP, 0, HEAP),
            new Scenario("heap-64", Work.LONG, 1, LONG, 0, "64m"),
            new Scenario("loop", Work.LOOP, 1, UNARY, 0, HEAP),
            new Scenario("awaits", Work.AWAIT, 10_000, SHORT, 0, HEAP),
            new Scenario("startup", Work.START, 1_000, SHORT, 0, HEAP));

    /** Streams at the same time, with the same small events in each. */
    private static final List<Integer> STREAMS = List.of(1, 10, 100, 1_000, 10_000);

    /** Bytes of an answer. */
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000, 64_000_000);

    private static final int SMALL_FRAME = 128;

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }

    /** Scenarios in which one number grows, which is the end of their names: streams, bytes of a stream, bytes of an answer. */
    public static List<Scenario> growth() {
        return Stream.of(
                        STREAMS.stream()
                                .map(streams -> new Scenario("streams-" + streams, Work.MANY, streams, USUAL, 0, HEAP)),
                        SIZES.stream()
                                .map(bytes -> new Scenario(
                                        "stream-bytes-" + bytes,
                                        Work.MANY,
                                        1,
                                        new Answer(1, bytes / SMALL_FRAME, 30),
                                        0,
                                        HEAP)),
                        SIZES.stream()
                                .map(bytes -> new Scenario(
                                        "answer-bytes-" + bytes, Work.UNARY, 1, new Answer(1, 1, bytes), 0, HEAP)))
                .flatMap(scenarios -> scenarios)
                .toList();
    }

    /** Names of all scenarios, those of growth last. */
    public static List<String> names() {
        return everything().map(Scenario::name).toList();
    }

    private static Stream<Scenario> everything() {
        return Stream.concat(ALL.stream(), growth().stream());
    }

    /** @throws IllegalArgumentException if there is no scenario of that name */
    public static Scenario named(String name) {
        return everything()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No scenario " + name + "; there are: "
                        + ALL.stream().map(Scenario::name).toList()));
    }
}
