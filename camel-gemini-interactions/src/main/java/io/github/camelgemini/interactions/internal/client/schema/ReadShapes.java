// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import org.jspecify.annotations.Nullable;

/** The JSON that a mapper reads for a type, as Jackson itself finds it: by annotations, mix-ins, modules and features. One thread. */
final class ReadShapes {

    private final MapperCopy mapper;
    private final DeserializationConfig config;
    private final Map<JavaType, List<BeanPropertyDefinition>> properties = new HashMap<>();

    ReadShapes(MapperCopy mapper) {
        this.mapper = mapper;
        this.config = mapper.getDeserializationConfig();
    }

    /** What reads the type; null if Jackson refuses it. */
    @Nullable
    JsonDeserializer<?> reader(JavaType type) {
        try {
            return mapper.readContext().findContextualValueDeserializer(type, null);
        } catch (JsonMappingException | RuntimeException e) {
            return null;
        }
    }

    /** True if nothing is known of the JSON that it reads, because the user has written it. */
    static boolean isOfTheUser(@Nullable JsonDeserializer<?> reader) {
        if (reader == null || reader instanceof BeanDeserializerBase) return false;
        String name = reader.getClass().getName();
        return reader instanceof StdDelegatingDeserializer
                || !name.startsWith("com.fasterxml.jackson.")
                        && reader.getClass().getNestHost() != JdkTypes.class;
    }

    /** Type of the value that stands for an object; null if the object itself is JSON. */
    @Nullable
    JavaType delegate(JsonDeserializer<?> reader) {
        if (!(reader instanceof BeanDeserializerBase bean)) return null;
        ValueInstantiator creators = bean.getValueInstantiator();
        if (creators.canCreateUsingDelegate()) return creators.getDelegateType(config);
        if (creators.canCreateUsingDefault() || creators.canCreateFromObjectWith()) return null;
        if (creators.canCreateUsingArrayDelegate()) return creators.getArrayDelegateType(config);
        Class<?> scalar = scalar(creators);
        return scalar == null ? null : mapper.constructType(scalar);
    }

    private static @Nullable Class<?> scalar(ValueInstantiator creators) {
        if (creators.canCreateFromString()) return String.class;
        if (creators.canCreateFromInt() || creators.canCreateFromLong() || creators.canCreateFromBigInteger())
            return Long.class;
        if (creators.canCreateFromDouble() || creators.canCreateFromBigDecimal()) return Double.class;
        return creators.canCreateFromBoolean() ? Boolean.class : null;
    }

    /** JSON type of a value that is no object, list or Map; null for those, and if any JSON will do. */
    static @Nullable String scalar(JsonDeserializer<?> reader) {
        LogicalType type = reader.logicalType();
        if (type == null) return null;
        return switch (type) {
            case Textual, Binary, DateTime, OtherScalar -> "string";
            case Integer -> "integer";
            case Float -> "number";
            case Boolean -> "boolean";
            default -> null;
        };
    }

    /** What the mapper reads as the constants of an enum, in their order. */
    List<JsonNode> words(Class<?> type) {
        List<JsonNode> words = new ArrayList<>();
        for (Object constant : type.getEnumConstants())
            Stream.<JsonNode>of(
                            mapper.valueToTree(constant),
                            TextNode.valueOf(((Enum<?>) constant).name()),
                            TextNode.valueOf(constant.toString()))
                    .filter(word -> constant.equals(read(word, type)))
                    .findFirst()
                    .ifPresent(words::add);
        return words;
    }

    private @Nullable Object read(JsonNode word, Class<?> type) {
        try {
            return mapper.treeToValue(word, type);
        } catch (JsonProcessingException | RuntimeException e) {
            return null;
        }
    }

    /** The properties that are read, in Jackson's order. Those of a builder, if one makes the objects. */
    List<BeanPropertyDefinition> properties(JavaType type) {
        return properties.computeIfAbsent(type, this::find);
    }

    private List<BeanPropertyDefinition> find(JavaType type) {
        BeanDescription bean = config.introspect(type);
        Class<?> builder = introspector().findPOJOBuilder(bean.getClassInfo());
        if (builder != null) bean = config.introspectForBuilder(mapper.constructType(builder), bean);
        JsonDeserializer<?> reader = reader(type);
        return bean.findProperties().stream()
                .filter(property -> isUnwrapped(property) || isRead(property, reader))
                .toList();
    }

    /** Else it is ignored; an abstract type has no reader that knows. */
    private static boolean isRead(BeanPropertyDefinition property, @Nullable JsonDeserializer<?> reader) {
        if (!(reader instanceof BeanDeserializerBase bean)) return property.couldDeserialize();
        SettableBeanProperty found = bean.findProperty(property.getName());
        return found != null && !found.isIgnorable() && !found.isInjectionOnly();
    }

    /** The property that a field of the type belongs to; null if the mapper does not read it. */
    @Nullable
    BeanPropertyDefinition ofField(JavaType type, String field) {
        BeanPropertyDefinition byName = null;
        for (BeanPropertyDefinition property : properties(type)) {
            if (property.getField() != null && property.getField().getName().equals(field)) return property;
            if (property.getInternalName().equals(field)) byName = property;
        }
        return byName;
    }

    /** True if an annotation of the property names a deserializer or converter, for it or for its elements. */
    boolean isReadByTheUser(BeanPropertyDefinition property) {
        AnnotatedMember member = property.getMutator();
        return member != null
                && (introspector().findDeserializer(member) != null
                        || introspector().findContentDeserializer(member) != null
                        || introspector().findDeserializationConverter(member) != null
                        || introspector().findDeserializationContentConverter(member) != null);
    }

    boolean isUnwrapped(BeanPropertyDefinition property) {
        AnnotatedMember member = property.getMutator();
        return member != null && introspector().findUnwrappingNameTransformer(member) != null;
    }

    private AnnotationIntrospector introspector() {
        return config.getAnnotationIntrospector();
    }
}
