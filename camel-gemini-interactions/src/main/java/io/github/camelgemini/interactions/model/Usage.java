// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * Token counts of an interaction. A count is null if the service did not send it.
 *
 * <p>Documented: Interactions API reference, Usage, September 2026. Observed: traffic/steps-untouched/basic.json.
 *
 * @param inputTokens {@code total_input_tokens}, the prompt with its history
 * @param outputTokens {@code total_output_tokens}, the model's answer
 * @param thoughtTokens {@code total_thought_tokens}
 * @param cachedTokens {@code total_cached_tokens}, the part of the input served from a cache
 * @param toolUseTokens {@code total_tool_use_tokens}
 * @param totalTokens {@code total_tokens}
 * @param more members that no field above represents, name to JSON text
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public record Usage(
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Long thoughtTokens,
        @Nullable Long cachedTokens,
        @Nullable Long toolUseTokens,
        @Nullable Long totalTokens,
        Map<String, String> more) {

    public Usage {
        more = Members.copyOf(more);
    }

    /** The sum of both; a count that is null in one is taken from the other. {@code more} is empty. */
    public Usage plus(Usage other) {
        return new Usage(
                sum(inputTokens, other.inputTokens),
                sum(outputTokens, other.outputTokens),
                sum(thoughtTokens, other.thoughtTokens),
                sum(cachedTokens, other.cachedTokens),
                sum(toolUseTokens, other.toolUseTokens),
                sum(totalTokens, other.totalTokens),
                Map.of());
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        if (one == null) return other;
        if (other == null) return one;
        long sum = one + other;
        return one > 0 && other > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }
}
