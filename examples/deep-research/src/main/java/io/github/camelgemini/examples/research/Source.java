// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A source that an answer cites.
 *
 * @param title its title, or else its address or name
 * @param url null unless it is a web page
 */
public record Source(String title, @Nullable String url) {

    /** The sources of annotations, each once, in the order of the answer. */
    static List<Source> of(List<Map<String, Object>> annotations) {
        Map<String, Source> sources = new LinkedHashMap<>();
        for (Map<String, Object> annotation : annotations) {
            String address = first(annotation, "url", "document_uri", "source");
            String title = first(annotation, "title", "name", "file_name", "url", "document_uri", "source");
            if (title == null) continue; // the time of a word, for example
            sources.putIfAbsent(
                    Objects.requireNonNullElse(address, title),
                    new Source(title, address != null && Markdown.isWeb(address) ? address : null));
        }
        return new ArrayList<>(sources.values());
    }

    private static @Nullable String first(Map<String, Object> annotation, String... members) {
        for (String member : members) {
            if (annotation.get(member) instanceof String text && !text.isBlank()) return text;
        }
        return null;
    }
}
