// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.codec;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import org.jspecify.annotations.Nullable;

/** JSON schemas of classes, answers checked against schemas, and answers as objects of a class. Any thread. */
public final class Schemas {

    private Schemas() {}

    /**
     * The JSON schema (draft 2020-12) of what an answer of this class looks like. Every property is required unless it is an
     * {@code Optional} or annotated as nullable; descriptions come from {@code @JsonPropertyDescription} and
     * {@code @JsonClassDescription}.
     *
     * @throws IllegalArgumentException if the class says nothing about what an answer should hold
     */
    public static String of(Class<?> type) {
        String unusable = unusable(type);
        if (unusable == null) {
            ObjectNode schema = Generator.INSTANCE.generateSchema(type);
            schema.remove("$schema");
            if (schema.has("properties") || schema.has("enum") || schema.has("$ref") || schema.has("anyOf")) {
                return Json.text(schema);
            }
            unusable = "has no properties";
        }
        throw new IllegalArgumentException("no JSON schema can be made of " + type.getName() + ": it " + unusable);
    }

    private static @Nullable String unusable(Class<?> type) {
        if (type.isInterface()) return "is an interface";
        if (type.isPrimitive() || type.isArray()) return "is no class with properties";
        if (Number.class.isAssignableFrom(type)
                || CharSequence.class.isAssignableFrom(type)
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || JsonNode.class.isAssignableFrom(type)
                || Set.of(Boolean.class, Character.class, Object.class).contains(type)) {
            return "is no class with properties";
        }
        return null;
    }

    /**
     * How an instance violates a schema. Each text names the place and the rule; some rules quote a short value, so keep
     * them out of messages and logs.
     *
     * @return empty when it is valid
     * @throws IllegalArgumentException if the schema is no JSON object
     */
    public static List<String> violations(String schemaJson, String instanceJson) {
        JsonNode schema = Json.tree(schemaJson);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is no JSON object");
        JsonNode instance = Json.tree(instanceJson);
        if (instance == null) return List.of("$: is not JSON");
        return texts(Validator.FACTORY.getSchema(schema, Validator.CONFIG).validate(instance));
    }

    /** How a schema violates the rules for schemas. */
    static List<String> schemaViolations(JsonNode schema) {
        return texts(Validator.META.validate(schema));
    }

    private static List<String> texts(Set<ValidationMessage> messages) {
        return messages.stream().map(ValidationMessage::getMessage).distinct().toList();
    }

    /**
     * An answer as an object of the class, or as Map, List, String, number … when there is none; numbers keep their digits.
     * Members the class does not have are ignored.
     *
     * @throws IllegalArgumentException if the text is no JSON or does not fit the class; the message quotes no value
     */
    public static @Nullable Object bind(String json, @Nullable Class<?> type) {
        if (type == null) return InteractionJson.value(json);
        try {
            return Binder.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    Json.tree(json) == null ? "not JSON" : "JSON that does not fit " + type.getName() + place(e));
        }
    }

    private static String place(JsonProcessingException e) {
        if (!(e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping)) return "";
        List<String> names = new ArrayList<>();
        mapping.getPath()
                .forEach(step ->
                        names.add(step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]"));
        return names.isEmpty() ? "" : " at " + String.join(".", names);
    }

    /** Made when first asked for: most routes need neither schemas nor classes. */
    private static final class Generator {
        static final SchemaGenerator INSTANCE = new SchemaGenerator(config().build());

        private static SchemaGeneratorConfigBuilder config() {
            SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                            Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                    .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
                    .with(Option.INLINE_ALL_SCHEMAS, Option.FLATTENED_OPTIONALS)
                    .without(Option.NULLABLE_FIELDS_BY_DEFAULT);
            builder.forFields().withRequiredCheck(Generator::isRequired);
            return builder;
        }

        private static boolean isRequired(FieldScope field) {
            if (field.getRawMember().getType().equals(Optional.class)) return false;
            JsonProperty property = field.getAnnotationConsideringFieldAndGetter(JsonProperty.class);
            if (property != null && property.required()) return true;
            return !isNullable(field.getRawMember().getAnnotations())
                    && !isNullable(field.getRawMember().getAnnotatedType().getAnnotations());
        }

        private static boolean isNullable(Annotation[] annotations) {
            return Arrays.stream(annotations)
                    .anyMatch(annotation ->
                            annotation.annotationType().getSimpleName().equals("Nullable"));
        }
    }

    private static final class Validator {
        static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
        static final SchemaValidatorsConfig CONFIG =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_PATH).build();
        static final JsonSchema META = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);
    }

    private static final class Binder {
        static final JsonMapper MAPPER = Json.configured(JsonMapper.builder(Json.FACTORY))
                .findAndAddModules()
                .build();
    }
}
