// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import org.jspecify.annotations.Nullable;

/** JSON type that the value of an option must have. A value is JSON text, or an equivalent Map, List or JSON tree. */
enum JsonShape {
    /** A text, sent as a JSON string. */
    TEXT(Object::toString),
    /** Comma-separated words, or a JSON array of strings; sent as an array. */
    WORDS(JsonShape::words),
    /** A JSON object. */
    OBJECT(JsonShape::object),
    /** A JSON array of objects; a single object is sent as an array of one. */
    OBJECTS(JsonShape::objects),
    /** A JSON object whose values are strings. */
    OBJECT_OF_TEXTS(JsonShape::objectOfTexts),
    /** A text, or a JSON object. */
    TEXT_OR_OBJECT(value ->
            value instanceof CharSequence text && !text.toString().trim().startsWith("{")
                    ? text.toString()
                    : object(value));

    private final Function<Object, Object> checked;

    JsonShape(Function<Object, Object> checked) {
        this.checked = checked;
    }

    /**
     * The value as JSON text.
     *
     * @throws IllegalArgumentException if it does not have this type; the message does not quote it
     */
    String json(Object value) {
        return InteractionJson.text(checked.apply(value));
    }

    private static Map<?, ?> objectOfTexts(Object value) {
        Map<?, ?> object = object(value);
        if (object.values().stream().allMatch(CharSequence.class::isInstance)) return object;
        throw new IllegalArgumentException("its values are not all strings: put them in quotes");
    }

    /** @throws IllegalArgumentException if it is not a JSON object */
    static Map<?, ?> object(Object value) {
        if (plain(value) instanceof Map<?, ?> map) return map;
        throw new IllegalArgumentException("it is not a JSON object");
    }

    /** @throws IllegalArgumentException if it is neither a JSON object nor an array of objects */
    static List<Map<?, ?>> objects(Object value) {
        Object plain = plain(value);
        if (plain instanceof Map<?, ?> map) return List.of(map);
        if (plain instanceof Collection<?> list && list.stream().allMatch(Map.class::isInstance))
            return list.stream().<Map<?, ?>>map(Map.class::cast).toList();
        throw new IllegalArgumentException("it is neither a JSON object nor an array of objects");
    }

    /** @throws IllegalArgumentException if it is neither comma-separated words nor an array of strings */
    static List<String> words(Object value) {
        boolean isPlain =
                value instanceof CharSequence text && !text.toString().trim().startsWith("[");
        if (isPlain) return words(Words.all(value.toString()), word -> true);
        if (plain(value) instanceof Collection<?> list) return words(list, CharSequence.class::isInstance);
        throw new IllegalArgumentException("it is neither comma-separated words nor a JSON array of strings");
    }

    private static List<String> words(Collection<?> list, Predicate<Object> isWord) {
        List<String> words = list.stream()
                .map(word -> isWord.test(word) ? word.toString().trim() : "")
                .toList();
        if (words.isEmpty() || words.contains("")) throw new IllegalArgumentException("one of its words is empty");
        return words;
    }

    private static Object plain(Object value) {
        if (value instanceof CharSequence text) return nonNull(InteractionJson.value(text.toString()));
        return InputJson.isTree(value) ? nonNull(InteractionJson.value(InteractionJson.text(value))) : value;
    }

    private static Object nonNull(@Nullable Object value) {
        if (value == null) throw new IllegalArgumentException("it is null");
        return value;
    }
}
