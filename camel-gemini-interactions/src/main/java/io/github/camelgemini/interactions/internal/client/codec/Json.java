// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
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
 * The Jackson configuration: numbers are not rounded, strings may be as long as a video in base64, and text after a value is
 * an error.
 */
public final class Json {

    /** Does not limit strings, which may contain media; the size of an answer is limited where bytes are read. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    public static final JsonMapper MAPPER = configured(JsonMapper.builder(FACTORY))
            .addModule(new SimpleModule("model")
                    .addSerializer(serializer(Interaction.class, ValueWriter::interaction))
                    .addSerializer(serializer(Step.class, ValueWriter::step))
                    .addSerializer(serializer(Content.class, ValueWriter::content))
                    .addSerializer(serializer(Usage.class, ValueWriter::usage))
                    .addSerializer(serializer(InteractionError.class, ValueWriter::error)))
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

    /** Writes values of {@code model} inside a user's Maps and beans as JSON of the API. */
    private static <T> JsonSerializer<T> serializer(Class<T> type, Function<T, JsonNode> writer) {
        return new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeTree(writer.apply(value));
            }
        };
    }

    /** Parses JSON text; null if it is not JSON. */
    public static @Nullable JsonNode tree(String json) {
        try {
            return presentOrNull(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Parses JSON text in UTF-8; null if it is not JSON. */
    public static @Nullable JsonNode tree(byte[] json) {
        try {
            return presentOrNull(MAPPER.readTree(json));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * A text that is the same for equal values, whatever their white space, the order of their members, and the notation of
     * their numbers: {@code 1}, {@code 1.0} and {@code 1e0} are equal. Strings are compared as they are.
     *
     * @throws IllegalArgumentException if the value is nested more than a thousand times
     */
    static String canonical(JsonNode node) {
        StringBuilder text = new StringBuilder();
        appendCanonical(node, 0, text);
        return text.toString();
    }

    private static void appendCanonical(JsonNode node, int depth, StringBuilder text) {
        if (depth > StreamReadConstraints.DEFAULT_MAX_DEPTH)
            throw new IllegalArgumentException("the JSON is nested too deeply");
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> member : members.entrySet()) {
                text.append(separator).append(text(member.getKey())).append(':');
                appendCanonical(member.getValue(), depth + 1, text);
                separator = ",";
            }
            text.append(members.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String separator = "[";
            for (JsonNode element : node) {
                text.append(separator);
                appendCanonical(element, depth + 1, text);
                separator = ",";
            }
            text.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isNumber()) text.append(canonicalNumber(node));
        else text.append(text(node));
    }

    /** Without zeros at the end; an exponent is not worked out. */
    private static String canonicalNumber(JsonNode number) {
        if (number.isFloatingPointNumber() && !number.isBigDecimal() && !Double.isFinite(number.doubleValue()))
            throw new IllegalArgumentException("a number is not finite");
        BigDecimal value = number.decimalValue();
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }

    private static @Nullable JsonNode presentOrNull(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() ? null : node;
    }

    /** Parses text that must be JSON because this component wrote or validated it. */
    static JsonNode known(String json) {
        JsonNode node = tree(json);
        if (node == null) throw new IllegalArgumentException("not JSON, though stored as JSON");
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

    /** Sets members given as JSON text; replaces members of the same name. */
    static void setAll(ObjectNode node, Map<String, String> members) {
        members.forEach((name, json) -> node.set(name, known(json)));
    }

    /** The type of a JSON value, for messages that must not quote the value. */
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
