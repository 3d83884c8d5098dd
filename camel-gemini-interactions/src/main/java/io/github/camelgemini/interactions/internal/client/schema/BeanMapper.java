// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.internal.client.codec.Json;
import org.jspecify.annotations.Nullable;

/**
 * Generates JSON schemas of a user's classes, binds JSON to their objects, and writes objects as JSON: all three with the names,
 * modules and features of one Jackson mapper. That is the user's, if there is one, else the component's own. Any thread.
 *
 * <p>Whatever the user's mapper says, a text that a model has written chooses no class (default typing is off), numbers are not
 * rounded, and the limits of {@link Json} hold. The user's mapper is copied and never changed.
 */
public final class BeanMapper {

    /** The component's own mapper. */
    public static final BeanMapper OWN = new BeanMapper(null, MapperCopy.own());

    /** Type of the mappers that {@link #among} takes, for a look into a registry. */
    public static final Class<?> TYPE = ObjectMapper.class;

    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    // Set once.
    private final @Nullable Object source;
    private final MapperCopy mapper;
    private final SchemaOfClass schemas;
    // Any thread.
    private final Map<Class<?>, String> generated = new ConcurrentHashMap<>();
    private final Set<Class<?>> bindable = ConcurrentHashMap.newKeySet();

    private BeanMapper(@Nullable Object source, MapperCopy mapper) {
        this.source = source;
        this.mapper = mapper;
        this.schemas = new SchemaOfClass(mapper);
    }

    /**
     * The mapper to use, by the rule of camel-jackson: the user's if there is one alone, else the component's own. A mapper of
     * another format than JSON does not count.
     *
     * @param found objects of {@link #TYPE}
     * @param last an earlier answer, which is returned if its mapper is the one to use
     * @throws IllegalArgumentException if the user's mapper cannot be copied
     */
    public static BeanMapper among(Collection<?> found, BeanMapper last) {
        Set<ObjectMapper> mappers = found.stream()
                .filter(ObjectMapper.class::isInstance)
                .map(ObjectMapper.class::cast)
                .filter(mapper -> mapper.getFactory().getFormatName().equals(JsonFactory.FORMAT_NAME_JSON))
                .collect(Collectors.toSet());
        if (mappers.size() != 1) return OWN;
        ObjectMapper only = mappers.iterator().next();
        return last.source == only ? last : new BeanMapper(only, MapperCopy.of(only));
    }

    /**
     * The JSON schema (draft 2020-12) of a class. Each property is required unless it is an {@code Optional} or annotated as
     * nullable; descriptions come from {@code @JsonPropertyDescription} and {@code @JsonClassDescription}.
     *
     * @throws IllegalArgumentException if the class has no properties, or its objects cannot be bound
     */
    public String schema(Class<?> type) {
        return generated.computeIfAbsent(type, this::generate);
    }

    /** @throws IllegalArgumentException naming the member and its type, if objects of the class cannot be bound */
    public void checkBindable(Class<?> type) {
        if (bindable.contains(type)) return;
        try {
            Bindability.check(mapper.constructType(type), mapper.readContext());
            bindable.add(type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no answer can be bound to " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    private String generate(Class<?> type) {
        String unusable = unusable(type);
        if (unusable == null) {
            checkBindable(type);
            ObjectNode schema = schemas.generate(type);
            if (schema.has("properties") || schema.has("enum") || schema.has("$ref") || schema.has("anyOf")) {
                return Json.text(schema);
            }
            unusable = schema.isEmpty()
                    ? "has a deserializer of its own: describe it with responseFormat"
                    : "has no properties";
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
     * Binds an answer to an object of the class; for null, to a Map, List, String, number … without rounding.
     *
     * @throws IllegalArgumentException if the text is not JSON or does not fit the class; the message quotes no value
     */
    public @Nullable Object bind(String json, @Nullable Class<?> type) {
        try {
            return mapper.readWhole(json, mapper.constructType(type == null ? Object.class : type));
        } catch (Exception e) {
            // Not a cause: its message quotes the answer.
            throw new IllegalArgumentException(
                    type == null || Json.bounded(json) == null
                            ? "is not JSON"
                            : "is JSON that does not fit " + type.getName() + place(e));
        } catch (Throwable e) { // of the class: it is nested without end, or a class that it needs is missing
            throw new IllegalArgumentException("cannot be bound" + (type == null ? "" : " to " + type.getName()), e);
        }
    }

    private static String place(Exception e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) return "";
        String path = mapping.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining("."));
        Class<?> expected = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return " at " + path + (expected == null ? "" : " (" + expected.getTypeName() + ")");
    }

    /**
     * Reads a JSON object as a Map.
     *
     * @throws IllegalArgumentException if the text is no JSON object; the message quotes no value
     */
    public Map<String, @Nullable Object> map(String json) {
        try {
            Map<String, @Nullable Object> map = mapper.readWhole(json, mapper.constructType(MAP));
            if (map != null) return map;
        } catch (Exception e) {
            // Not used: its message quotes the text.
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /**
     * The JSON of any value, as an object that only packages which know Jackson look into.
     *
     * @return null for null
     * @throws IllegalArgumentException if the value cannot be written as JSON, for example because it contains itself
     */
    public @Nullable Object tree(@Nullable Object value) {
        try {
            return mapper.valueToTree(value);
        } catch (IllegalArgumentException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "a value of type "
                            + (value == null ? "null" : value.getClass().getName()) + " cannot be written as JSON",
                    e);
        }
    }
}
