// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.github.camelgemini.interactions.internal.client.codec.Json;
import org.jspecify.annotations.Nullable;

/** A JSON schema, checked and compiled once. Any thread. */
public final class Schema {

    private final String json;
    private final JsonSchema compiled;

    private Schema(String json, JsonSchema compiled) {
        this.json = json;
        this.compiled = compiled;
    }

    /** @throws IllegalArgumentException if the text is no JSON Schema, or refers to something that is not in it */
    public static Schema of(String json) {
        JsonNode schema = Json.tree(json);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is no JSON object");
        return of(schema);
    }

    /** @throws IllegalArgumentException if it is no JSON Schema, or refers to something that is not in it */
    static Schema of(JsonNode schema) {
        List<String> violations = texts(Validator.META.validate(schema));
        if (!violations.isEmpty())
            throw new IllegalArgumentException("not a JSON Schema: " + String.join("; ", violations));
        return guarded(() -> {
            JsonSchema compiled = Validator.FACTORY.getSchema(schema, Validator.CONFIG);
            compiled.initializeValidators();
            return new Schema(Json.text(schema), compiled);
        });
    }

    /** The schema as JSON text. */
    public String json() {
        return json;
    }

    /**
     * How an instance violates the schema. Each text names the place and the rule; some rules quote a short value, so keep
     * them out of messages and logs.
     *
     * @return empty if it is valid
     */
    public List<String> violations(String instanceJson) {
        JsonNode instance = Json.tree(instanceJson);
        if (instance == null) return List.of("$: is not JSON");
        return texts(guarded(() -> compiled.validate(instance)));
    }

    private static List<String> texts(Set<ValidationMessage> messages) {
        return messages.stream().map(ValidationMessage::getMessage).distinct().toList();
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
