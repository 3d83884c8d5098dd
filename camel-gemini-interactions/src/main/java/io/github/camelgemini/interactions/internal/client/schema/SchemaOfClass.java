// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Year;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.PropertySortUtils;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import io.github.camelgemini.interactions.internal.client.codec.Json;
import org.jspecify.annotations.Nullable;

/**
 * Generates the schema of a class, with the properties that a mapper binds, under its names. Has no references unless the
 * class is recursive. Properties are in declaration order, because a model writes them in the order of the schema.
 */
final class SchemaOfClass {

    /** JSON types and formats of classes that are no objects in JSON; {@code java.time} is in {@link JdkTypes}. */
    private static final Map<Class<?>, String[]> SCALARS = scalars();

    private static final Map<Class<?>, String> OPTIONAL_NUMBERS =
            Map.of(OptionalInt.class, "integer", OptionalLong.class, "integer", OptionalDouble.class, "number");

    private final MapperCopy mapper;

    SchemaOfClass(MapperCopy mapper) {
        this.mapper = mapper;
    }

    private static Map<Class<?>, String[]> scalars() {
        Map<Class<?>, String[]> all = new HashMap<>();
        JdkTypes.TEXTS.forEach(text ->
                all.put(text.type(), text.format() == null ? new String[] {"string"} : words("string", text.format())));
        all.put(Year.class, words("integer"));
        all.put(UUID.class, words("string", "uuid"));
        all.put(URI.class, words("string", "uri"));
        all.put(BigDecimal.class, words("number"));
        all.put(byte[].class, words("string")); // base64
        all.put(char[].class, words("string"));
        return all;
    }

    private static String[] words(String... words) {
        return words;
    }

    ObjectNode generate(Class<?> type) {
        ObjectNode schema;
        try {
            schema = generator(Option.INLINE_ALL_SCHEMAS).generateSchema(type);
        } catch (IllegalArgumentException e) {
            schema = generator(Option.PLAIN_DEFINITION_KEYS).generateSchema(type);
        }
        schema.remove("$schema");
        return schema;
    }

    private SchemaGenerator generator(Option layout) {
        SchemaGeneratorConfigBuilder builder =
                new SchemaGeneratorConfigBuilder(Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
        ReadShapes shapes = new ReadShapes(mapper);
        // Before the module, which knows annotations only: the first answer counts.
        builder.forFields().withPropertyNameOverrideResolver(field -> {
            BeanPropertyDefinition property = property(field, shapes);
            return property == null ? null : property.getName();
        });
        builder.forTypesInGeneral()
                .withPropertySorter(PropertySortUtils.SORT_PROPERTIES_FIELDS_BEFORE_METHODS)
                .withCustomDefinitionProvider((type, context) -> other(type, shapes, context))
                .withTypeAttributeOverride((node, scope, context) -> addOthers(node, scope.getType(), shapes, context));
        builder.with(new JacksonModule())
                .with(layout, Option.FLATTENED_OPTIONALS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        builder.forFields()
                .withRequiredCheck(SchemaOfClass::isRequired)
                .withIgnoreCheck(field -> property(field, shapes) == null)
                .withCustomDefinitionProvider((field, context) -> own(field, shapes, context));
        return new SchemaGenerator(builder.build());
    }

    /** The definition of a type that is no object with properties in JSON; null for one that is, and for lists and Maps. */
    private @Nullable CustomDefinition other(ResolvedType type, ReadShapes shapes, SchemaGenerationContext context) {
        ObjectNode known = known(type.getErasedType());
        if (known != null) return new CustomDefinition(known, true);
        JavaType javaType = javaType(type);
        JsonDeserializer<?> reader = shapes.reader(javaType);
        if (reader == null) return null;
        if (ReadShapes.isOfTheUser(reader)) return new CustomDefinition(Json.MAPPER.createObjectNode(), true);
        if (javaType.isEnumType()) return words(shapes.words(javaType.getRawClass()));
        JavaType delegate = shapes.delegate(reader);
        if (delegate != null)
            return new CustomDefinition(context.createDefinitionReference(resolved(delegate, context)), true);
        String scalar = ReadShapes.scalar(reader);
        return scalar == null
                ? null
                : new CustomDefinition(Json.MAPPER.createObjectNode().put("type", scalar), true);
    }

    private static @Nullable ObjectNode known(Class<?> type) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        String number = OPTIONAL_NUMBERS.get(type);
        if (number != null) {
            schema.putArray("type").add(number).add("null");
            return schema;
        }
        String[] words = SCALARS.get(type);
        if (words == null) return null;
        schema.put("type", words[0]);
        if (words.length > 1) schema.put("format", words[1]);
        return schema;
    }

    private static @Nullable CustomDefinition words(List<JsonNode> words) {
        if (words.isEmpty()) return null;
        ObjectNode schema = Json.MAPPER.createObjectNode();
        if (words.stream().allMatch(JsonNode::isTextual)) schema.put("type", "string");
        schema.putArray("enum").addAll(words);
        return new CustomDefinition(schema, true);
    }

    /** The definition of a property that is not the one of its type; null for others. */
    private @Nullable CustomPropertyDefinition own(
            FieldScope field, ReadShapes shapes, SchemaGenerationContext context) {
        BeanPropertyDefinition property = property(field, shapes);
        if (property == null || field.isFakeContainerItemScope()) return null;
        if (shapes.isReadByTheUser(property)) return new CustomPropertyDefinition(Json.MAPPER.createObjectNode());
        return hasPattern(property) ? new CustomPropertyDefinition(schema(property, context)) : null;
    }

    /** Adds the properties that are no fields: of setters, creators and builders. */
    private void addOthers(ObjectNode node, ResolvedType type, ReadShapes shapes, SchemaGenerationContext context) {
        if (!node.path("type").asText().equals("object") && !node.isEmpty()) return;
        JavaType javaType = javaType(type);
        JsonDeserializer<?> reader = shapes.reader(javaType);
        if (!(reader instanceof BeanDeserializerBase) || shapes.delegate(reader) != null) return;
        for (BeanPropertyDefinition property : shapes.properties(javaType)) {
            if (shapes.isUnwrapped(property) || node.path("properties").has(property.getName())) continue;
            ObjectNode schema =
                    shapes.isReadByTheUser(property) ? Json.MAPPER.createObjectNode() : schema(property, context);
            String description = property.getMetadata().getDescription();
            if (description != null) schema.put("description", description);
            node.put("type", "object").withObjectProperty("properties").set(property.getName(), schema);
            if (isRequired(property)) node.withArrayProperty("required").add(property.getName());
        }
    }

    /** A text in a pattern of its own is in no format of JSON Schema. */
    private ObjectNode schema(BeanPropertyDefinition property, SchemaGenerationContext context) {
        JavaType type = property.getPrimaryType();
        boolean isOptional = type.hasRawClass(Optional.class) && type.containedTypeCount() == 1;
        ObjectNode schema =
                context.createDefinitionReference(resolved(isOptional ? type.containedType(0) : type, context));
        if (hasPattern(property)) removeFormat(schema);
        return isOptional ? context.makeNullable(schema) : schema;
    }

    private boolean hasPattern(BeanPropertyDefinition property) {
        AnnotatedMember member = property.getPrimaryMember();
        JsonFormat.Value format = member == null
                ? null
                : mapper.getDeserializationConfig().getAnnotationIntrospector().findFormat(member);
        return format != null && format.hasPattern();
    }

    /** Also of the elements of lists and Maps, as Jackson hands the pattern on to them. */
    private static void removeFormat(JsonNode schema) {
        if (schema instanceof ObjectNode node && node.path("type").asText().equals("string")) node.remove("format");
        if (schema.has("items")) removeFormat(schema.get("items"));
        if (schema.has("additionalProperties")) removeFormat(schema.get("additionalProperties"));
    }

    private @Nullable BeanPropertyDefinition property(FieldScope field, ReadShapes shapes) {
        return shapes.ofField(javaType(owner(field)), field.getDeclaredName());
    }

    /** The class whose schema has the field, which may inherit it. */
    private static ResolvedType owner(FieldScope field) {
        return field.getDeclaringTypeMembers().mainTypeAndOverrides().get(0).getType();
    }

    private JavaType javaType(ResolvedType type) {
        Class<?> raw = type.getErasedType();
        List<ResolvedType> parameters = type.getTypeParameters();
        if (type.isArray()) return mapper.getTypeFactory().constructArrayType(javaType(type.getArrayElementType()));
        if (parameters.isEmpty() || parameters.size() != raw.getTypeParameters().length)
            return mapper.constructType(raw);
        return mapper.getTypeFactory()
                .constructParametricType(
                        raw, parameters.stream().map(this::javaType).toArray(JavaType[]::new));
    }

    private static ResolvedType resolved(JavaType type, SchemaGenerationContext context) {
        if (type.isArrayType()) return context.getTypeContext().resolve(type.getRawClass());
        Type[] parameters = type.getBindings().getTypeParameters().stream()
                .map(parameter -> resolved(parameter, context))
                .toArray(Type[]::new);
        return context.getTypeContext().resolve(type.getRawClass(), parameters);
    }

    private static boolean isRequired(BeanPropertyDefinition property) {
        Class<?> type = property.getRawPrimaryType();
        return !type.equals(Optional.class)
                && !OPTIONAL_NUMBERS.containsKey(type)
                && Stream.of(property.getConstructorParameter(), property.getSetter(), property.getField())
                        .filter(Objects::nonNull)
                        .noneMatch(SchemaOfClass::isNullable);
    }

    private static boolean isRequired(FieldScope field) {
        Class<?> type = field.getRawMember().getType();
        return !type.equals(Optional.class)
                && !OPTIONAL_NUMBERS.containsKey(type)
                && !isNullable(field.getRawMember().getAnnotations())
                && !isNullable(field.getRawMember().getAnnotatedType().getAnnotations());
    }

    private static boolean isNullable(AnnotatedMember member) {
        if (isNullable(((AnnotatedElement) member.getMember()).getAnnotations())) return true;
        if (member instanceof AnnotatedParameter parameter && member.getMember() instanceof Executable creator) {
            Parameter raw = creator.getParameters()[parameter.getIndex()];
            return isNullable(raw.getAnnotations())
                    || isNullable(raw.getAnnotatedType().getAnnotations());
        }
        return member.getMember() instanceof Method setter
                && isNullable(setter.getParameters()[0].getAnnotatedType().getAnnotations());
    }

    /** Compares simple names, because each null checker has its own annotation. */
    private static boolean isNullable(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
