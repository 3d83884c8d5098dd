// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;

/**
 * Headers as JSON text that a repository can store: a String as such, a number or boolean as an object of its type and text.
 * Headers of other types are not stored, as with JMS.
 */
public final class PersistedHeaders {

    private static final Map<String, Function<String, Object>> TYPES = Map.of(
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

    /** Empty when there is nothing to store. */
    public static String write(Map<String, Object> headers) {
        Map<String, Object> stored = new TreeMap<>();
        headers.forEach((name, value) -> {
            String type = value.getClass().getSimpleName();
            if (value instanceof String) stored.put(name, value);
            else if (TYPES.containsKey(type) && value.getClass().getName().startsWith("java."))
                stored.put(name, Map.of(type, value.toString()));
        });
        return stored.isEmpty() ? "" : InteractionJson.text(stored);
    }

    /** Reads the text of {@link #write}; ignores types that only a later version knows. */
    public static Map<String, Object> read(String text) {
        Map<String, Object> headers = new LinkedHashMap<>();
        if (text.isEmpty()) return headers;
        InteractionJson.map(text).forEach((name, value) -> {
            if (value instanceof String) headers.put(name, value);
            if (value instanceof Map<?, ?> typed)
                typed.forEach((type, number) -> {
                    Function<String, Object> parser = TYPES.get(String.valueOf(type));
                    if (parser != null) headers.put(name, parser.apply(String.valueOf(number)));
                });
        });
        return headers;
    }
}
