// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.util.ArrayList;
import java.util.List;

/** A table in AsciiDoc, one line for each row. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    /** @param columns their widths relative to each other, as AsciiDoc writes them */
    Table(String columns, String... titles) {
        lines.add("[cols=\"" + columns + "\", options=\"header\"]");
        lines.add("|===");
        lines.add("| " + String.join(" | ", titles));
        lines.add("");
    }

    void row(String... cells) {
        lines.add("| " + String.join(" | ", cells).replaceAll(" +", " ").strip());
    }

    /** A name that links can lead to. */
    static String anchored(String kind, String name) {
        return "[[" + kind + "-" + name + "]]`" + name + "`";
    }

    static String code(Object value) {
        String text = String.valueOf(value).replace("|", "\\|");
        return text.isEmpty() ? "" : text.matches("[\\w.,:/ -]+") ? "`" + text + "`" : "`+" + text + "+`";
    }

    /** Plain text: what would be markup is escaped. */
    static String text(String text) {
        return text.replace("|", "\\|").replace("{", "\\{").replaceAll("\\*(?=\\S)", "\\\\*");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n|===\n";
    }
}
