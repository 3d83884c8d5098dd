// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** JSON and YAML text to trees and back. Numbers keep their digits, strings may be as long as memory allows. */
public final class Json {
    /** An inline video is one string of many megabytes; Jackson's own limit of 20 million characters is below that. */
    private static final StreamReadConstraints UNLIMITED = StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(10_000)
            .build();

    /** What was read is written a few levels deeper; Jackson's limits for reading and for writing are the same. */
    private static final StreamWriteConstraints DEEPER = StreamWriteConstraints.builder()
            .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH + 100)
            .build();

    private static final int BYTES_OF_A_NODE = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(UNLIMITED)
                    .streamWriteConstraints(DEEPER)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new FromStringDeserializer<>(Instant.class) {
                        @Override
                        protected Instant _deserialize(String text, DeserializationContext context) {
                            return Instant.parse(text);
                        }
                    }))
            .build();

    private static final ObjectMapper YAML = YAMLMapper.builder(yamlFactory())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    private static YAMLFactory yamlFactory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        YAMLFactory factory = YAMLFactory.builder().loaderOptions(options).build();
        factory.setStreamReadConstraints(UNLIMITED);
        return factory;
    }

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** The items as one JSON array. */
    public static ArrayNode array(JsonNode... items) {
        return array().addAll(Arrays.asList(items));
    }

    public static ArrayNode array(List<? extends JsonNode> items) {
        return array().addAll(items);
    }

    /** A Java value (record, map, list, string, number …) as a tree. Members of records are written in snake case. */
    public static JsonNode tree(@Nullable Object value) {
        return JSON.valueToTree(value);
    }

    /**
     * Reads one JSON value.
     *
     * @throws JsonProcessingException if the text is not exactly one JSON value
     */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /** As {@link #parse(String)}, of UTF-8 bytes. */
    public static JsonNode parse(byte[] utf8) throws IOException {
        return JSON.readTree(utf8);
    }

    /** Reads a record, as {@link #tree} writes it. */
    public static <T> T read(byte[] utf8, Class<T> type) throws IOException {
        return JSON.readValue(utf8, type);
    }

    /** Reads JSON that the caller wrote: a mistake is the caller's. */
    public static JsonNode parseTrusted(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads YAML, of which JSON is a part. An empty text is a missing node.
     *
     * @throws JsonProcessingException if it is not YAML; also for a second document, for aliases, which are not resolved here, and for tags, which
     *     name a class or a type
     */
    public static JsonNode parseYaml(String text) throws JsonProcessingException {
        try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
            int depth = 0;
            boolean whole = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (whole) {
                    throw new JsonParseException(parser, "there is a second document: write all rules into one list");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                whole = depth == 0;
                if (parser.isCurrentAlias()) {
                    throw new JsonParseException(parser, "aliases are not supported: write the value again");
                }
                String tag = parser.getTypeId();
                if (tag != null) {
                    throw new JsonParseException(parser, "tags are not supported: leave out '" + tag + "'");
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: it reads a text
        }
        JsonNode tree = YAML.readTree(text);
        return tree == null ? NODES.missingNode() : tree;
    }

    /** In one line. Half a surrogate pair is escaped, as UTF-8 has no bytes for it: Jackson does so for bytes only. */
    public static String write(JsonNode node) {
        return new String(writeBytes(node), StandardCharsets.UTF_8);
    }

    /** With line breaks and indents. */
    public static String writePretty(JsonNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] writeBytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a member, null where it is absent, null or not a scalar. */
    public static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value == null || value.isNull() || value.isContainerNode() ? null : value.asText();
    }

    /** The objects of a list, without its other items. */
    public static List<ObjectNode> objects(JsonNode list) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : list) {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** About how many bytes of memory a tree takes. */
    public static long weight(@Nullable JsonNode tree) {
        long weight = 0;
        Deque<JsonNode> open = new ArrayDeque<>();
        for (JsonNode node = tree; node != null; node = open.poll()) {
            weight += BYTES_OF_A_NODE + (node.isTextual() ? node.textValue().length() : 0);
            if (node.isObject()) {
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    weight += BYTES_OF_A_NODE + member.getKey().length();
                    open.push(member.getValue());
                }
            } else {
                node.forEach(open::push);
            }
        }
        return weight;
    }

    /** A text content item. */
    public static ObjectNode textContent(String text) {
        return object().put("type", "text").put("text", text);
    }
}
