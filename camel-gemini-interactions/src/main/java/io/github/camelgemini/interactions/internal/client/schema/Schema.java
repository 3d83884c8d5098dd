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

/** A validated and compiled JSON schema. Any thread. */
public final class Schema {

    private final String json;
    private final JsonSchema compiled;

    private Schema(String json, JsonSchema compiled) {
        this.json = json;
        this.compiled = compiled;
    }

    /** @throws IllegalArgumentException if the text is not a JSON Schema or has a reference to another document */
    public static Schema of(String json) {
        JsonNode schema = Json.tree(json);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is not a JSON object");
        return of(schema);
    }

    /** Like {@link #of(String)}, for a tree. */
    static Schema of(JsonNode schema) {
        List<String> violations = messages(Validator.META.validate(schema));
        if (!violations.isEmpty())
            throw new IllegalArgumentException("not a JSON Schema: " + String.join("; ", violations));
        return converting(() -> {
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
     * Validates an instance. Each message names the location and the rule; some quote a short value, so do not log them.
     *
     * @return empty if the instance is valid
     */
    public List<String> violations(String instanceJson) {
        JsonNode instance = Json.tree(instanceJson);
        if (instance == null) return List.of("$: is not JSON");
        return messages(converting(() -> compiled.validate(instance)));
    }

    private static List<String> messages(Set<ValidationMessage> violations) {
        return violations.stream().map(ValidationMessage::getMessage).distinct().toList();
    }

    private static <T> T converting(Supplier<T> call) {
        try {
            return call.get();
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

        /** Allows the meta-schemas, which are in the library; without this loader it would fetch any other reference. */
        private static @Nullable InputStreamSource noNetwork(AbsoluteIri iri) {
            if (iri.toString().startsWith("classpath:")) return null;
            throw new JsonSchemaException("it refers to " + iri + ", and references are not fetched");
        }
    }
}
