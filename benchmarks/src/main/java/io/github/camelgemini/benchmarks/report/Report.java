// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.github.camelgemini.benchmarks.measure.Scenarios;
import org.jspecify.annotations.Nullable;

/** All tables and pictures of some results files. */
public final class Report {

    private final List<Line> lines;

    public Report(List<Path> files) throws IOException {
        List<String> order = Scenarios.names();
        lines = Line.read(files).stream()
                .sorted(Comparator.comparingInt(line -> order.indexOf(line.scenario())))
                .toList();
    }

    /** Prints the tables. */
    public void print(PrintStream out) {
        out.println();
        out.println(tables());
    }

    /** Each bar of which a measured figure is not even half; noise does not explain that. */
    public List<String> collapses() {
        return Bars.ALL.stream().map(this::collapse).filter(Objects::nonNull).toList();
    }

    private @Nullable String collapse(Bar bar) {
        Double worst = bar.worst(lines);
        return worst == null || !bar.isCollapse(worst)
                ? null
                : "Collapsed: %s, %s, %s is %s%s, the bar is %s"
                        .formatted(
                                bar.scenario(),
                                bar.peer(),
                                bar.figure(),
                                Figure.text(worst),
                                bar.other() == null ? "" : " of " + bar.other(),
                                bar.bar());
    }

    /**
     * Writes the tables as {@code report.md}, and each picture for which there are figures as an SVG.
     *
     * @param folder for the tables
     * @param pictures folder for the pictures
     */
    public void write(Path folder, Path pictures) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(pictures);
        Files.writeString(folder.resolve("report.md"), tables());
        picture(pictures, "rates", Plot.bars("Events or answers per second", timed(), "rate"));
        picture(pictures, "cpu", Plot.bars("CPU per event or answer, µs", timed(), "cpu"));
        curve(pictures, "streams-", "streams at the same time", "cpu");
        curve(pictures, "streams-", "streams at the same time", "rss");
        curve(pictures, "stream-bytes-", "bytes of a stream", "cpu");
        curve(pictures, "stream-bytes-", "bytes of a stream", "rss");
        curve(pictures, "answer-bytes-", "bytes of an answer", "cpu");
        curve(pictures, "answer-bytes-", "bytes of an answer", "rss");
    }

    private String tables() {
        return Table.medians(lines) + '\n' + Table.bars(lines, Bars.ALL);
    }

    /** Without the scenarios of growth, which have pictures of their own, and those whose rate is the server's or the route's. */
    private List<Line> timed() {
        return lines.stream()
                .filter(line -> !line.scenario().matches("(streams|stream-bytes|answer-bytes|held|heap)-\\d+|slow"))
                .toList();
    }

    private void curve(Path folder, String prefix, String unit, String figure) throws IOException {
        String title = Figure.valueOf(figure).heading + ", by " + unit;
        picture(folder, prefix + figure, Curve.of(title, lines, prefix, unit, figure));
    }

    private static void picture(Path folder, String name, String svg) throws IOException {
        if (!svg.isEmpty()) Files.writeString(folder.resolve("benchmarks-" + name + ".svg"), svg);
    }
}
