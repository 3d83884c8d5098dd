// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Sums the token counts of the parts of one answer. Any thread.
 *
 * <p>Documented: source of @google/genai 3.3.0, {@code continuation}: counts and lists per modality are added up,
 * {@code initial_input_tokens} is that of the first part.
 */
public final class UsageJson {

    private static final String INITIAL = "initial_input_tokens";
    private static final String MODALITY = "modality";
    private static final String TOKENS = "tokens";

    private UsageJson() {}

    /** The counts of both parts; null if neither has any. */
    public static @Nullable Usage sum(@Nullable Usage first, @Nullable Usage next) {
        if (first == null) return next;
        if (next == null) return first;
        Usage sum = first.plus(next);
        return new Usage(
                sum.inputTokens(),
                sum.outputTokens(),
                sum.thoughtTokens(),
                sum.cachedTokens(),
                sum.toolUseTokens(),
                sum.totalTokens(),
                others(sum, sum(first.more(), next.more())));
    }

    /** The members that are none of the sums: a count that came as a string is written as its sum. */
    private static Map<String, String> others(Usage sum, Map<String, String> more) {
        Map<String, String> others = new LinkedHashMap<>(more);
        ValueWriter.usage(sum).fieldNames().forEachRemaining(others::remove);
        return others;
    }

    private static Map<String, String> sum(Map<String, String> first, Map<String, String> next) {
        Map<String, String> sum = new LinkedHashMap<>(next);
        first.forEach((name, json) -> {
            String other = next.get(name);
            sum.put(name, other == null || name.equals(INITIAL) ? json : sum(json, other));
        });
        return sum;
    }

    /** The sum of two counts or of two lists per modality; of other values the later one. */
    private static String sum(String first, String next) {
        JsonNode one = Json.known(first);
        JsonNode other = Json.known(next);
        if (one.isIntegralNumber() && other.isIntegralNumber())
            return Json.text(one.bigIntegerValue().add(other.bigIntegerValue()));
        Long count = MemberReader.integer(one);
        Long more = MemberReader.integer(other);
        // The sum of counts in strings is a string.
        if (count != null && more != null)
            return Json.text(
                    BigInteger.valueOf(count).add(BigInteger.valueOf(more)).toString());
        if (one instanceof ArrayNode list
                && other instanceof ArrayNode others
                && isByModality(list)
                && isByModality(others)) return Json.text(sumByModality(list, others));
        return next;
    }

    private static boolean isByModality(ArrayNode list) {
        for (JsonNode entry : list) {
            if (!entry.path(MODALITY).isTextual() || !entry.path(TOKENS).isIntegralNumber()) return false;
        }
        return true;
    }

    private static ArrayNode sumByModality(ArrayNode first, ArrayNode next) {
        Map<String, ObjectNode> sums = new LinkedHashMap<>();
        for (ArrayNode list : new ArrayNode[] {first, next}) {
            for (JsonNode entry : list) {
                ObjectNode sum = sums.computeIfAbsent(
                        entry.get(MODALITY).textValue(),
                        modality -> Json.object().put(MODALITY, modality).put(TOKENS, BigInteger.ZERO));
                sum.put(
                        TOKENS,
                        sum.get(TOKENS).bigIntegerValue().add(entry.get(TOKENS).bigIntegerValue()));
            }
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        sums.values().forEach(list::add);
        return list;
    }
}
