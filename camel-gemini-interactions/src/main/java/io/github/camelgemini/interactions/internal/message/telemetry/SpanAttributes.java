// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.Set;

import io.github.camelgemini.interactions.internal.client.observation.FunctionAttributes;

/**
 * Names of the attributes of spans, beside those of {@code HttpAttributes} and {@code FunctionAttributes}.
 *
 * <p>Documented: OpenTelemetry semantic conventions for generative AI, client inference and agent spans, November 2026; those
 * that Camel's camel-ai-observability sets: its class {@code GenAiAttributes}, Camel 4.23.
 */
final class SpanAttributes {

    // Set by camel-ai-observability, too.
    static final String OPERATION_NAME = "gen_ai.operation.name";
    static final String SYSTEM = "gen_ai.system";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String RESPONSE_MODEL = "gen_ai.response.model";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String ERROR_TYPE = "error.type";
    static final String COMPONENT = "camel.component";

    static final String PROVIDER_NAME = "gen_ai.provider.name";
    static final String AGENT_NAME = "gen_ai.agent.name";
    static final String REQUEST_STREAM = "gen_ai.request.stream";
    static final String PREVIOUS_RESPONSE_ID = "gen_ai.request.previous_response.id";
    static final String RESPONSE_ID = "gen_ai.response.id";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens";
    static final String THOUGHT_TOKENS = "gen_ai.usage.reasoning.output_tokens";

    static final String TOOL_NAME = "gen_ai.tool.name";
    static final String TOOL_TYPE = "gen_ai.tool.type";

    // Content: on request only.
    static final String SYSTEM_INSTRUCTIONS = "gen_ai.system_instructions";
    static final String INPUT_MESSAGES = "gen_ai.input.messages";
    static final String OUTPUT_MESSAGES = "gen_ai.output.messages";

    /** Attributes that show prompts, answers, arguments or results. */
    static final Set<String> CONTENT = Set.of(
            SYSTEM_INSTRUCTIONS,
            INPUT_MESSAGES,
            OUTPUT_MESSAGES,
            FunctionAttributes.ARGUMENTS,
            FunctionAttributes.RESULT);

    private SpanAttributes() {}
}
