// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Year;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.PropertySortUtils;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
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
        Properties properties = new Properties();
        // Before the module, which knows annotations only: the first answer counts.
        builder.forFields().withPropertyNameOverrideResolver(properties::name);
        builder.with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(layout, Option.FLATTENED_OPTIONALS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        builder.forTypesInGeneral()
                .withPropertySorter(PropertySortUtils.SORT_PROPERTIES_FIELDS_BEFORE_METHODS)
                .withCustomDefinitionProvider((type, context) -> scalar(type));
        builder.forFields()
                .withRequiredCheck(SchemaOfClass::isRequired)
                .withIgnoreCheck(properties::isIgnored)
                .withCustomDefinitionProvider((field, context) -> patterned(field));
        return new SchemaGenerator(builder.build());
    }

    private static @Nullable CustomDefinition scalar(ResolvedType type) {
        String number = OPTIONAL_NUMBERS.get(type.getErasedType());
        if (number != null) {
            ObjectNode optional = Json.MAPPER.createObjectNode();
            optional.putArray("type").add(number).add("null");
            return new CustomDefinition(optional, true);
        }
        String[] words = SCALARS.get(type.getErasedType());
        if (words == null) return null;
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", words[0]);
        if (words.length > 1) schema.put("format", words[1]);
        return new CustomDefinition(schema, true);
    }

    /** A text in a pattern of its own is in no format of JSON Schema. */
    private static @Nullable CustomPropertyDefinition patterned(FieldScope field) {
        JsonFormat format = field.getAnnotationConsideringFieldAndGetterIfSupported(JsonFormat.class);
        if (format == null || format.pattern().isEmpty()) return null;
        ResolvedType type = field.getType();
        boolean isOptional = type.getErasedType().equals(Optional.class);
        if (isOptional && !type.getTypeParameters().isEmpty())
            type = type.getTypeParameters().get(0);
        String[] words = SCALARS.get(type.getErasedType());
        if (words == null || !words[0].equals("string")) return null;
        ObjectNode text = Json.MAPPER.createObjectNode();
        if (isOptional) text.putArray("type").add("string").add("null");
        else text.put("type", "string");
        return new CustomPropertyDefinition(text);
    }

    private static boolean isRequired(FieldScope field) {
        Class<?> type = field.getRawMember().getType();
        return !type.equals(Optional.class)
                && !OPTIONAL_NUMBERS.containsKey(type)
                && !isNullable(field.getRawMember().getAnnotations())
                && !isNullable(field.getRawMember().getAnnotatedType().getAnnotations());
    }

    /** Compares simple names, because each null checker has its own annotation. */
    private static boolean isNullable(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    /** The properties that the mapper binds, by class and field. */
    private final class Properties {
        private final Map<Class<?>, Map<String, String>> names = new HashMap<>();

        @Nullable
        String name(FieldScope field) {
            return names(field).get(field.getDeclaredName());
        }

        boolean isIgnored(FieldScope field) {
            return !names(field).containsKey(field.getDeclaredName());
        }

        private Map<String, String> names(FieldScope field) {
            return names.computeIfAbsent(field.getDeclaringType().getErasedType(), type -> {
                Map<String, String> found = new HashMap<>();
                for (BeanPropertyDefinition property : mapper.getDeserializationConfig()
                        .introspect(mapper.constructType(type))
                        .findProperties()) {
                    if (!property.couldDeserialize()) continue;
                    found.put(property.getInternalName(), property.getName());
                    if (property.getField() != null)
                        found.put(property.getField().getName(), property.getName());
                }
                return found;
            });
        }
    }
}
