// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.uri.Words;

/**
 * What the value of an option has to be. A value is JSON text, or what such a text stands for: a Map, a List, a JSON tree.
 */
enum JsonShape {
    /** A text, sent as a JSON string. */
    TEXT {
        @Override
        Object checked(Object value) {
            return value.toString();
        }
    },

    /** Words with commas between them, or a JSON array of strings; sent as an array. */
    WORDS {
        @Override
        Object checked(Object value) {
            return words(value);
        }
    },

    /** A JSON object. */
    OBJECT {
        @Override
        Object checked(Object value) {
            return object(value);
        }
    },

    /** A JSON array of objects; one object by itself counts as an array of one. */
    OBJECTS {
        @Override
        Object checked(Object value) {
            return objects(value);
        }
    },

    /** A JSON object whose values are strings. */
    OBJECT_OF_TEXTS {
        @Override
        Object checked(Object value) {
            Map<?, ?> object = object(value);
            if (!object.values().stream().allMatch(CharSequence.class::isInstance))
                throw new IllegalArgumentException("its values are not all strings: put them in quotes");
            return object;
        }
    },

    /** A text, or a JSON object. */
    TEXT_OR_OBJECT {
        @Override
        Object checked(Object value) {
            if (!(value instanceof CharSequence text)) return object(value);
            return text.toString().trim().startsWith("{") ? object(text) : text.toString();
        }
    };

    /**
     * The value as JSON text.
     *
     * @throws IllegalArgumentException when it is not of this shape; the message quotes nothing
     */
    final String json(Object value) {
        return InteractionJson.text(checked(value));
    }

    abstract Object checked(Object value);

    /** @throws IllegalArgumentException when it is no JSON object */
    static Map<?, ?> object(Object value) {
        if (plain(value) instanceof Map<?, ?> map) return map;
        throw new IllegalArgumentException("it is no JSON object");
    }

    /** @throws IllegalArgumentException when it is neither a JSON object nor an array of objects */
    static List<Map<?, ?>> objects(Object value) {
        Object plain = plain(value);
        if (plain instanceof Map<?, ?> map) return List.of(map);
        if (plain instanceof Collection<?> list && list.stream().allMatch(Map.class::isInstance))
            return list.stream().<Map<?, ?>>map(Map.class::cast).toList();
        throw new IllegalArgumentException("it is neither a JSON object nor an array of objects");
    }

    /** @throws IllegalArgumentException when it is neither words with commas between them nor an array of strings */
    static List<String> words(Object value) {
        boolean isPlain =
                value instanceof CharSequence text && !text.toString().trim().startsWith("[");
        if (isPlain) return words(Words.all(value.toString()), word -> true);
        if (plain(value) instanceof Collection<?> list) return words(list, CharSequence.class::isInstance);
        throw new IllegalArgumentException("it is neither words with commas between them nor a JSON array of strings");
    }

    private static List<String> words(Collection<?> list, Predicate<Object> isWord) {
        List<String> words = list.stream()
                .map(word -> isWord.test(word) ? word.toString().trim() : "")
                .toList();
        if (words.isEmpty() || words.contains("")) throw new IllegalArgumentException("one of its words is none");
        return words;
    }

    private static Object plain(Object value) {
        if (value instanceof CharSequence text) return known(InteractionJson.value(text.toString()));
        return InputJson.isTree(value) ? known(InteractionJson.value(InteractionJson.text(value))) : value;
    }

    private static Object known(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) throw new IllegalArgumentException("it is null");
        return value;
    }
}
