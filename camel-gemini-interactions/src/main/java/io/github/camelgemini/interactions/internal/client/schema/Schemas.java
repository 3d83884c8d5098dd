// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.internal.client.codec.Json;
import org.jspecify.annotations.Nullable;

/** Generates JSON schemas of classes and binds answers to objects of a class. Any thread. */
public final class Schemas {

    private Schemas() {}

    /**
     * The JSON schema (draft 2020-12) of a class. Each property is required unless it is an {@code Optional} or annotated as
     * nullable; descriptions come from {@code @JsonPropertyDescription} and {@code @JsonClassDescription}.
     *
     * @throws IllegalArgumentException if the class has no properties
     */
    public static String of(Class<?> type) {
        String unusable = unusable(type);
        if (unusable == null) {
            ObjectNode schema = SchemaOfClass.generate(type);
            if (schema.has("properties") || schema.has("enum") || schema.has("$ref") || schema.has("anyOf")) {
                return Json.text(schema);
            }
            unusable = "has no properties";
        }
        throw new IllegalArgumentException(
                "no JSON schema can be generated for " + type.getName() + ": it " + unusable);
    }

    private static @Nullable String unusable(Class<?> type) {
        if (type.isInterface()) return "is an interface";
        if (type.isPrimitive()
                || type.isArray()
                || Number.class.isAssignableFrom(type)
                || CharSequence.class.isAssignableFrom(type)
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || JsonNode.class.isAssignableFrom(type)
                || Set.of(Boolean.class, Character.class, Object.class).contains(type)) {
            return "is not a class with properties";
        }
        return null;
    }

    /**
     * Binds an answer to an object of the class; for null, to a Map, List, String, number … without rounding. Members that
     * the class does not have are ignored.
     *
     * @throws IllegalArgumentException if the text is not JSON or does not fit the class; the message quotes no value
     */
    public static @Nullable Object bind(String json, @Nullable Class<?> type) {
        return type == null ? Json.boundedValue(json) : Binder.bind(json, type);
    }
}
