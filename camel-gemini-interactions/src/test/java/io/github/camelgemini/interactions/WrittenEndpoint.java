// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * An endpoint of the component as a file has it. What the file leaves open, such as a variable or an ellipsis, is a
 * placeholder if it is a value; an open option is left out.
 *
 * @param where file and role
 * @param uri as Camel's catalog reads it
 */
record WrittenEndpoint(String where, Role role, String uri) {

    enum Role {
        CONSUMER,
        PRODUCER,
        /** It is not in a route. */
        UNKNOWN;

        /** By the name of a method, an element or a key of a route. */
        static Role of(String name) {
            return switch (name) {
                case "from", "fromF" -> CONSUMER;
                case "to", "toD", "tod", "toF", "wireTap", "enrich" -> PRODUCER;
                default -> UNKNOWN;
            };
        }
    }

    /** Stands for what the file leaves open. */
    static final char OPEN = '\u2026';

    private static final Pattern OURS = Pattern.compile("gemini-interactions(-tool)?:.*", Pattern.DOTALL);
    /** The catalog does not know it, and takes an ampersand in it for the end of the option. */
    private static final Pattern RAW = Pattern.compile("=RAW(?:\\(.*?\\)|\\{.*?})(?=&|$)", Pattern.DOTALL);

    private static final String PLACEHOLDER = "{{open}}";

    static boolean isOurs(String uri) {
        return OURS.matcher(uri).matches();
    }

    /** Null if so much is open that nothing can be checked. */
    static @Nullable WrittenEndpoint of(String file, Role role, String text) {
        StringBuilder uri = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c != OPEN) {
                uri.append(c);
                continue;
            }
            int option = Math.max(uri.lastIndexOf("?"), uri.lastIndexOf("&"));
            if (option < 0) return null;
            int value = uri.indexOf("=", option) + 1;
            uri.setLength(value == 0 ? option : value);
            if (value == 0) break;
            uri.append(PLACEHOLDER);
        }
        return new WrittenEndpoint(file + ", " + role, role, RAW.matcher(uri).replaceAll("={{raw}}"));
    }

    /** With options in a map, as YAML has them. */
    static @Nullable WrittenEndpoint of(String file, Role role, String uri, Map<?, ?> parameters) {
        if (parameters.isEmpty()) return of(file, role, uri);
        String query = parameters.entrySet().stream()
                .map(option -> option.getKey() + "=" + value(String.valueOf(option.getValue())))
                .collect(Collectors.joining("&"));
        return of(file, role, uri + (uri.contains("?") ? "&" : "?") + query);
    }

    private static String value(String value) {
        return value.startsWith("{{") || value.startsWith("RAW(")
                ? value
                : URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
