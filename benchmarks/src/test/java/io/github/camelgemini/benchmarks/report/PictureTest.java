// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.io.StringReader;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class PictureTest {

    @Test
    void barsAreInProportion() throws Exception {
        List<Line> lines = List.of(
                BarTest.line(1, "genai-1", "rate", 100),
                BarTest.line(1, "consumer", "rate", 400),
                BarTest.line(1, "floor", "rate", 800));
        String svg = Plot.bars("Events & <rates>", lines, "rate");
        assertThat(parsed(svg).getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(svg)
                .contains(
                        "width='500.0' height='18.0' rx='2' class='floor'",
                        "width='250.0' height='18.0' rx='2' class='ours'",
                        "width='62.5' height='18.0' rx='2' class='other'");
    }

    @Test
    void aScenarioWithoutTheFigureHasNoPanel() {
        List<Line> lines = List.of(
                BarTest.line(1, "consumer", "rate", 400), new Line("run", 1, "slow", "channel", Map.of("heap", 2.0)));
        assertThat(Plot.bars("Rates", lines, "rate")).contains(">one<").doesNotContain(">slow<");
    }

    @Test
    void aCostThatDoesNotGrowIsALevelLine() throws Exception {
        List<Line> lines = List.of(
                new Line("run", 1, "streams-1", "channel", Map.of("cpu", 2.0)),
                new Line("run", 1, "streams-10", "channel", Map.of("cpu", 2.0)),
                new Line("run", 1, "streams-100", "channel", Map.of("cpu", 2.0)),
                new Line("run", 1, "one", "channel", Map.of("cpu", 9.0)));
        String svg = Curve.of("Growth", lines, "streams-", "streams", "cpu");
        assertThat(parsed(svg).getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(svg).contains("points='100.0,263.7 360.0,263.7 620.0,263.7'");
    }

    @Test
    void largeNumbersAreShort() {
        List<Line> lines = List.of(
                new Line("run", 1, "answer-bytes-10000", "producer", Map.of("cpu", 2.0)),
                new Line("run", 1, "answer-bytes-64000000", "producer", Map.of("cpu", 3.0)));
        assertThat(Curve.of("Growth", lines, "answer-bytes-", "bytes", "cpu")).contains(">10,000<", ">64 M<");
    }

    @Test
    void aFigureThatNoLineHasIsNoPicture() {
        assertThat(Curve.of("Growth", List.of(BarTest.line(1, "channel", "rate", 1)), "streams-", "streams", "cpu"))
                .isEmpty();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
