// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Columns of text, as wide as their widest cell. */
public final class Table {

    private static final List<String> RULE = List.of();

    private final int left;
    private final List<List<String>> lines = new ArrayList<>();

    /**
     * @param left number of columns that are aligned left; the others are aligned right
     * @param heads one per column
     */
    public Table(int left, String... heads) {
        this.left = left;
        row((Object[]) heads);
    }

    /** @param cells one per column */
    public Table row(@Nullable Object... cells) {
        lines.add(Stream.of(cells).map(String::valueOf).toList());
        return this;
    }

    public Table rule() {
        lines.add(RULE);
        return this;
    }

    @Override
    public String toString() {
        int[] widths = IntStream.range(0, lines.get(0).size()).map(this::width).toArray();
        return lines.stream().map(line -> layOut(line, widths)).collect(Collectors.joining("\n"));
    }

    private int width(int column) {
        return lines.stream()
                .filter(line -> !line.isEmpty())
                .mapToInt(line -> line.get(column).length())
                .max()
                .orElse(0);
    }

    private String layOut(List<String> line, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> line.isEmpty()
                        ? "-".repeat(widths[column])
                        : ("%" + (column < left ? "-" : "") + Math.max(1, widths[column]) + "s")
                                .formatted(line.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
