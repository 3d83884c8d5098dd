// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The members a request may have, for the strict mode. Objects that carry the caller's own data (schemas, arguments,
 * labels, headers) are not looked into, nor are tools of a type that is not known here.
 */
final class KnownMembers {
    private static final Set<String> TOP = words(
            "model agent input system_instruction tools response_format"
                    + " response_mime_type response_modalities generation_config agent_config stream store background"
                    + " previous_interaction_id continuation_token environment service_tier safety_settings labels webhook_config");

    private static final Set<String> GENERATION_CONFIG = words("max_output_tokens seed stop_sequences thinking_level"
            + " thinking_summaries tool_choice speech_config image_config video_config transcription_config"
            + " temperature top_p");

    private static final Set<String> WEBHOOK_CONFIG = words("uris user_metadata");

    private static final Set<String> SAFETY_SETTING = words("type threshold method");

    private static final Map<String, Set<String>> TOOLS = table(
            "function: name description parameters",
            "google_search: search_types",
            "code_execution:",
            "url_context:",
            "file_search: file_search_store_names top_k metadata_filter",
            "google_maps: enable_widget latitude longitude",
            "mcp_server: name url headers allowed_tools",
            "computer_use: environment excluded_predefined_functions disabled_safety_policies"
                    + " enable_prompt_injection_detection",
            "retrieval: retrieval_types vertex_ai_search_config rag_store_config exa_ai_search_config"
                    + " parallel_ai_search_config");

    private static final Map<String, Set<String>> CONTENTS = table(
            "text: text annotations",
            "image: data uri mime_type resolution",
            "audio: data uri mime_type sample_rate channels",
            "document: data uri mime_type",
            "video: data uri mime_type resolution name processing");

    private static final Map<String, Set<String>> STEPS = table(
            "user_input: content",
            "model_output: content error",
            "thought: signature summary",
            "function_call: id name arguments signature");

    private static final Map<String, Set<String>> FORMATS = table(
            "text: mime_type schema",
            "image: mime_type aspect_ratio image_size delivery",
            "audio: mime_type sample_rate bit_rate delivery",
            "video: aspect_ratio duration resolution delivery gcs_uri mime_type");

    private KnownMembers() {}

    static void check(JsonNode body) {
        for (String member : names(body)) {
            if (!TOP.contains(member)) {
                throw new Refused(400, "parameter_unknown", "Unknown parameter: '" + member + "'.");
            }
        }
        checkNested(body.path("generation_config"), GENERATION_CONFIG);
        checkNested(body.path("webhook_config"), WEBHOOK_CONFIG);
        body.path("safety_settings").forEach(setting -> checkNested(setting, SAFETY_SETTING));
        body.path("tools").forEach(tool -> checkTyped(tool, TOOLS));
        checkFormats(body.path("response_format"));
        checkInput(body.path("input"));
    }

    private static void checkFormats(JsonNode format) {
        if (format.isArray()) {
            format.forEach(KnownMembers::checkFormats);
        } else {
            checkTyped(format, FORMATS);
        }
    }

    private static void checkInput(JsonNode input) {
        if (input.isArray()) {
            input.forEach(KnownMembers::checkInput);
            return;
        }
        checkTyped(input, CONTENTS);
        checkTyped(input, STEPS);
        input.path("content").forEach(content -> checkTyped(content, CONTENTS));
    }

    private static void checkTyped(JsonNode node, Map<String, Set<String>> table) {
        String type = Json.text(node, "type");
        @Nullable Set<String> known = type == null ? null : table.get(type);
        if (known != null) {
            checkNested(node, known);
        }
    }

    private static void checkNested(JsonNode node, Set<String> known) {
        for (String member : names(node)) {
            if (!known.contains(member)) {
                throw Refused.invalid("no such field: '" + member + "'");
            }
        }
    }

    private static Iterable<String> names(JsonNode node) {
        return node::fieldNames;
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    private static Map<String, Set<String>> table(String... rows) {
        Map<String, Set<String>> table = new HashMap<>();
        for (String row : rows) {
            int colon = row.indexOf(':');
            table.put(row.substring(0, colon), words(("type" + row.substring(colon + 1)).stripTrailing()));
        }
        return Map.copyOf(table);
    }
}
