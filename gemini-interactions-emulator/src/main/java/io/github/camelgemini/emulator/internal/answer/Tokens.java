// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;

/** Token counts by a rule of thumb: four characters a token, 258 for a medium. The total is always the sum. */
final class Tokens {
    private static final int PER_MEDIUM = 258;

    private Tokens() {}

    static int of(String text) {
        return (text.length() + 3) / 4;
    }

    static ObjectNode usage(List<ObjectNode> input, List<ObjectNode> generated) {
        int in = 0;
        for (ObjectNode step : input) {
            in += of(step);
        }
        int out = 0;
        int thought = 0;
        for (ObjectNode step : generated) {
            if (step.path("type").asText().equals("thought")) {
                thought += of(step);
            } else {
                out += of(step);
            }
        }
        ObjectNode usage = Json.object()
                .put("total_tokens", in + out + thought)
                .put("total_input_tokens", in)
                .put("total_cached_tokens", 0)
                .put("total_output_tokens", out)
                .put("total_tool_use_tokens", 0)
                .put("total_thought_tokens", thought);
        usage.set(
                "input_tokens_by_modality",
                Json.array(Json.object().put("modality", "text").put("tokens", in)));
        return usage;
    }

    private static int of(ObjectNode step) {
        JsonNode content = step.path("content");
        if (!content.isArray()) {
            return of(Json.write(step));
        }
        int tokens = 0;
        for (JsonNode item : content) {
            tokens += item.hasNonNull("text") ? of(item.path("text").asText()) : PER_MEDIUM;
        }
        return tokens;
    }
}
