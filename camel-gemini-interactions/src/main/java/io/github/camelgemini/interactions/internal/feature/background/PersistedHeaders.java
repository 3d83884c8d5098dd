// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import org.apache.camel.Exchange;

/**
 * Headers as JSON text that a repository can store: a String as such, a number or boolean as an object of its type and text.
 * Headers of other types are not stored, as with JMS.
 *
 * <p>A header that steers Camel is neither stored nor read, whatever the text says: who may write to the repository cannot
 * choose by it where a route sends a message or what it executes. Of Camel's own headers, the name of a file is stored, if it
 * is a relative path that leads to no parent.
 */
public final class PersistedHeaders {

    /** Characters of a text that is stored or read. */
    static final int LONGEST = 1024 * 1024;

    /** Digits of a number, and its largest exponent. */
    private static final int MAX_DIGITS = 1000;

    private static final Map<String, Function<String, Object>> TYPES = Map.of(
            "Boolean", Boolean::valueOf,
            "Integer", Integer::valueOf,
            "Long", Long::valueOf,
            "Short", Short::valueOf,
            "Byte", Byte::valueOf,
            "Float", Float::valueOf,
            "Double", Double::valueOf,
            "BigDecimal", PersistedHeaders::decimal,
            "BigInteger", BigInteger::new);

    /** Beginnings of names that steer Camel and its components, or are of one hop. */
    private static final List<String> STEERING = List.of("camel", "org.apache.camel", "jms", "content-", "proxy-");

    /** Names that are credentials, of one hop, or steer components of Camel that do not begin theirs so. */
    private static final Set<String> NOT_STORED = names(
            "authorization",
            "cookie",
            "set-cookie",
            "host",
            "connection",
            "transfer-encoding",
            "x-goog-api-key",
            "operationname",
            "operationnamespace",
            "soapaction");

    private static final Set<String> FILE_NAMES = names(Exchange.FILE_NAME, Exchange.FILE_NAME_ONLY);

    /** A drive, a stream, an expression, or a character that no file name has. */
    private static final Pattern NO_FILE = Pattern.compile("[:\\\\\\p{Cntrl}]|\\$(simple)?\\{|^/|(^|/)\\.\\.(/|$)");

    private PersistedHeaders() {}

    /** Empty when there is nothing to store. */
    public static String write(Map<String, Object> headers) {
        Map<String, Object> stored = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (!isStored(name, value)) return;
            String type = value.getClass().getSimpleName();
            if (value instanceof String) stored.put(name, value);
            else if (TYPES.containsKey(type) && value.getClass().getName().startsWith("java.")) {
                String text = value.toString();
                if (text.length() <= MAX_DIGITS) stored.put(name, Map.of(type, text));
            }
        });
        return stored.isEmpty() ? "" : InteractionJson.text(stored);
    }

    /**
     * Reads the text of {@link #write}; ignores types that only a later version knows, and headers that {@link #write} does
     * not store.
     *
     * @throws IllegalArgumentException if the text cannot be of {@link #write}; its message may quote the text
     */
    public static Map<String, Object> read(String text) {
        Map<String, Object> headers = new LinkedHashMap<>();
        if (text.isEmpty()) return headers;
        if (text.length() > LONGEST) throw new IllegalArgumentException("too long");
        InteractionJson.map(text).forEach((name, value) -> {
            if (value instanceof String && isStored(name, value)) headers.put(name, value);
            if (value instanceof Map<?, ?> typed)
                typed.forEach((type, number) -> {
                    Function<String, Object> parser = TYPES.get(String.valueOf(type));
                    String digits = String.valueOf(number);
                    if (digits.length() > MAX_DIGITS) throw new IllegalArgumentException("too many digits");
                    if (parser != null && isStored(name, digits)) headers.put(name, parser.apply(digits));
                });
        });
        return headers;
    }

    private static BigDecimal decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) > MAX_DIGITS) throw new IllegalArgumentException("too large an exponent");
        return value;
    }

    private static boolean isStored(String name, Object value) {
        if (FILE_NAMES.contains(name))
            return value instanceof String file && !NO_FILE.matcher(file).find();
        return !NOT_STORED.contains(name)
                && STEERING.stream().noneMatch(steering -> name.regionMatches(true, 0, steering, 0, steering.length()));
    }

    /** Names that are equal as the headers of a message are: U+017F is an s, which lower case does not make of it. */
    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return Collections.unmodifiableSet(set);
    }
}
