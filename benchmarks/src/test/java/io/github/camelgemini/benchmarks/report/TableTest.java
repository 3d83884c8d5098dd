// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TableTest {

    private final List<Line> lines = List.of(
            new Line("run", 1, "one", "consumer", Map.of("rate", 948_024.4, "cpu", 1.974)),
            new Line("run", 1, "one", "genai-1", Map.of("rate", 272_338.0, "cpu", 3.79)),
            new Line("run", 2, "one", "consumer", Map.of("rate", 900_000.0, "cpu", 2.1)),
            new Line("run", 2, "one", "genai-1", Map.of()),
            new Line("run", 3, "one", "consumer", Map.of("rate", 950_000.0, "cpu", 1.96)));

    @Test
    void hasTheMedianOfTheRounds() {
        assertThat(Table.medians(lines))
                .isEqualTo(
                        """
                        | scenario | peer | per second | CPU, µs each |
                        |---|---|--:|--:|
                        | one | consumer | 948,024 | 1.97 |
                        | one | genai-1 (failed in 1 of 2) | 272,338 | 3.79 |
                        """);
    }

    @Test
    void hasTheWorstRoundBesideTheBar() {
        List<Bar> bars = List.of(
                Bar.atLeast("one", "consumer", "rate", 3, "genai-1"),
                Bar.atMost("one", "consumer", "cpu", 0.45, "genai-1"),
                Bar.atMost("one", "consumer", "threads", 32, null),
                Bar.atLeast("many", "consumer", "rate", 3, "genai-1"));
        assertThat(Table.bars(lines, bars))
                .isEqualTo(
                        """
                        | scenario | peer | figure | against | bar | worst round | met |
                        |---|---|---|---|--:|--:|--:|
                        | one | consumer | rate | genai-1 | ≥ 3 | 3.48 | yes |
                        | one | consumer | cpu | genai-1 | ≤ 0.45 | 0.521 | **no** |
                        | one | consumer | threads |  | ≤ 32 |  | not measured |
                        """);
    }

    @Test
    void readsWhatALineWrites(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("run.jsonl");
        Files.write(file, lines.stream().map(Line::json).toList());
        assertThat(Line.read(List.of(file))).isEqualTo(lines);
    }

    @Test
    void readsALine() {
        Line line = Line.read(
                "{\"run\":\"2026-11-30T02-10\",\"round\":1,\"scenario\":\"one\",\"peer\":\"floor\",\"figures\":{\"rate\":2}}");
        assertThat(line).isEqualTo(new Line("2026-11-30T02-10", 1, "one", "floor", Map.of("rate", 2.0)));
    }
}
