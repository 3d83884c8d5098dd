// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.json;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Values of words in a script. One of another type is refused with an {@link IllegalArgumentException} that names the word:
 * no script means less than it says.
 */
public final class ScriptValues {
    private static final Duration LONGEST_HOLD = Duration.ofDays(1);

    private ScriptValues() {}

    /** A whole number; the usual one if the member is absent. */
    public static int number(JsonNode tree, String member, int usual) {
        return tree.has(member) ? number(member, tree.path(member)) : usual;
    }

    public static int number(String word, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw refused(word, "a whole number", value);
        }
        return value.intValue();
    }

    /** True or false; the usual one if the member is absent. */
    public static boolean flag(JsonNode tree, String member, boolean usual) {
        return tree.has(member) ? flag(member, tree.path(member)) : usual;
    }

    public static boolean flag(String word, JsonNode value) {
        if (!value.isBoolean()) {
            throw refused(word, "true or false", value);
        }
        return value.booleanValue();
    }

    /** A text; empty if the member is absent. */
    public static String text(JsonNode tree, String member) {
        return tree.has(member) ? text(member, tree.path(member)) : "";
    }

    /** A text, which YAML may take for a number or a boolean. */
    public static String text(String word, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw refused(word, "a text", value);
        }
        return value.asText();
    }

    /** A time during which an answer is held: up to a day. */
    public static Duration time(String word, JsonNode value) {
        Duration time = Durations.parse(text(word, value));
        if (time.isNegative() || time.compareTo(LONGEST_HOLD) > 0) {
            throw refused(word, "a time from 0 to 24h", value);
        }
        return time;
    }

    public static JsonNode list(String word, JsonNode value) {
        if (!value.isArray()) {
            throw refused(word, "a list", value);
        }
        return value;
    }

    /** A constant of an enum in any letter case; the usual one if the member is absent. */
    public static <E extends Enum<E>> E constant(JsonNode tree, String member, Class<E> type, E usual) {
        if (!tree.has(member)) {
            return usual;
        }
        String word = tree.path(member).asText();
        List<E> constants = Arrays.asList(type.getEnumConstants());
        return constants.stream()
                .filter(constant -> constant.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        refused(member, "one of " + constants.toString().toLowerCase(Locale.ROOT), tree.path(member)));
    }

    private static IllegalArgumentException refused(String word, String type, JsonNode value) {
        String given = value instanceof MissingNode ? "missing" : value.toString();
        return new IllegalArgumentException("'" + word + "' is " + type + ", not " + given);
    }
}
