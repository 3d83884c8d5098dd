// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.List;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaException;
import io.github.camelgemini.interactions.internal.client.codec.Json;

/**
 * A validated and compiled JSON schema. Schema and instance may come from anyone: neither can hold a thread for longer than
 * {@link SchemaWork#MAX_TIME}. Any thread.
 */
public final class Schema {

    private final String json;
    private final CompiledSchema compiled;
    private final LongSupplier nanoTime;

    private Schema(String json, CompiledSchema compiled, LongSupplier nanoTime) {
        this.json = json;
        this.compiled = compiled;
        this.nanoTime = nanoTime;
    }

    /**
     * @throws IllegalArgumentException if the text is not a JSON Schema, has a reference to another document, or one that
     *     leads back to itself, or is too large to be checked
     */
    public static Schema of(String json) {
        return of(json, System::nanoTime);
    }

    static Schema of(String json, LongSupplier nanoTime) {
        JsonNode schema = Json.bounded(json);
        if (schema == null || !schema.isObject()) throw new IllegalArgumentException("the schema is not a JSON object");
        return of(schema, nanoTime);
    }

    /** Like {@link #of(String)}, for a tree. */
    static Schema of(JsonNode schema) {
        return of(schema, System::nanoTime);
    }

    private static Schema of(JsonNode schema, LongSupplier nanoTime) {
        try {
            SchemaWork.bounded(nanoTime, () -> {
                SchemaWork.checkHashes(schema);
                return schema;
            });
            List<String> violations = CompiledSchema.Meta.SCHEMA.violations(schema, nanoTime, false);
            if (!violations.isEmpty())
                throw new IllegalArgumentException("not a JSON Schema: " + String.join("; ", violations));
            CompiledSchema compiled = SchemaWork.bounded(nanoTime, () -> {
                if (schema instanceof ObjectNode object) SchemaReferences.check(object);
                return CompiledSchema.of(schema);
            });
            return new Schema(Json.text(schema), compiled, nanoTime);
        } catch (JsonSchemaException e) {
            throw new IllegalArgumentException("not a JSON Schema: " + e.getMessage(), e);
        } catch (SchemaWork.GivenUp e) {
            throw new IllegalArgumentException("not a JSON Schema that can be used: it " + e.getMessage());
        }
    }

    /**
     * Names of the properties that an instance may have by this schema, also where it describes them by reference or in a
     * combination.
     */
    public List<String> properties() {
        return Json.bounded(json) instanceof ObjectNode schema ? SchemaReferences.properties(schema) : List.of();
    }

    /** The schema as JSON text. */
    public String json() {
        return json;
    }

    /**
     * Validates an instance. Each message names the location and the rule; some quote a short value, so do not log them. An
     * instance that cannot be checked in time, or with the stack and the memory that there are, violates the schema.
     *
     * @return empty if the instance is valid; at most a hundred
     */
    public List<String> violations(String instanceJson) {
        JsonNode instance = Json.bounded(instanceJson);
        if (instance == null) return List.of("$: is not JSON");
        try {
            return compiled.violations(instance, nanoTime, json.contains("\"uniqueItems\""));
        } catch (SchemaWork.GivenUp e) {
            return List.of("$: " + e.getMessage());
        } catch (JsonSchemaException e) {
            return List.of("$: cannot be checked against this schema");
        }
    }
}
