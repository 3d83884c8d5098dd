// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.resource.InputStreamSource;
import org.jspecify.annotations.Nullable;

/**
 * A schema as the library compiles it. The library retains what a reference adds in each place that a validation reaches, so a
 * schema that has grown is compiled anew. Any thread.
 */
final class CompiledSchema {

    /** The schema of schemas. Created on first use. */
    static final class Meta {
        static final CompiledSchema SCHEMA =
                new CompiledSchema(() -> FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), new Config()));
    }

    /** A schema that has followed this many references is compiled anew. */
    private static final int MAX_RETAINED = 3_000;

    /** A longer list of violations helps neither a person nor a model. */
    private static final int MAX_VIOLATIONS = 100;

    /** The library quotes a whole enum. */
    private static final int MAX_MESSAGE = 1_000;

    /** How the library names a meta-schema, and how its resource begins. The build moves both resource and constant. */
    private static final String META_SCHEMA = "classpath:draft";

    private static final String META_SCHEMA_RESOURCE = "draft";

    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.enableSchemaCache(false)
                    .schemaLoaders(loaders -> loaders.add(CompiledSchema::metaSchema)));

    private final Supplier<JsonSchema> compiler;
    private final AtomicInteger references = new AtomicInteger();
    private volatile JsonSchema compiled;

    private CompiledSchema(Supplier<JsonSchema> compiler) {
        this.compiler = compiler;
        this.compiled = compiler.get();
    }

    /** @throws JsonSchemaException if the schema cannot be used */
    static CompiledSchema of(JsonNode schema) {
        return new CompiledSchema(() -> FACTORY.getSchema(schema, new Config()));
    }

    /**
     * @param putsItemsIntoSets true if the schema has {@code uniqueItems}
     * @return the first hundred violations
     * @throws SchemaWork.GivenUp if the work takes too long
     * @throws JsonSchemaException if the schema cannot be used
     */
    List<String> violations(JsonNode instance, LongSupplier nanoTime, boolean putsItemsIntoSets) {
        return SchemaWork.bounded(nanoTime, () -> {
            if (putsItemsIntoSets) SchemaWork.checkHashes(instance);
            JsonSchema schema = compiled;
            try {
                return schema.validate(new CountedContext(schema), instance, OutputFormat.DEFAULT).stream()
                        .map(CompiledSchema::shortened)
                        .distinct()
                        .limit(MAX_VIOLATIONS)
                        .toList();
            } finally {
                if (references.addAndGet(SchemaWork.references()) > MAX_RETAINED) compileAnew();
            }
        });
    }

    private static String shortened(ValidationMessage violation) {
        String message = violation.getMessage();
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    private void compileAnew() {
        references.set(0);
        compiled = compiler.get();
    }

    /**
     * Reads a meta-schema, and refuses any other document: without this loader the library would fetch it. The library reads
     * meta-schemas with the thread's class loader, which may see none, or those of another version.
     */
    private static InputStreamSource metaSchema(AbsoluteIri iri) {
        String name = iri.toString();
        if (!name.startsWith(META_SCHEMA)) {
            throw new JsonSchemaException("it refers to " + iri + ", and references are not fetched");
        }
        // Not with +, whose constant the compiler hides in the recipe of the concatenation, where the build does not
        // find it.
        String resource = META_SCHEMA_RESOURCE.concat(name.substring(META_SCHEMA.length()));
        return () -> {
            InputStream in = CompiledSchema.class.getClassLoader().getResourceAsStream(resource);
            if (in == null) throw new FileNotFoundException(resource);
            return in;
        };
    }

    /** Each keyword asks for the configuration before it looks at a value. */
    private static final class CountedContext extends ExecutionContext {

        CountedContext(JsonSchema schema) {
            super(schema.createExecutionContext().getExecutionConfig());
        }

        @Override
        public ExecutionConfig getExecutionConfig() {
            SchemaWork.step();
            return super.getExecutionConfig();
        }
    }

    /** Compiles a part of a schema when a validation reaches it: all paths through references have no end. */
    private static final class Config extends SchemaValidatorsConfig {

        /** Called each time that a reference is resolved. */
        @Override
        public boolean isCacheRefs() {
            SchemaWork.reference();
            return true;
        }

        @Override
        public boolean isPreloadJsonSchema() {
            return false;
        }

        @Override
        public RegularExpressionFactory getRegularExpressionFactory() {
            return SchemaWork::pattern;
        }

        @Override
        public Locale getLocale() {
            return Locale.ENGLISH;
        }

        @Override
        public PathType getPathType() {
            return PathType.JSON_PATH;
        }

        @Override
        public @Nullable String getErrorMessageKeyword() {
            return null;
        }

        @Override
        public boolean isCustomMessageSupported() {
            return false;
        }

        @Override
        public boolean isNullableKeywordEnabled() {
            return false;
        }
    }
}
