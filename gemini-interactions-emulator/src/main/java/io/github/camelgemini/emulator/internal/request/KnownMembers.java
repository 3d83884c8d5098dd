// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The members a request may have, for the strict mode. Documented: the types of Google's client for JavaScript 3.3.0
 * ({@code CreateModelInteraction}, {@code CreateAgentInteraction} and what they name). Objects that carry the caller's own
 * data (schemas, arguments, labels, headers) are not looked into, nor are objects of a type that is not known here.
 */
final class KnownMembers {
    private static final String ROOT = "request";

    /**
     * A line per object: its name, and its members. {@code member>name} is an object of that name, or a list of them;
     * {@code member>*name} a map of them. A name with a dot is one of several types, and has the member {@code type}.
     */
    private static final String TABLE =
            """
            request: model agent input>input system_instruction tools>tool response_format>format response_mime_type \
            response_modalities generation_config>generation agent_config>agent stream store background \
            previous_interaction_id continuation_token cached_content environment>environment service_tier \
            safety_settings>safety labels webhook_config>webhook
            generation: max_output_tokens seed stop_sequences thinking_level thinking_summaries temperature top_p \
            tool_choice>choice speech_config>speech image_config>image video_config>video \
            transcription_config>transcription
            choice: allowed_tools>allowed
            allowed: mode tools
            speech: language speaker voice speakers>speech
            image: aspect_ratio image_size
            video: task
            transcription: adaptation_phrases custom_vocabulary diarization_mode language_codes language_hints \
            timestamp_granularities mode>mode
            mode.smart: source_text
            mode.verbatim: diarization_mode timestamp_granularities
            agent.antigravity: max_total_tokens model
            agent.code-mender: find_request fix_request model session_config session_id
            agent.deep-research: collaborative_planning enable_bigquery_tool thinking_summaries visualization
            environment: type environment_id env>*variable network>network sources>source
            variable: value credential
            network: allowlist>entry
            entry: domain transform credential
            source: type source target content encoding
            safety: type threshold method
            webhook: uris user_metadata
            tool.function: name description parameters
            tool.google_search: search_types
            tool.code_execution:
            tool.url_context:
            tool.file_search: file_search_store_names top_k metadata_filter
            tool.google_maps: enable_widget latitude longitude
            tool.mcp_server: name url headers allowed_tools>allowed
            tool.computer_use: environment excluded_predefined_functions disabled_safety_policies \
            enable_prompt_injection_detection
            tool.retrieval: retrieval_types vertex_ai_search_config>engine rag_store_config>rag exa_ai_search_config>search \
            parallel_ai_search_config>search
            engine: datastores engine
            search: api_key custom_config
            rag: rag_resources>corpus rag_retrieval_config>retrieval similarity_top_k vector_distance_threshold
            corpus: rag_corpus rag_file_ids
            retrieval: filter>filter hybrid_search>hybrid ranking>ranking top_k
            filter: metadata_filter vector_distance_threshold vector_similarity_threshold
            hybrid: alpha
            ranking: model_name rank_service>ranker ranking_config
            ranker: model_name
            format.text: mime_type schema
            format.image: mime_type aspect_ratio image_size delivery
            format.audio: mime_type sample_rate bit_rate delivery
            format.video: aspect_ratio duration resolution delivery gcs_uri mime_type
            input.text: text annotations>annotation
            input.image: data uri mime_type resolution
            input.audio: data uri mime_type sample_rate channels
            input.document: data uri mime_type
            input.video: data uri mime_type resolution name processing>processing
            processing.static: start_offset end_offset fps
            annotation.file_citation: custom_metadata document_uri file_name media_id page_number source start_index \
            end_index
            annotation.place_citation: name place_id review_snippets url start_index end_index
            annotation.speech_metadata: speaker style start_index end_index
            annotation.url_citation: title url start_index end_index
            annotation.word_info: speaker text start_offset end_offset start_index end_index
            input.user_input: content>input
            input.model_output: content>input error
            input.thought: signature summary>input
            input.function_call: id name arguments signature
            input.function_result: call_id name result>input is_error
            input.code_execution_call: id arguments>code signature
            code: code language
            input.code_execution_result: call_id result>input is_error signature
            input.google_search_call: id arguments search_type signature
            input.google_search_result: call_id result is_error signature
            input.google_maps_call: id arguments signature
            input.google_maps_result: call_id result signature
            input.url_context_call: id arguments signature
            input.url_context_result: call_id result is_error signature
            input.file_search_call: id arguments signature
            input.file_search_result: call_id result signature
            input.mcp_server_tool_call: id name server_name arguments
            input.mcp_server_tool_result: call_id name server_name result>input
            input.processing_call: id arguments signature
            input.processing_result: call_id result signature
            input.retrieval_call: id arguments retrieval_type signature
            input.retrieval_result: call_id result is_error signature
            """;

    /** By the name of an object: its members, and what they hold; empty: anything. */
    private static final Map<String, Map<String, String>> MEMBERS = members();

    private KnownMembers() {}

    static void check(JsonNode body) {
        check(body, ROOT);
    }

    private static void check(JsonNode node, String name) {
        if (node.isArray()) {
            node.forEach(item -> check(item, name));
            return;
        }
        Map<String, String> known = node.isObject() ? known(node, name) : null;
        if (known == null) {
            return;
        }
        node.properties().forEach(member -> {
            String holds = known.get(member.getKey());
            if (holds == null) {
                throw unknown(name, member.getKey());
            }
            if (holds.startsWith("*")) {
                member.getValue().forEach(value -> check(value, holds.substring(1)));
            } else if (!holds.isEmpty()) {
                check(member.getValue(), holds);
            }
        });
    }

    private static @Nullable Map<String, String> known(JsonNode node, String name) {
        Map<String, String> known = MEMBERS.get(name);
        return known != null ? known : MEMBERS.get(name + "." + Json.text(node, "type"));
    }

    private static Refused unknown(String name, String member) {
        return name.equals(ROOT)
                ? new Refused(400, "parameter_unknown", "Unknown parameter: '" + member + "'.")
                : Refused.invalid("no such field: '" + member + "'");
    }

    private static Map<String, Map<String, String>> members() {
        Map<String, Map<String, String>> table = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            Map<String, String> members = new HashMap<>();
            for (String member : line.substring(colon + 1).strip().split("\\s+")) {
                String[] parts = member.split(">");
                members.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
            if (name.contains(".")) {
                members.put("type", "");
            }
            table.put(name, Map.copyOf(members));
        }
        return Map.copyOf(table);
    }
}
