// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.github.camelgemini.interactions.internal.client.codec.Json;
import org.jspecify.annotations.Nullable;

/**
 * Binds JSON text to objects of a user's class. Uses the Jackson modules on the class path, but supports {@code Optional}
 * without one, because an {@code Optional} property is the way to declare a property that may be missing.
 */
final class Binder {

    private static final JsonMapper MAPPER = Json.configured(JsonMapper.builder(Json.BOUNDED))
            .addModule(new SimpleModule("optional").addDeserializer(Optional.class, new OptionalReader(null)))
            .findAndAddModules()
            .build();

    private Binder() {}

    static @Nullable Object bind(String json, Class<?> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (Exception e) {
            // Not a cause: its message quotes the answer.
            throw new IllegalArgumentException(
                    Json.bounded(json) == null ? "not JSON" : "JSON that does not fit " + type.getName() + place(e));
        } catch (Throwable e) { // of the class: it is nested without end, or a class that it needs is missing
            throw new IllegalArgumentException("JSON that cannot be bound to " + type.getName(), e);
        }
    }

    private static String place(Exception e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) return "";
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining(".", " at ", ""));
    }

    @SuppressWarnings("rawtypes")
    private static final class OptionalReader extends JsonDeserializer<Optional> implements ContextualDeserializer {
        private final @Nullable JavaType content;

        OptionalReader(@Nullable JavaType content) {
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType optional = context.getContextualType();
            return new OptionalReader(
                    optional != null && optional.containedTypeCount() == 1
                            ? optional.containedType(0)
                            : context.constructType(Object.class));
        }

        @Override
        public Optional deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JavaType type = content != null ? content : context.constructType(Object.class);
            return Optional.ofNullable(context.readValue(parser, type));
        }

        @Override
        public Optional getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
