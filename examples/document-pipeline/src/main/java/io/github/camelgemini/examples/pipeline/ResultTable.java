// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a run did, for people. Names and numbers only: nothing of what a document or an answer says. */
final class ResultTable {

    private record Column(String head, ToLongFunction<Ledger.Row> number) {}

    private static final List<Column> NUMBERS = List.of(
            new Column("bytes", Ledger.Row::bytes),
            new Column("rows", row -> 1),
            new Column("steps sent", Ledger.Row::stepsSent),
            new Column("step rows", Ledger.Row::stepsWritten),
            new Column("tokens in", Ledger.Row::inputTokens),
            new Column("out", Ledger.Row::outputTokens),
            new Column("thought", Ledger.Row::thoughtTokens),
            new Column("all", Ledger.Row::totalTokens));

    private ResultTable() {}

    /**
     * @param rows the documents that have a row
     * @param missing the documents that have none, by name
     * @param time of the whole run; documents overlap, so theirs add up to more
     */
    static String of(List<Ledger.Row> rows, List<String> missing, Duration time) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(line("document", "outcome", NUMBERS.stream().map(Column::head), "time"));
        rows.stream()
                .sorted(Comparator.comparing(Ledger.Row::file))
                .map(row -> line(
                        row.file(),
                        row.outcome(),
                        NUMBERS.stream().map(column -> number(column.number().applyAsLong(row))),
                        seconds(row.time())))
                .forEach(lines::add);
        for (String name : missing)
            lines.add(line(name, "NO ROW", NUMBERS.stream().map(column -> "-"), "-"));
        long failed =
                rows.stream().filter(row -> row.outcome().equals("failed")).count();
        lines.add(line(
                rows.size() + missing.size() + " documents",
                failed == 0 ? "" : failed + " failed",
                NUMBERS.stream()
                        .map(column ->
                                number(rows.stream().mapToLong(column.number()).sum())),
                seconds(time)));
        return layOut(lines);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static List<String> line(
            String name, String outcome, java.util.stream.Stream<String> numbers, String time) {
        List<String> line = new ArrayList<>(List.of(name, outcome));
        numbers.forEach(line::add);
        line.add(time);
        return line;
    }

    private static String layOut(List<List<String>> lines) {
        int columns = lines.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(c -> lines.stream()
                        .mapToInt(line -> line.get(c).length())
                        .max()
                        .orElse(0))
                .toArray();
        String rule = Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining("  "));
        List<String> table = new ArrayList<>();
        for (List<String> line : lines) {
            table.add(IntStream.range(0, columns)
                    .mapToObj(c -> String.format("%" + (c < 2 ? "-" : "") + widths[c] + "s", line.get(c)))
                    .collect(Collectors.joining("  "))
                    .stripTrailing());
        }
        table.add(1, rule);
        table.add(table.size() - 1, rule);
        return String.join(System.lineSeparator(), table) + System.lineSeparator();
    }
}
