// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The navigation of the manual, from a list in Antora's format: groups without a page, and pages. */
record Navigation(List<Entry> entries) {

    static final String FILE = "nav.adoc";

    private static final Pattern LINE =
            Pattern.compile("(?<stars>\\*+) (?:xref:(?<page>[\\w-]+)\\.adoc\\[(?<title>[^]]+)]|(?<group>[^:\\[\\]]+))");

    /** @param page the page's name without ending, null for a group */
    record Entry(int level, String title, @Nullable String page) {}

    Navigation {
        entries = List.copyOf(entries);
    }

    static Navigation read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("//")) continue;
            Matcher entry = LINE.matcher(line);
            if (!entry.matches()) throw new IllegalStateException(file + ": not an entry of a navigation: " + line);
            String page = entry.group("page");
            entries.add(new Entry(
                    entry.group("stars").length(), page != null ? entry.group("title") : entry.group("group"), page));
        }
        return new Navigation(entries);
    }

    /** The entries with a page, in the order of reading. */
    List<Entry> pages() {
        return entries.stream().filter(entry -> entry.page() != null).toList();
    }
}
