// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.IOException;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelgemini.interactions.internal.client.codec.Json;

/**
 * A copy of a mapper, with its modules, names and features, that is safe for what a model has written: the text is read within
 * the limits of {@link Json}, numbers are not rounded, and no class is chosen by the text, so default typing is off. The mapper
 * that it copies is not changed.
 */
final class MapperCopy extends ObjectMapper {
    private static final long serialVersionUID = 1L;

    private MapperCopy(ObjectMapper mapper) {
        super(mapper, Json.boundedFactory());
        deactivateDefaultTyping();
        setConfig(getDeserializationConfig()
                .with(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                // A deserializer of the user's that reads a part with the mapper would find the rest of the text.
                .without(DeserializationFeature.UNWRAP_ROOT_VALUE, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES));
    }

    /** A mapper of the component's own: with the modules on the class path, but always its own {@code java.time}. */
    static MapperCopy own() {
        JsonMapper own =
                Json.configured(JsonMapper.builder()).findAndAddModules().build();
        return extended(own, type -> true);
    }

    /** @throws IllegalArgumentException if the mapper cannot be copied */
    static MapperCopy of(ObjectMapper mapper) {
        try {
            MapperCopy probe = new MapperCopy(mapper);
            return extended(mapper, probe::isMissing);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the ObjectMapper " + mapper.getClass().getName() + " of the registry cannot be copied: "
                            + e.getMessage(),
                    e);
        }
    }

    /** A copy of its own, because a mapper retains what it has found about a type. */
    private static MapperCopy extended(ObjectMapper mapper, Predicate<Class<?>> isMissing) {
        MapperCopy copy = new MapperCopy(mapper);
        // Else a mapper ignores a second module of the same name or class.
        copy.setConfig(copy.getDeserializationConfig().without(MapperFeature.IGNORE_DUPLICATE_MODULE_REGISTRATIONS));
        copy.setConfig(copy.getSerializationConfig().without(MapperFeature.IGNORE_DUPLICATE_MODULE_REGISTRATIONS));
        copy.registerModule(JdkTypes.module(isMissing));
        return copy;
    }

    /** True for a type that Jackson needs a module for and for which this mapper has none. */
    private boolean isMissing(Class<?> type) {
        try {
            JsonDeserializer<?> found =
                    readContext().findRootValueDeserializer(getTypeFactory().constructType(type));
            return found instanceof UnsupportedTypeDeserializer || found instanceof BeanDeserializerBase;
        } catch (JsonMappingException | RuntimeException e) {
            return true;
        }
    }

    /** @throws IOException also if the text does not end behind the value */
    <T> T readWhole(String json, JavaType type) throws IOException {
        return readerFor(type)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(json);
    }

    DeserializationContext readContext() {
        return _deserializationContext.createDummyInstance(getDeserializationConfig());
    }
}
