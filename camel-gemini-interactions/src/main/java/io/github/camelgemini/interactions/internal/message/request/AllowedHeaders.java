// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
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

    private static final String SAFE = "safe";

    /**
     * Headers that {@code safe} does not allow: with them a message has code run, data leave or notifications sent where the
     * endpoint's author did not mean it.
     */
    private static final Set<String> UNSAFE = Set.of(
            GeminiInteractionsConstants.TOOLS,
            GeminiInteractionsConstants.MCP_SERVERS,
            GeminiInteractionsConstants.BUILTIN_TOOLS,
            GeminiInteractionsConstants.TAGS,
            GeminiInteractionsConstants.ENVIRONMENT,
            GeminiInteractionsConstants.WEBHOOK_CONFIG,
            GeminiInteractionsConstants.ADDITIONAL_HEADERS,
            GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES);

    public AllowedHeaders {
        names = names == null ? null : Set.copyOf(names);
    }

    /**
     * @param option {@code safe}, {@code all}, {@code none}, or names of options or headers, comma separated, one of which may
     *     be {@code safe}; null for {@code safe}
     * @throws InteractionRequestException for an unknown name
     */
    public static AllowedHeaders of(@Nullable String option) {
        String text = option == null || option.isBlank() ? SAFE : option.trim();
        if (text.equals("all")) return ALL;
        if (text.equals("none")) return new AllowedHeaders(Set.of());
        Set<String> names = new HashSet<>();
        for (String name : Words.all(text)) {
            if (name.equals(SAFE)) names.addAll(safe());
            else names.add(header(name));
        }
        return new AllowedHeaders(names);
    }

    private static List<String> safe() {
        return Option.all().stream()
                .map(Option::header)
                .filter(header -> !UNSAFE.contains(header))
                .toList();
    }

    private static String header(String name) {
        List<Option<?>> options = Option.all();
        for (Option<?> option : options) {
            if (option.header().equalsIgnoreCase(name) || option.name().equalsIgnoreCase(catalogName(name)))
                return option.header();
        }
        String[] known = options.stream().map(Option::name).toArray(String[]::new);
        Arrays.sort(known);
        throw new InteractionRequestException(
                "allowedHeaders",
                "The option allowedHeaders names '" + name
                        + "', which has no header: write safe, all, none, or names, which may begin with" + " safe: "
                        + String.join(", ", known));
    }

    /** Options with a prefix have one header for all of their names. */
    private static String catalogName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "additionalheader.*" -> "additionalHeaders";
            case "additionalbodyproperty.*" -> "additionalBodyProperties";
            default -> name;
        };
    }

    /** @throws InteractionRequestException if the header is not allowed */
    void check(Option<?> option) {
        if (names == null || names.contains(option.header())) return;
        throw new InteractionRequestException(
                option.header(),
                "The header " + option.header() + " is locked by allowedHeaders: remove the header, or add "
                        + option.name() + " there, as in allowedHeaders=safe," + option.name());
    }
}
