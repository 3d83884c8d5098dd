// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

/**
 * What Camel K declares of a kind, from the folder {@code crd}. An API server drops a field that is not declared, with a
 * warning at best; here it is an error.
 */
final class Schema {

    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";

    private static final String METADATA =
            """
            type: object
            required: [name]
            additionalProperties: false
            properties:
              name: {type: string, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'}
              annotations: {type: object, additionalProperties: {type: string}}
              labels: {type: object, additionalProperties: {type: string}}
            """;

    private final JsonSchema schema;

    private Schema(JsonSchema schema) {
        this.schema = schema;
    }

    static Schema of(String kind) {
        String file = "/crd/" + kind.toLowerCase(Locale.ROOT) + ".yaml";
        try (InputStream declared = Schema.class.getResourceAsStream(file)) {
            ObjectNode root = (ObjectNode) Resource.YAML.readTree(declared);
            close(root);
            ObjectNode properties = (ObjectNode) root.get("properties");
            properties.set("metadata", Resource.YAML.readTree(METADATA));
            properties.set("apiVersion", Resource.YAML.readTree("const: camel.apache.org/v1"));
            properties.set("kind", Resource.YAML.readTree("const: " + kind));
            root.putArray("required")
                    .add("apiVersion")
                    .add("kind")
                    .add("metadata")
                    .add("spec");
            return new Schema(JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode schema) {
        if (schema.has("properties") && schema.get("properties").isObject()) {
            if (!schema.has(OPEN) && !schema.has("additionalProperties"))
                ((ObjectNode) schema).put("additionalProperties", false);
            schema.get("properties").forEach(Schema::close);
        }
        for (String inner : List.of("items", "additionalProperties")) if (schema.has(inner)) close(schema.get(inner));
        // Words of Kubernetes; the validator warns of those that it does not know.
        if (schema instanceof ObjectNode object)
            object.remove(List.of(OPEN, "x-kubernetes-int-or-string", "x-kubernetes-map-type"));
    }

    /** @return what is wrong, each beginning with its place */
    List<String> violations(JsonNode resource) {
        return schema.validate(resource).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
