// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import org.jspecify.annotations.Nullable;

/**
 * Headers that may override an endpoint's options. A message with another option header is refused.
 *
 * @param names names of headers; null for all
 */
public record AllowedHeaders(@Nullable Set<String> names) {

    /** Every header may override its option. */
    public static final AllowedHeaders ALL = new AllowedHeaders(null);

    public AllowedHeaders {
        names = names == null ? null : Set.copyOf(names);
    }

    /**
     * @param option {@code all}, {@code none}, or names of options or headers, comma separated; null for all
     * @throws InteractionRequestException for an unknown name
     */
    public static AllowedHeaders of(@Nullable String option) {
        String text = option == null ? "" : option.trim();
        if (text.isEmpty() || text.equals("all")) return ALL;
        if (text.equals("none")) return new AllowedHeaders(Set.of());
        Set<String> names = new HashSet<>();
        for (String name : Words.all(text)) names.add(header(name));
        return new AllowedHeaders(names);
    }

    private static String header(String name) {
        List<Option<?>> options = Option.all();
        for (Option<?> option : options) {
            if (option.header().equalsIgnoreCase(name) || option.name().equalsIgnoreCase(name)) return option.header();
        }
        String[] known = options.stream().map(Option::name).toArray(String[]::new);
        Arrays.sort(known);
        throw new InteractionRequestException(
                "allowedHeaders",
                "The option allowedHeaders names '" + name + "', which is not a header: write all, none, or some of "
                        + String.join(", ", known));
    }

    /** @throws InteractionRequestException if the header is not allowed */
    void check(String header) {
        if (names == null || names.contains(header)) return;
        throw new InteractionRequestException(
                header,
                "The header " + header + " is locked by allowedHeaders: remove the header, or add its name there");
    }
}
