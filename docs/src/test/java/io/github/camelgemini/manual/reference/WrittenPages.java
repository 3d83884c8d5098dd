// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the pages of the manual have in monospace: code in a line, and blocks. */
final class WrittenPages {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^----\n(.*?)^----$");
    private static final Pattern INLINE = Pattern.compile("`\\+?([^`\n]+?)\\+?`");

    /** @param page the name of its file */
    record Code(String page, String text) {
        @Override
        public String toString() {
            return page + ": " + text;
        }
    }

    private final List<Code> inline = new ArrayList<>();
    private final List<Code> blocks = new ArrayList<>();

    WrittenPages(Path root) throws IOException {
        for (Path page : ReferenceTables.pages(root)) {
            String name = page.getFileName().toString();
            String text = Files.readString(page);
            add(name, BLOCK.matcher(text), blocks);
            add(name, INLINE.matcher(BLOCK.matcher(text).replaceAll("")), inline);
        }
    }

    private static void add(String page, Matcher code, List<Code> to) {
        while (code.find()) to.add(new Code(page, code.group(1)));
    }

    /** Between backticks. */
    List<Code> inline() {
        return inline;
    }

    List<Code> blocks() {
        return blocks;
    }

    List<Code> all() {
        List<Code> all = new ArrayList<>(inline);
        all.addAll(blocks);
        return all;
    }
}
