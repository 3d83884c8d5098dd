// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Generates the schema of a class. Has no references unless the class is recursive. Properties are in declaration order,
 * because a model writes them in the order of the schema.
 */
final class SchemaOfClass {

    // Created on first use: most routes need no schema of a class.
    private static final SchemaGenerator INLINE = generator(Option.INLINE_ALL_SCHEMAS);

    private SchemaOfClass() {}

    static ObjectNode generate(Class<?> type) {
        ObjectNode schema;
        try {
            schema = INLINE.generateSchema(type);
        } catch (IllegalArgumentException e) {
            schema = generator(Option.PLAIN_DEFINITION_KEYS).generateSchema(type);
        }
        schema.remove("$schema");
        return schema;
    }

    private static SchemaGenerator generator(Option layout) {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(layout, Option.FLATTENED_OPTIONALS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        builder.forTypesInGeneral().withPropertySorter(PropertySortUtils.SORT_PROPERTIES_FIELDS_BEFORE_METHODS);
        builder.forFields().withRequiredCheck(SchemaOfClass::isRequired);
        return new SchemaGenerator(builder.build());
    }

    private static boolean isRequired(FieldScope field) {
        return !field.getRawMember().getType().equals(Optional.class)
                && !isNullable(field.getRawMember().getAnnotations())
                && !isNullable(field.getRawMember().getAnnotatedType().getAnnotations());
    }

    /** Compares simple names, because each null checker has its own annotation. */
    private static boolean isNullable(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
