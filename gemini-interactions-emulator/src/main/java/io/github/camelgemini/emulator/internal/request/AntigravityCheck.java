// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;

/**
 * What agents named {@code antigravity-…} refuse, for the strict mode. Documented: ai.google.dev antigravity page,
 * 2026-09-29: no structured output, no file search, computer use or maps, functions with stored interactions only, input of
 * texts and images only. Sampling parameters are refused with any agent: they are members of {@code generation_config}.
 */
final class AntigravityCheck {
    private static final Set<String> NO_TOOLS = Set.of("file_search", "computer_use", "google_maps");
    private static final Set<String> NO_INPUT = Set.of("audio", "document", "video");

    private AntigravityCheck() {}

    static void check(JsonNode body) {
        String agent = Json.text(body, "agent");
        if (agent == null || !agent.substring(agent.lastIndexOf('/') + 1).startsWith("antigravity")) {
            return;
        }
        if (body.hasNonNull("response_format")) {
            throw refused("'response_format'");
        }
        for (JsonNode tool : body.path("tools")) {
            String type = type(tool);
            if (NO_TOOLS.contains(type)) {
                throw refused("a tool of the type '" + type + "'");
            }
            if (type.equals("function") && !body.path("store").asBoolean(true)) {
                throw refused("functions without 'store'");
            }
        }
        checkInput(body.path("input"));
    }

    private static void checkInput(JsonNode input) {
        if (input.isArray()) {
            input.forEach(AntigravityCheck::checkInput);
        } else if (NO_INPUT.contains(type(input))) {
            throw refused("input of the type '" + type(input) + "'");
        } else {
            input.path("content").forEach(AntigravityCheck::checkInput);
        }
    }

    private static String type(JsonNode node) {
        return node.path("type").asText();
    }

    private static Refused refused(String what) {
        return Refused.invalid("This agent does not support " + what + ".");
    }
}
