// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BarTest {

    private final List<Line> lines = List.of(
            line(1, "consumer", "rate", 300),
            line(1, "genai-1", "rate", 100),
            line(2, "consumer", "rate", 200),
            line(2, "genai-1", "rate", 50),
            line(3, "consumer", "rate", 280),
            line(3, "genai-1", "rate", 100));

    @Test
    void comparesPeersOfOneRoundAndTakesTheWorstRound() {
        assertThat(Bar.atLeast("one", "consumer", "rate", 3, "genai-1").worst(lines))
                .isEqualTo(2.8);
        assertThat(Bar.atMost("one", "consumer", "rate", 3, "genai-1").worst(lines))
                .isEqualTo(4.0);
    }

    @Test
    void comparesRoundsOfOneRunOnly() {
        List<Line> twoRuns = List.of(
                new Line("a", 1, "one", "consumer", Map.of("rate", 300.0)),
                new Line("b", 1, "one", "genai-1", Map.of("rate", 100.0)));
        assertThat(Bar.atLeast("one", "consumer", "rate", 3, "genai-1").worst(twoRuns))
                .isNull();
    }

    @Test
    void anAbsoluteBarIsTheFigureItself() {
        assertThat(Bar.atMost("one", "consumer", "rate", 250, null).worst(lines))
                .isEqualTo(300);
    }

    @Test
    void aPeerWithoutFiguresIsNotCompared() {
        List<Line> failed = List.of(line(1, "consumer", "rate", 300), new Line("run", 1, "one", "genai-1", Map.of()));
        assertThat(Bar.atLeast("one", "consumer", "rate", 3, "genai-1").worst(failed))
                .isNull();
    }

    @Test
    void halfOfABarIsACollapse() {
        Bar least = Bar.atLeast("one", "consumer", "rate", 3, "genai-1");
        assertThat(least.isMet(3)).isTrue();
        assertThat(least.isMet(2.9)).isFalse();
        assertThat(least.isCollapse(1.5)).isFalse();
        assertThat(least.isCollapse(1.4)).isTrue();

        Bar most = Bar.atMost("one", "consumer", "cpu", 0.45, "genai-1");
        assertThat(most.isMet(0.45)).isTrue();
        assertThat(most.isMet(0.46)).isFalse();
        assertThat(most.isCollapse(0.9)).isFalse();
        assertThat(most.isCollapse(0.91)).isTrue();
    }

    @Test
    void eachBarNamesAFigureThatTheTableHas() {
        assertThat(Bars.ALL).allSatisfy(bar -> Figure.valueOf(bar.figure()));
        assertThat(Bars.ALL).doesNotHaveDuplicates();
    }

    static Line line(int round, String peer, String figure, double value) {
        return new Line("run", round, "one", peer, Map.of(figure, value));
    }
}
