// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run did, for people. Names and numbers only: nothing of what a document or an answer says. */
final class ResultTable {

    private static final List<String> HEAD = List.of(
            "document", "bytes", "outcome", "rows", "steps sent", "steps written", "tokens in", "out", "all", "time");
    private static final int TEXT_COLUMNS = 1;

    private ResultTable() {}

    static String of(List<Ledger.Row> rows, List<String> missing, Duration wall) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Ledger.Row row : rows) {
            lines.add(List.of(
                    row.file(),
                    number(row.bytes()),
                    row.outcome(),
                    "1",
                    number(row.stepsSent()),
                    number(row.stepsWritten()),
                    number(row.inputTokens()),
                    number(row.outputTokens()),
                    number(row.totalTokens()),
                    seconds(row.time())));
        }
        for (String name : missing) lines.add(List.of(name, "", "no row", "0", "0", "0", "0", "0", "0", "-"));
        lines.add(List.of(
                rows.size() + missing.size() + " documents",
                number(rows.stream().mapToLong(Ledger.Row::bytes).sum()),
                "",
                number(rows.size()),
                number(rows.stream().mapToLong(Ledger.Row::stepsSent).sum()),
                number(rows.stream().mapToLong(Ledger.Row::stepsWritten).sum()),
                number(rows.stream().mapToLong(Ledger.Row::inputTokens).sum()),
                number(rows.stream().mapToLong(Ledger.Row::outputTokens).sum()),
                number(rows.stream().mapToLong(Ledger.Row::totalTokens).sum()),
                seconds(wall)));
        return layOut(lines);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String layOut(List<List<String>> lines) {
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int c = 0; c < widths.length; c++)
                widths[c] = Math.max(widths[c], line.get(c).length());
        }
        StringBuilder table = new StringBuilder();
        for (int l = 0; l < lines.size(); l++) {
            if (l == 1 || l == lines.size() - 1) table.append(rule(widths)).append(System.lineSeparator());
            List<String> line = lines.get(l);
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                boolean left = c < TEXT_COLUMNS || c == HEAD.indexOf("outcome");
                text.append(c == 0 ? "" : "  ")
                        .append(String.format("%" + (left ? "-" : "") + widths[c] + "s", line.get(c)));
            }
            table.append(text.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static String rule(int[] widths) {
        return java.util.Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining("  "));
    }
}
