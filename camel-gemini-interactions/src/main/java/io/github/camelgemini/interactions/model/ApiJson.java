// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.io.IOException;
import java.util.ServiceLoader;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;

/**
 * Values of this package as Jackson writes them with any {@code ObjectMapper}: the JSON of the API, unknown members kept, also
 * inside a user's own objects. They are not read from JSON: the API's JSON is a body as it is. Any thread.
 */
public final class ApiJson {

    private ApiJson() {}

    /** Knows how a value is written; found as a service, because this package knows no codec. */
    public interface Writer {

        /** Writes one value. */
        void write(Object value, JsonGenerator out) throws IOException;
    }

    /** Jackson creates it. */
    public static final class Serializer extends JsonSerializer<Object> {

        private static final Writer WRITER = ServiceLoader.load(Writer.class, Writer.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "META-INF/services of the component is missing on the class path: a jar that contains several must"
                                + " merge these files"));

        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            WRITER.write(value, out);
        }

        /** No type id is added: the JSON is the API's. */
        @Override
        public void serializeWithType(
                Object value, JsonGenerator out, SerializerProvider provider, TypeSerializer typed) throws IOException {
            WRITER.write(value, out);
        }
    }

    /** Jackson creates it. */
    public static final class Deserializer extends JsonDeserializer<Object> {

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return context.reportInputMismatch(
                    this,
                    "Values of the Gemini Interactions API are not read with Jackson: unmarshal to a Map or JsonNode, or leave"
                            + " the JSON as it is, which gemini-interactions understands as a body in the API's own shape");
        }
    }
}
