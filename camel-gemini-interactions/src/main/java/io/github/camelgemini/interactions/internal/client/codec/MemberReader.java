// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import org.jspecify.annotations.Nullable;

/**
 * Removes members of the expected type from an object and returns their values. All others (unknown members, explicit nulls,
 * empty lists, unexpected types) remain, and {@link #more()} returns them, so that nothing is lost. The caller must own the
 * object, because it is modified.
 */
final class MemberReader {

    private static final int MAX_ID = 1024;

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

    private final ObjectNode node;

    MemberReader(ObjectNode node) {
        this.node = node;
    }

    @Nullable
    String text(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isTextual() ? take(name, value).textValue() : null;
    }

    /** A string that is not empty; an empty one remains. */
    @Nullable
    String nonEmptyText(String name) {
        return node.path(name).asText().isEmpty() ? null : text(name);
    }

    /** False for an empty text, and for one that is too long for an address. Assumed: ids have less than 100 characters. */
    static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID;
    }

    /**
     * The id of an interaction.
     *
     * @throws InteractionProtocolException if it is longer than an id ever is, or has other characters than visible ASCII: it
     *     becomes part of URLs, headers, log lines and messages of exceptions
     */
    @Nullable
    String id(String name) {
        String id = nonEmptyText(name);
        if (id == null || PathSegment.isSafe(id)) return id;
        throw new InteractionProtocolException(
                "The id of the interaction is too long, or has characters that an id never has", "", null);
    }

    /**
     * A whole number that fits into 64 bits. One in a string, or with zeros behind the point, is read and remains, so that it
     * is written as it came.
     *
     * <p>Documented: the JSON of protocol buffers writes an int64 as a string. Observed: token counts as strings.
     */
    @Nullable
    Long integer(String name) {
        Long value = integer(node.get(name));
        if (value != null && node.get(name).isIntegralNumber()) node.remove(name);
        return value;
    }

    /** Like {@link #integer}, but the member remains in any case. */
    @Nullable
    Long peekInteger(String name) {
        return integer(node.get(name));
    }

    static @Nullable Long integer(@Nullable JsonNode value) {
        if (value == null) return null;
        if (value.isIntegralNumber()) return value.canConvertToLong() ? (Long) value.longValue() : null;
        if (value.isNumber()) return integer(value.decimalValue());
        if (!value.isTextual() || !INTEGER.matcher(value.textValue()).matches()) return null;
        try {
            return Long.valueOf(value.textValue());
        } catch (NumberFormatException e) { // more than 64 bits
            return null;
        }
    }

    /** Null for a fraction, and for an exponent, whose digits are not worked out. */
    private static @Nullable Long integer(BigDecimal value) {
        if (value.scale() < 0 || value.precision() > 64) return null;
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) { // a fraction, or more than 64 bits
            return null;
        }
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isBoolean()) return null;
        return take(name, value).booleanValue();
    }

    /** JSON text of any value except null. */
    @Nullable
    String json(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : Json.text(take(name, value));
    }

    @Nullable
    ObjectNode object(String name) {
        return node.get(name) instanceof ObjectNode value ? (ObjectNode) take(name, value) : null;
    }

    /** Reads a copy of an object, which remains; null if the member is none. */
    <T> @Nullable T peekObject(String name, Function<JsonNode, T> reader) {
        return node.get(name) instanceof ObjectNode value ? reader.apply(value.deepCopy()) : null;
    }

    /** The elements of a list. Empty if the list is empty or an element is not accepted; then the member remains. */
    <T> List<T> list(String name, Predicate<JsonNode> accepts, Function<JsonNode, T> reader) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.isEmpty()) return List.of();
        List<T> read = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            if (!accepts.test(element)) return List.of();
            read.add(reader.apply(element));
        }
        take(name, value);
        return read;
    }

    void drop(String name) {
        node.remove(name);
    }

    /** The remaining members, name to JSON text. */
    Map<String, String> more() {
        if (node.isEmpty()) return Map.of();
        Map<String, String> more = new LinkedHashMap<>();
        node.properties().forEach(member -> more.put(member.getKey(), Json.text(member.getValue())));
        return more;
    }

    private JsonNode take(String name, JsonNode value) {
        node.remove(name);
        return value;
    }
}
