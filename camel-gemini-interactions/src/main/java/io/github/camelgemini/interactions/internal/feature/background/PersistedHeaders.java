// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Headers as text that a repository can keep: one a line, its name, type and value. Texts, numbers and booleans are kept, as
 * JMS would; a header of another type is left out.
 */
public final class PersistedHeaders {

    private static final char BETWEEN = '\t';

    private static final Map<String, Function<String, Object>> TYPES = Map.of(
            "String", text -> text,
            "Boolean", Boolean::valueOf,
            "Integer", Integer::valueOf,
            "Long", Long::valueOf,
            "Short", Short::valueOf,
            "Byte", Byte::valueOf,
            "Float", Float::valueOf,
            "Double", Double::valueOf,
            "BigDecimal", BigDecimal::new,
            "BigInteger", BigInteger::new);

    private PersistedHeaders() {}

    public static String write(Map<String, Object> headers) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(headers).forEach((name, value) -> {
            String type = value.getClass().getSimpleName();
            if (!TYPES.containsKey(type) || !value.getClass().getName().startsWith("java.")) return;
            text.append(escaped(name)).append(BETWEEN).append(type).append(BETWEEN);
            text.append(escaped(value.toString())).append('\n');
        });
        return text.toString();
    }

    public static Map<String, Object> read(String text) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] parts = line.split(String.valueOf(BETWEEN), 3);
            Function<String, Object> type = parts.length < 3 ? null : type(parts[1]);
            if (type != null) headers.put(unescaped(parts[0]), type.apply(unescaped(parts[2])));
        }
        return headers;
    }

    /** Null for a word of tomorrow. */
    private static @Nullable Function<String, Object> type(String word) {
        return TYPES.get(word);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            plain.append(escape == 'n' ? '\n' : escape == 't' ? '\t' : escape);
        }
        return plain.toString();
    }
}
