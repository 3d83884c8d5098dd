// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Takes members out of an object: those that have the shape we know. Whatever else there is (unknown members, explicit
 * nulls, empty lists, odd shapes) stays, and {@link #more()} carries it along, so that nothing the service says is lost.
 *
 * <p>Takes from the object itself: it has to be ours alone.
 */
final class MemberReader {

    private final ObjectNode node;

    MemberReader(ObjectNode node) {
        this.node = node;
    }

    @Nullable
    String text(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isTextual() ? take(name, value).textValue() : null;
    }

    /** A text that says something; an empty one stays. */
    @Nullable
    String nonEmptyText(String name) {
        JsonNode value = node.get(name);
        boolean saysSomething =
                value != null && value.isTextual() && !value.textValue().isEmpty();
        return saysSomething ? text(name) : null;
    }

    @Nullable
    Long integer(String name) {
        JsonNode value = node.get(name);
        return isInteger(value) ? (Long) take(name, value).longValue() : null;
    }

    /** The first of these that is an integer; it stays, because it is known under another name. */
    @Nullable
    Long peekInteger(String... names) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (isInteger(value)) return value.longValue();
        }
        return null;
    }

    private static boolean isInteger(@Nullable JsonNode value) {
        return value != null && value.isIntegralNumber() && value.canConvertToLong();
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isBoolean()) return null;
        return take(name, value).booleanValue();
    }

    /** Any value but null, as JSON text. */
    @Nullable
    String json(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : Json.text(take(name, value));
    }

    @Nullable
    ObjectNode object(String name) {
        return node.get(name) instanceof ObjectNode value ? (ObjectNode) take(name, value) : null;
    }

    /** The elements of a list, if there are any and every one passes; else none, and the member stays. */
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

    boolean has(String name) {
        return node.has(name);
    }

    void drop(String name) {
        node.remove(name);
    }

    /** All that was not taken, name to JSON text. */
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
