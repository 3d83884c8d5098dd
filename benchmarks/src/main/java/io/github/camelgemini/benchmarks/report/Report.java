// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** All tables and pictures of some results files. */
public final class Report {

    private final List<Line> lines;

    public Report(List<Path> files) throws IOException {
        lines = Line.read(files);
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

    /** Writes the tables as {@code report.md}, and each picture for which there are figures as an SVG. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), tables());
        picture(folder, "rates", Plot.bars("Events or answers per second", timed(), "rate"));
        picture(folder, "cpu", Plot.bars("CPU per event or answer, µs", timed(), "cpu"));
        picture(folder, "memory", Plot.bars("Resident memory, MiB", timed(), "rss"));
        curve(folder, "streams-", "streams at the same time", "cpu");
        curve(folder, "streams-", "streams at the same time", "rss");
        curve(folder, "stream-bytes-", "bytes of a stream", "cpu");
        curve(folder, "stream-bytes-", "bytes of a stream", "rss");
        curve(folder, "answer-bytes-", "bytes of an answer", "cpu");
        curve(folder, "answer-bytes-", "bytes of an answer", "rss");
    }

    private String tables() {
        return Table.medians(lines) + '\n' + Table.bars(lines, Bars.ALL);
    }

    /** Without the scenarios of growth, which have pictures of their own. */
    private List<Line> timed() {
        return lines.stream()
                .filter(line -> !line.scenario().matches("(streams|stream-bytes|answer-bytes)-\\d+"))
                .toList();
    }

    private void curve(Path folder, String prefix, String unit, String figure) throws IOException {
        String title = Figure.valueOf(figure).heading + ", by " + unit;
        picture(folder, prefix + figure, Curve.of(title, lines, prefix, unit, figure));
    }

    private static void picture(Path folder, String name, String svg) throws IOException {
        if (!svg.isEmpty()) Files.writeString(folder.resolve(name + ".svg"), svg);
    }
}
