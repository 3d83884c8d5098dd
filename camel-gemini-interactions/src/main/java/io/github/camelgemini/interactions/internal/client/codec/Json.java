// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.DataInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The Jackson configuration, for everything that this component reads: numbers are not rounded, strings may be as long as a
 * video in base64, and text after a value is an error. A document of more than {@link #MAX_TOKENS} names, values and
 * brackets is not read, nor one that is nested more than {@link #MAX_DEPTH} deep or has a number of more than
 * {@link #MAX_DIGITS} digits.
 */
public final class Json {

    static final int MAX_TOKENS = 1_000_000;
    static final int MAX_DEPTH = 1_000;
    static final int MAX_DIGITS = 1_000;

    /** Largest exponent in a bounded text: to calculate with a larger one takes memory and time for each of its digits. */
    static final int MAX_EXPONENT = 1_000;

    /** Strings have no limit, as they may be media. More levels are written than read, since a request wraps what was read. */
    private static final JsonFactoryBuilder LIMITS = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 100)
                    .build());

    public static final JsonMapper MAPPER =
            configured(JsonMapper.builder(LIMITS.build())).build();

    private static final JsonMapper BOUNDED_MAPPER =
            configured(JsonMapper.builder(boundedFactory())).build();

    /** In ASCII only, so that a half of a surrogate pair is not lost where the text becomes bytes. */
    private static final ObjectWriter CANONICAL_TEXT = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    /** For the deltas of a stream, of which one parser reads any number: their length is limited, not their tokens. */
    private static final JsonFactory DELTAS = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** Makes a parser of values that follow each other. */
    static JsonParser deltaParser(InputStream values) throws IOException {
        return DELTAS.createParser(values);
    }

    /**
     * For what a model has written and what is calculated with: a number with a larger exponent is no JSON. For one mapper, as
     * a factory belongs to its mapper.
     */
    public static JsonFactory boundedFactory() {
        return new BoundedFactory(LIMITS);
    }

    public static JsonMapper.Builder configured(JsonMapper.Builder builder) {
        return builder.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    /** Parses JSON text; null if it is not JSON. */
    public static @Nullable JsonNode tree(String json) {
        return tree(() -> MAPPER.readTree(json));
    }

    /** Parses JSON text in UTF-8; null if it is not JSON. */
    public static @Nullable JsonNode tree(byte[] json) {
        return tree(() -> MAPPER.readTree(json));
    }

    /** Parses JSON text with which something is calculated; null if it is not JSON, or has a number that is too large. */
    public static @Nullable JsonNode bounded(String json) {
        return tree(() -> BOUNDED_MAPPER.readTree(json));
    }

    /**
     * Converts JSON text to a Map, List, String, Boolean, Integer, Long, BigInteger, BigDecimal, or null.
     *
     * @throws IllegalArgumentException if the text is not JSON, or has a number that is too large
     */
    public static @Nullable Object boundedValue(String json) {
        try {
            return BOUNDED_MAPPER.readValue(json, Object.class);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not JSON"); // without a cause, whose message quotes the text
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
        if (depth > MAX_DEPTH) throw new IllegalArgumentException("the JSON is nested too deeply");
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> member : members.entrySet()) {
                text.append(separator).append(canonicalText(member.getKey())).append(':');
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
        else text.append(canonicalText(node));
    }

    private static String canonicalText(Object value) {
        try {
            return CANONICAL_TEXT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value cannot be written as JSON");
        }
    }

    /** Without zeros at the end; an exponent is not worked out. */
    private static String canonicalNumber(JsonNode number) {
        if (number.isFloatingPointNumber() && !number.isBigDecimal() && !Double.isFinite(number.doubleValue()))
            throw new IllegalArgumentException("a number is not finite");
        BigDecimal value = number.decimalValue();
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }

    /** Jackson throws other exceptions as well: for an exponent of more than 32 bits, and for names of equal hashes. */
    private static @Nullable JsonNode tree(Callable<@Nullable JsonNode> reader) {
        try {
            JsonNode node = reader.call();
            return node == null || node.isMissingNode() ? null : node;
        } catch (Exception e) {
            return null;
        }
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

    /** @throws IllegalArgumentException if the value cannot be written as JSON, for example because it contains itself */
    public static String text(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException | StackOverflowError e) {
            throw unwritable(value, e);
        }
    }

    /**
     * The tree of any value; null for null.
     *
     * @throws IllegalArgumentException if the value cannot be written as JSON, for example because it contains itself
     */
    static JsonNode node(@Nullable Object value) {
        try {
            return MAPPER.valueToTree(value);
        } catch (IllegalArgumentException | StackOverflowError e) {
            throw unwritable(value, e);
        }
    }

    private static IllegalArgumentException unwritable(@Nullable Object value, Throwable cause) {
        return new IllegalArgumentException(
                "a value of type " + (value == null ? "null" : value.getClass().getName())
                        + " cannot be written as JSON",
                cause);
    }

    /** @throws IllegalArgumentException if the tree is nested too deeply */
    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException | StackOverflowError e) {
            throw unwritable(node, e);
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

    /** Makes parsers that refuse an exponent. */
    private static final class BoundedFactory extends JsonFactory {
        private static final long serialVersionUID = 1L;

        BoundedFactory(JsonFactoryBuilder builder) {
            super(builder);
        }

        @Override
        protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
            return new BoundedParser(super._createParser(in, context));
        }

        @Override
        protected JsonParser _createParser(Reader in, IOContext context) throws IOException {
            return new BoundedParser(super._createParser(in, context));
        }

        @Override
        protected JsonParser _createParser(char[] text, int offset, int length, IOContext context, boolean isRecyclable)
                throws IOException {
            return new BoundedParser(super._createParser(text, offset, length, context, isRecyclable));
        }

        @Override
        protected JsonParser _createParser(byte[] bytes, int offset, int length, IOContext context) throws IOException {
            return new BoundedParser(super._createParser(bytes, offset, length, context));
        }

        @Override
        protected JsonParser _createParser(DataInput in, IOContext context) throws IOException {
            return new BoundedParser(super._createParser(in, context));
        }
    }

    private static final class BoundedParser extends JsonParserDelegate {

        BoundedParser(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            return checked(super.nextToken());
        }

        @Override
        public JsonToken nextValue() throws IOException {
            return checked(super.nextValue());
        }

        private JsonToken checked(JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_NUMBER_FLOAT && hasLargeExponent())
                throw new StreamConstraintsException(
                        "a number has an exponent beyond " + MAX_EXPONENT, delegate.currentTokenLocation());
            return token;
        }

        private boolean hasLargeExponent() throws IOException {
            try {
                BigDecimal number = delegate.getDecimalValue();
                return Math.abs((long) number.precision() - number.scale() - 1) > MAX_EXPONENT;
            } catch (NumberFormatException e) { // an exponent of more than 32 bits
                return true;
            }
        }
    }
}
