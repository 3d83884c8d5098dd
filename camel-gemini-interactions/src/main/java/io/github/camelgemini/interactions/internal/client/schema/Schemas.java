// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.InputStreamSource;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.Json;
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
            ObjectNode schema = SchemaOfClass.generate(type);
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
     * @throws IllegalArgumentException if the schema is no JSON object, or refers to something that is not in it
     */
    public static List<String> violations(String schemaJson, String instanceJson) {
        JsonNode schema = Json.tree(schemaJson);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is no JSON object");
        JsonNode instance = Json.tree(instanceJson);
        if (instance == null) return List.of("$: is not JSON");
        return texts(guarded(() -> compiled(schema).validate(instance)));
    }

    /** @throws IllegalArgumentException if the text is no JSON Schema, or refers to something that is not in it */
    public static void check(String schemaJson) {
        JsonNode schema = Json.tree(schemaJson);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is no JSON object");
        check(schema);
    }

    /** @throws IllegalArgumentException if it is no JSON Schema, or refers to something that is not in it */
    public static void check(JsonNode schema) {
        List<String> violations = texts(Validator.META.validate(schema));
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException("not a JSON Schema: " + String.join("; ", violations));
        }
        guarded(() -> {
            compiled(schema).initializeValidators();
            return schema;
        });
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
        return Binder.bind(json, type);
    }

    private static JsonSchema compiled(JsonNode schema) {
        return Validator.FACTORY.getSchema(schema, Validator.CONFIG);
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (JsonSchemaException e) {
            throw new IllegalArgumentException("not a JSON Schema: " + e.getMessage(), e);
        }
    }

    private static final class Validator {
        static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
                VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.add(Validator::noNetwork)));
        static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
                .locale(Locale.ENGLISH)
                .pathType(PathType.JSON_PATH)
                .build();
        static final JsonSchema META = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);

        /** The library brings the schemas of JSON Schema itself; it would fetch all others from wherever they point. */
        private static @Nullable InputStreamSource noNetwork(AbsoluteIri iri) {
            if (iri.toString().startsWith("classpath:")) return null;
            throw new JsonSchemaException("it refers to " + iri + ", and references are not fetched");
        }
    }
}
