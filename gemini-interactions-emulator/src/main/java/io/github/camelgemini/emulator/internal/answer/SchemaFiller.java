// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a JSON Schema, filled from a prompt: the same prompt and schema give the same instance. All members are
 * filled, required or not; a list gets one item. Of {@code not}, {@code if} and {@code dependent…} it knows nothing, of
 * {@code pattern} only whether a word of the prompt fits.
 */
final class SchemaFiller {
    private static final int DEEPEST = 12;
    private static final String NO_WORDS = "emulator";

    /** Schemas and characters of one instance; a schema may double itself at each level. */
    private static final int MOST_PARTS = 50_000;

    private static final int MOST_CHARACTERS = 10_000_000;
    private static final int LARGEST_EXPONENT = 1000;
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final JsonNode root;
    private final PromptWords words;
    private final BiFunction<PromptWords, String, @Nullable String> freeText;
    private final long begun = System.nanoTime();
    private int parts;
    private long characters;

    /** @param freeText where a string comes from that no rule of the schema decides; gets the member's name */
    SchemaFiller(JsonNode root, PromptWords words, BiFunction<PromptWords, String, @Nullable String> freeText) {
        this.root = root;
        this.words = words;
        this.freeText = freeText;
    }

    /** @throws IllegalArgumentException if an instance of the schema would be too large, or take too long */
    JsonNode fill() {
        return fill(root, "answer", 0);
    }

    private void count(long more) {
        parts++;
        characters += more;
        if (parts > MOST_PARTS || characters > MOST_CHARACTERS || System.nanoTime() - begun > LONGEST_NANOS) {
            throw new IllegalArgumentException(
                    "The emulator fills no schema this large: ask for fewer or shorter members, or script the answer.");
        }
    }

    private JsonNode fill(JsonNode declared, String name, int depth) {
        JsonNode schema = resolve(declared, depth);
        count(0);
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return mentioned(schema.path("enum"));
        }
        for (String choice : new String[] {"anyOf", "oneOf"}) {
            if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
                return fill(choose(schema, choice, depth), name, depth + 1);
            }
        }
        return switch (typeOf(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> list(schema, name, depth);
            case "integer" -> number(schema, name, true);
            case "number" -> number(schema, name, false);
            case "boolean" -> Json.tree(bool(name));
            case "null" -> NullNode.getInstance();
            default -> TextNode.valueOf(text(schema, name));
        };
    }

    /** Follows references and folds {@code allOf} into one schema. */
    private JsonNode resolve(JsonNode declared, int depth) {
        JsonNode schema = declared;
        count(0);
        for (int hops = 0; schema.path("$ref").isTextual() && hops < DEEPEST; hops++) {
            schema = target(schema.path("$ref").asText());
        }
        if (!schema.path("allOf").isArray() || !schema.isObject()) {
            return schema;
        }
        ObjectNode folded = schema.deepCopy();
        folded.remove("allOf");
        for (JsonNode part : schema.path("allOf")) {
            if (depth < DEEPEST) {
                fold(resolve(part, depth + 1), folded);
            }
        }
        return folded;
    }

    private static void fold(JsonNode part, ObjectNode into) {
        part.properties().forEach(member -> {
            if (member.getKey().equals("properties") && into.path("properties").isObject()) {
                ObjectNode both = into.path("properties").deepCopy();
                into.set("properties", member.getValue() instanceof ObjectNode more ? both.setAll(more) : both);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    private JsonNode target(String reference) {
        if (reference.equals("#")) {
            return root;
        }
        JsonNode found = reference.startsWith("#/") ? root.at(reference.substring(1)) : Json.object();
        return found.isMissingNode() ? Json.object() : found;
    }

    private JsonNode choose(JsonNode schema, String keyword, int depth) {
        for (JsonNode option : schema.path(keyword)) {
            count(0);
            JsonNode resolved = resolve(option, depth);
            if (!typeOf(resolved).equals("null")) {
                ObjectNode merged = schema.deepCopy();
                merged.remove(keyword);
                fold(resolved, merged);
                return merged;
            }
        }
        return schema.path(keyword).get(0);
    }

    private static String typeOf(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return type.asText().toLowerCase(Locale.ROOT);
        }
        for (JsonNode option : type) {
            if (!option.asText().equalsIgnoreCase("null")) {
                return option.asText().toLowerCase(Locale.ROOT);
            }
        }
        if (!type.isEmpty()) {
            return "null";
        }
        if (schema.has("properties") || schema.has("required") || schema.isEmpty()) {
            return "object";
        }
        return schema.has("items") || schema.has("prefixItems") ? "array" : "string";
    }

    private JsonNode mentioned(JsonNode values) {
        for (JsonNode value : values) {
            if (value.isValueNode() && !value.asText().isBlank() && words.contains(value.asText())) {
                return value;
            }
        }
        return values.get(0);
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(member -> required.add(member.asText()));
        schema.path("properties").properties().forEach(member -> {
            if (depth < DEEPEST || required.contains(member.getKey())) {
                object.set(member.getKey(), fill(member.getValue(), member.getKey(), next(depth)));
            }
        });
        for (String member : required) {
            if (!object.has(member)) {
                JsonNode others = schema.path("additionalProperties");
                object.set(member, fill(others.isObject() ? others : TEXT, member, next(depth)));
            }
        }
        if (depth == 0 && object.isEmpty()) {
            object.put("answer", String.valueOf(words.firstLine()));
        }
        return object;
    }

    private static final JsonNode TEXT = Json.object().put("type", "string");

    private static int next(int depth) {
        if (depth > 10 * DEEPEST) {
            throw new IllegalArgumentException("The schema requires itself without end.");
        }
        return depth + 1;
    }

    private JsonNode list(JsonNode schema, String name, int depth) {
        ArrayNode list = Json.array();
        for (JsonNode item : schema.path("prefixItems")) {
            list.add(fill(item, name, next(depth)));
        }
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        int wanted = depth >= DEEPEST ? least : Math.min(most, Math.max(least, 1));
        JsonNode items = schema.path("items").isObject() ? schema.path("items") : TEXT;
        while (list.size() < wanted) {
            count(0);
            list.add(fill(items, singular(name), next(depth)));
        }
        if (schema.path("uniqueItems").asBoolean()) {
            makeUnique(list, items);
        }
        return list;
    }

    private static void makeUnique(ArrayNode list, JsonNode items) {
        Set<JsonNode> seen = new LinkedHashSet<>();
        JsonNode options = items.path("enum");
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            for (int n = 0; !seen.add(item) && n <= list.size() + options.size(); n++) {
                item = options.isArray() ? options.path(n) : variant(list.get(i), n + 2);
            }
            list.set(i, item);
        }
    }

    private static JsonNode variant(JsonNode item, int n) {
        return item.isNumber()
                ? DecimalNode.valueOf(item.decimalValue().add(BigDecimal.valueOf(n)))
                : TextNode.valueOf(item.asText() + " " + n);
    }

    private static String singular(String name) {
        return name.length() > 2 && name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    private JsonNode number(JsonNode schema, String name, boolean whole) {
        BigDecimal found = words.number(name, whole);
        BigDecimal value = found == null ? BigDecimal.ZERO : found;
        if (whole) {
            value = value.setScale(0, RoundingMode.HALF_UP);
        }
        BigDecimal step = decimal(schema, "multipleOf");
        BigDecimal unit = step != null && step.signum() > 0 ? step : whole ? BigDecimal.ONE : new BigDecimal("0.5");
        value = atLeast(value, decimal(schema, "minimum"), BigDecimal.ZERO);
        value = atMost(value, decimal(schema, "maximum"), BigDecimal.ZERO);
        value = atLeast(value, exclusive(schema, "exclusiveMinimum", "minimum"), unit);
        value = atMost(value, exclusive(schema, "exclusiveMaximum", "maximum"), unit);
        if (step != null && step.signum() > 0) {
            BigDecimal down = value.divideToIntegralValue(step).multiply(step);
            BigDecimal least = decimal(schema, "minimum");
            value = least != null && down.compareTo(least) < 0 ? down.add(step) : down;
        }
        return whole && value.stripTrailingZeros().scale() <= 0
                ? integer(value.toBigInteger())
                : DecimalNode.valueOf(value);
    }

    private static JsonNode integer(BigInteger value) {
        return Json.tree(value.bitLength() < 64 ? (Number) value.longValue() : value);
    }

    private static BigDecimal atLeast(BigDecimal value, @Nullable BigDecimal bound, BigDecimal beyond) {
        return bound == null ? value : value.max(bound.add(beyond));
    }

    private static BigDecimal atMost(BigDecimal value, @Nullable BigDecimal bound, BigDecimal beyond) {
        return bound == null ? value : value.min(bound.subtract(beyond));
    }

    /** Exclusive bounds are numbers today, and were booleans beside the bound in older drafts. */
    private static @Nullable BigDecimal exclusive(JsonNode schema, String keyword, String bound) {
        return schema.path(keyword).isBoolean()
                ? (schema.path(keyword).asBoolean() ? decimal(schema, bound) : null)
                : decimal(schema, keyword);
    }

    private static @Nullable BigDecimal decimal(JsonNode schema, String keyword) {
        if (!schema.path(keyword).isNumber()) {
            return null;
        }
        BigDecimal value = schema.path(keyword).decimalValue();
        if (Math.abs((long) value.precision() - value.scale()) > LARGEST_EXPONENT
                || Math.abs((long) value.scale()) > LARGEST_EXPONENT) {
            throw new IllegalArgumentException("'" + keyword + "' has too many digits for the emulator.");
        }
        return value;
    }

    private boolean bool(String name) {
        String named = words.named(name);
        if (named != null && Set.of("false", "no", "off").contains(named.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return PromptWords.partsOf(name).stream().allMatch(words::mentions);
    }

    private String text(JsonNode schema, String name) {
        String fixed = formatted(schema.path("format").asText());
        if (fixed != null) {
            return fixed;
        }
        String found = fitting(schema.path("pattern").asText());
        if (found == null) {
            found = freeText.apply(words, name);
        }
        String text = found == null || found.isEmpty() ? NO_WORDS : found;
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (text.codePointCount(0, text.length()) > most) {
            text = text.substring(0, text.offsetByCodePoints(0, most));
        }
        int missing = least - text.codePointCount(0, text.length());
        count(Math.max(0, missing) + text.length());
        return missing > 0 ? text + ".".repeat(missing) : text;
    }

    private @Nullable String fitting(String pattern) {
        if (pattern.isEmpty()) {
            return null;
        }
        try {
            return words.matching(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    private @Nullable String formatted(String format) {
        String date = Objects.requireNonNullElse(words.find(PromptWords.DATE), "2026-01-01");
        String time = Objects.requireNonNullElse(words.find(PromptWords.TIME), "00:00:00");
        String exactTime = time.length() == 5 ? time + ":00" : time;
        return switch (format) {
            case "date" -> date;
            case "time" -> exactTime + "Z";
            case "date-time" -> date + "T" + exactTime + "Z";
            case "duration" -> "PT0S";
            case "email", "idn-email" ->
                Objects.requireNonNullElse(words.find(PromptWords.EMAIL), "nobody@example.com");
            case "uri", "url", "iri" -> Objects.requireNonNullElse(words.find(PromptWords.URL), "https://example.com/");
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "ipv4" -> "127.0.0.1";
            case "ipv6" -> "::1";
            case "hostname" -> "example.com";
            default -> null;
        };
    }
}
