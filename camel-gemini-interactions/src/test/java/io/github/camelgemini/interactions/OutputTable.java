// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of docs/outputs.adoc. */
final class OutputTable {

    private static final Path PAGE = Path.of("../docs/outputs.adoc");

    private OutputTable() {}

    /**
     * One row.
     *
     * @param cells the other cells, by the heading of their column
     */
    record Row(String first, Map<String, String> cells) {
        String cell(String column) {
            return cells.get(column);
        }

        @Override
        public String toString() {
            return first + " | " + String.join(" | ", cells.values());
        }
    }

    /** The rows of the table behind an anchor, each written on one line. */
    static List<Row> rows(String anchor) throws IOException {
        String page = Files.readString(PAGE);
        String behind = page.substring(page.indexOf("[[" + anchor + "]]"));
        List<String> lines = Arrays.stream(behind.split("\\|===")[1].split("\n"))
                .filter(line -> line.startsWith("| "))
                .toList();
        List<String> columns = cells(lines.get(0));
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 1; i < columns.size(); i++) named.put(columns.get(i), cells.get(i));
            rows.add(new Row(cells.get(0), named));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(2).split(" \\| "))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
