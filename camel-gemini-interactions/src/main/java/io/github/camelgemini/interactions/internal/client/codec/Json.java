// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Jackson as this room wants it: numbers keep their digits, strings may be as long as a video in base64, and text behind a
 * value is an error.
 */
public final class Json {

    /** One string may hold a whole medium; how large an answer may get is decided where bytes are read. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    public static final JsonMapper MAPPER = configured(JsonMapper.builder(FACTORY))
            .addModule(new SimpleModule("model")
                    .addSerializer(written(Interaction.class, ValueWriter::interaction))
                    .addSerializer(written(Step.class, ValueWriter::step))
                    .addSerializer(written(Content.class, ValueWriter::content))
                    .addSerializer(written(Usage.class, ValueWriter::usage))
                    .addSerializer(written(InteractionError.class, ValueWriter::error)))
            .build();

    private Json() {}

    public static JsonMapper.Builder configured(JsonMapper.Builder builder) {
        return builder.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    /** Our values inside a user's maps and beans go out as the service's JSON, too. */
    private static <T> JsonSerializer<T> written(Class<T> type, Function<T, JsonNode> writer) {
        return new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeTree(writer.apply(value));
            }
        };
    }

    /** The tree of a JSON text; null when it is none. */
    public static @Nullable JsonNode tree(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The tree of a JSON text in UTF-8; null when it is none. */
    public static @Nullable JsonNode tree(byte[] json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null;
        }
    }

    /** The tree of a text that one of ours wrote or that was JSON when it was read. */
    static JsonNode known(String json) {
        JsonNode node = tree(json);
        if (node == null) throw new IllegalArgumentException("not JSON, though kept as such");
        return node;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static String text(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a value of type "
                            + (value == null ? "null" : value.getClass().getName()) + " cannot be written as JSON",
                    e);
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets members given as JSON text; one of the same name is replaced. */
    static void setAll(ObjectNode node, Map<String, String> members) {
        members.forEach((name, json) -> node.set(name, known(json)));
    }

    /** What kind of JSON value it is, for messages that must not quote it. */
    public static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
        };
    }
}
