// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Tables in Markdown: the medians of all rounds, and the worst round beside each bar. */
public final class Table {

    private Table() {}

    /** One row per scenario and peer, in the order in which they were measured. */
    public static String medians(List<Line> lines) {
        List<Figure> figures = Figure.in(lines);
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings(figures));
        for (String scenario : distinct(lines, Line::scenario)) {
            List<Line> measured = only(lines, Line::scenario, scenario);
            for (String peer : distinct(measured, Line::peer))
                rows.add(row(scenario, peer, only(measured, Line::peer, peer), figures));
        }
        return markdown(rows, 2);
    }

    private static List<String> headings(List<Figure> figures) {
        List<String> headings = new ArrayList<>(List.of("scenario", "peer"));
        figures.forEach(figure -> headings.add(figure.heading));
        return headings;
    }

    private static List<String> row(String scenario, String peer, List<Line> rounds, List<Figure> figures) {
        List<String> row = new ArrayList<>(List.of(scenario, peer + failures(rounds)));
        for (Figure figure : figures) row.add(text(figure.median(rounds)));
        return row;
    }

    private static String failures(List<Line> rounds) {
        long failures = rounds.stream().filter(line -> line.figures().isEmpty()).count();
        return failures == 0 ? "" : " (failed in %d of %d)".formatted(failures, rounds.size());
    }

    /** One row per bar whose scenario and peer are among the lines; empty if there is none. */
    public static String bars(List<Line> lines, List<Bar> bars) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("scenario", "peer", "figure", "against", "bar", "worst round", "met"));
        for (Bar bar : bars) {
            boolean isMeasured = lines.stream()
                    .anyMatch(line -> line.scenario().equals(bar.scenario())
                            && line.peer().equals(bar.peer()));
            if (isMeasured) rows.add(row(bar, bar.worst(lines)));
        }
        return rows.size() == 1 ? "" : markdown(rows, 4);
    }

    private static List<String> row(Bar bar, @Nullable Double worst) {
        return List.of(
                bar.scenario(),
                bar.peer(),
                bar.figure(),
                bar.other() == null ? "" : bar.other(),
                (bar.isLeast() ? "≥ " : "≤ ") + number(bar.bar()),
                text(worst),
                worst == null ? "not measured" : bar.isMet(worst) ? "yes" : "**no**");
    }

    private static String number(double bar) {
        return bar == Math.rint(bar) ? String.format(Locale.ROOT, "%,d", (long) bar) : Double.toString(bar);
    }

    static List<String> distinct(List<Line> lines, Function<Line, String> of) {
        return lines.stream().map(of).distinct().toList();
    }

    static List<Line> only(List<Line> lines, Function<Line, String> of, String value) {
        return lines.stream().filter(line -> of.apply(line).equals(value)).toList();
    }

    private static String text(@Nullable Double value) {
        return value == null ? "" : Figure.text(value);
    }

    /** @param left number of columns that are aligned to the left */
    private static String markdown(List<List<String>> rows, int left) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            text.append(row.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
            if (i > 0) continue;
            text.append('|');
            for (int column = 0; column < row.size(); column++) text.append(column < left ? "---|" : "--:|");
            text.append('\n');
        }
        return text.toString();
    }
}
