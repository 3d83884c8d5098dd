// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** The routes that the manual shows: its blocks {@code [source,LANGUAGE,snippet=NAME]}. */
final class Docs {

    private static final Path MANUAL = Path.of("../docs");
    private static final Pattern BLOCK =
            Pattern.compile("^\\[source,(\\w+),snippet=(\\w+)]\n----\n(.*?)^----$", Pattern.DOTALL | Pattern.MULTILINE);

    private Docs() {}

    /** All snippets of a language by their names. */
    static Map<String, String> blocks(String language) {
        Map<String, String> blocks = new LinkedHashMap<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(read(page));
            while (block.find()) {
                if (block.group(1).equals(language) && blocks.put(block.group(2), block.group(3)) != null)
                    throw new IllegalStateException("Two blocks in " + language + " are the snippet " + block.group(2));
            }
        }
        return blocks;
    }

    /** The snippet of this name in a language, as a file of routes; null if the manual has none. */
    static @Nullable Resource routes(String name, String language) {
        String block = blocks(language).get(name);
        if (block == null) return null;
        return ResourceHelper.fromString(
                name + "." + language,
                block.startsWith("<route>")
                        ? "<routes xmlns=\"http://camel.apache.org/schema/xml-io\">" + block + "</routes>"
                        : block);
    }

    static List<Path> pages() {
        try (Stream<Path> pages = Files.list(MANUAL)) {
            return pages.filter(page -> page.toString().endsWith(".adoc"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
