// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** Names of headers and exchange properties. A header overrides the option of the same name; a blank header is ignored. */
public final class GeminiInteractionsConstants {

    /** Prefix of all headers and properties. */
    public static final String PREFIX = "CamelGeminiInteractions";

    /** Scheme of the component's URIs. */
    public static final String SCHEME = "gemini-interactions";

    // Members of a request.
    /** Model that answers. Overrides the option. */
    @Metadata(label = "producer", javaType = "String")
    public static final String MODEL = "CamelGeminiInteractionsModel";

    /** Agent that answers. Overrides the option. */
    @Metadata(label = "producer", javaType = "String")
    public static final String AGENT = "CamelGeminiInteractionsAgent";

    /** Text that replaces the body as the input. Removed once used. */
    @Metadata(label = "producer", javaType = "String")
    public static final String INPUT = "CamelGeminiInteractionsInput";

    /** Text placed before the body's parts. Removed once used. */
    @Metadata(label = "producer", javaType = "String")
    public static final String PROMPT = "CamelGeminiInteractionsPrompt";

    /** System instruction of this turn. */
    @Metadata(label = "producer", javaType = "String")
    public static final String SYSTEM_INSTRUCTION = "CamelGeminiInteractionsSystemInstruction";

    /** Tool declarations of this turn: JSON text of an array or an object, or a List or Map. */
    @Metadata(label = "producer", javaType = "String")
    public static final String TOOLS = "CamelGeminiInteractionsTools";

    /** Generation settings of this turn: a JSON object as text, or a Map. Its members override the endpoint's. */
    @Metadata(label = "producer", javaType = "String")
    public static final String GENERATION_CONFIG = "CamelGeminiInteractionsGenerationConfig";

    /** Settings of an agent for this turn: a JSON object as text, or a Map. */
    @Metadata(label = "producer", javaType = "String")
    public static final String AGENT_CONFIG = "CamelGeminiInteractionsAgentConfig";

    /** Tools of this turn that the service runs, comma separated, such as google_search. */
    @Metadata(label = "producer", javaType = "String")
    public static final String BUILTIN_TOOLS = "CamelGeminiInteractionsBuiltinTools";

    /** MCP servers that the service calls in this turn, without HTTP headers: JSON text of an array or an object. */
    @Metadata(label = "producer", javaType = "String")
    public static final String MCP_SERVERS = "CamelGeminiInteractionsMcpServers";

    /** Sandbox of an agent: remote, the id of an existing one, or a JSON object as text or a Map. */
    @Metadata(label = "producer", javaType = "String")
    public static final String ENVIRONMENT = "CamelGeminiInteractionsEnvironment";

    /** Content types that the answer may have, comma separated. */
    @Metadata(label = "producer", javaType = "String")
    public static final String RESPONSE_MODALITIES = "CamelGeminiInteractionsResponseModalities";

    /** Safety settings: JSON text of an array or an object. */
    @Metadata(label = "producer", javaType = "String")
    public static final String SAFETY_SETTINGS = "CamelGeminiInteractionsSafetySettings";

    /** Labels for billing and reports: a JSON object of strings as text, or a Map. */
    @Metadata(label = "producer", javaType = "String")
    public static final String LABELS = "CamelGeminiInteractionsLabels";

    /** Webhooks to notify of a background run: a JSON object as text, or a Map. */
    @Metadata(label = "producer", javaType = "String")
    public static final String WEBHOOK_CONFIG = "CamelGeminiInteractionsWebhookConfig";

    /** Request members that have no option: a Map or a JSON object. They are added to the endpoint's and override them. */
    @Metadata(label = "producer", javaType = "java.util.Map<String, Object>")
    public static final String ADDITIONAL_BODY_PROPERTIES = "CamelGeminiInteractionsAdditionalBodyProperties";

    /**
     * HTTP headers of the message's requests: a Map or a JSON object. They override the endpoint's. Credentials are refused.
     */
    @Metadata(label = "producer", javaType = "java.util.Map<String, String>")
    public static final String ADDITIONAL_HEADERS = "CamelGeminiInteractionsAdditionalHeaders";

    /** Format of the answer: JSON text of a schema, a format object, or a list of those. */
    @Metadata(label = "producer", javaType = "String")
    public static final String RESPONSE_FORMAT = "CamelGeminiInteractionsResponseFormat";

    /** Id of the interaction that this one continues. */
    @Metadata(label = "producer", javaType = "String")
    public static final String PREVIOUS_INTERACTION_ID = "CamelGeminiInteractionsPreviousInteractionId";

    /** Token of the answer that this one continues. Removed once used. */
    @Metadata(label = "producer", javaType = "String")
    public static final String CONTINUATION_TOKEN = "CamelGeminiInteractionsContinuationToken";

    /**
     * Key of a conversation, chosen by the route: the request is its next turn. For delete: the conversation to delete,
     * together with its last interaction.
     */
    @Metadata(label = "producer", javaType = "String")
    public static final String CONVERSATION_ID = "CamelGeminiInteractionsConversationId";

    /** Whether the service stores the interaction. */
    @Metadata(label = "producer", javaType = "Boolean")
    public static final String STORE = "CamelGeminiInteractionsStore";

    /** Whether the run continues at the service without a connection. */
    @Metadata(label = "producer", javaType = "Boolean")
    public static final String BACKGROUND = "CamelGeminiInteractionsBackground";

    /** Media type of the body. A String that is a gs://, https:// or files/ URI is then a reference. Removed once used. */
    @Metadata(label = "producer", javaType = "String")
    public static final String MEDIA_TYPE = "CamelGeminiInteractionsMediaType";

    /** Longest time for a whole answer, such as 30s or milliseconds. */
    @Metadata(label = "producer", javaType = "String")
    public static final String REQUEST_TIMEOUT = "CamelGeminiInteractionsRequestTimeout";

    /** Tags of the functions that the model may call, comma separated. */
    @Metadata(label = "producer", javaType = "String")
    public static final String TAGS = "CamelGeminiInteractionsTags";

    /**
     * Id of the call whose result the body is, if the route runs functions itself; with the header or option
     * previousInteractionId. Removed once used.
     */
    @Metadata(label = "producer", javaType = "String")
    public static final String FUNCTION_CALL_ID = "CamelGeminiInteractionsFunctionCallId";

    /** Key that makes all messages with it one interaction, even if they are redelivered. Removed once used. */
    @Metadata(label = "producer", javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelGeminiInteractionsIdempotencyKey";

    /** Longest time to await a run, counted from its creation, such as 30m or milliseconds. Overrides the option. */
    @Metadata(label = "producer", javaType = "String")
    public static final String AWAIT_TIMEOUT = "CamelGeminiInteractionsAwaitTimeout";

    /** Id of the interaction: of an answer or an emitted exchange, and the one to get, await, cancel or delete. */
    @Metadata(javaType = "String")
    public static final String INTERACTION_ID = "CamelGeminiInteractionsInteractionId";

    // Headers of an answer; absent values are not set.
    /** Ids of all interactions of an answer that was continued, in order. */
    @Metadata(javaType = "java.util.List<String>")
    public static final String INTERACTION_IDS = "CamelGeminiInteractionsInteractionIds";

    /** Status of the interaction in the API's words. */
    @Metadata(javaType = "String")
    public static final String STATUS = "CamelGeminiInteractionsStatus";

    /** Model that answered. */
    @Metadata(javaType = "String")
    public static final String RESPONSE_MODEL = "CamelGeminiInteractionsResponseModel";

    /** In a request, the tier to use. In an answer, the tier that served the request; the next request does not use it. */
    @Metadata(javaType = "String")
    public static final String SERVICE_TIER = "CamelGeminiInteractionsServiceTier";

    /** Number of input tokens, including the history. */
    @Metadata(javaType = "Long")
    public static final String INPUT_TOKENS = "CamelGeminiInteractionsInputTokens";

    /** Number of tokens of the answer. */
    @Metadata(javaType = "Long")
    public static final String OUTPUT_TOKENS = "CamelGeminiInteractionsOutputTokens";

    /** Number of tokens of the thoughts. */
    @Metadata(javaType = "Long")
    public static final String THOUGHT_TOKENS = "CamelGeminiInteractionsThoughtTokens";

    /** Number of input tokens that came from a cache. */
    @Metadata(javaType = "Long")
    public static final String CACHED_TOKENS = "CamelGeminiInteractionsCachedTokens";

    /** Number of input tokens caused by tools. */
    @Metadata(javaType = "Long")
    public static final String TOOL_USE_TOKENS = "CamelGeminiInteractionsToolUseTokens";

    /** Number of all tokens. */
    @Metadata(javaType = "Long")
    public static final String TOTAL_TOKENS = "CamelGeminiInteractionsTotalTokens";

    /** Id of the sandbox in use. */
    @Metadata(javaType = "String")
    public static final String ENVIRONMENT_ID = "CamelGeminiInteractionsEnvironmentId";

    /** Annotations of the answer's text, such as citations: a list of maps. Their indexes count UTF-8 bytes. */
    @Metadata(javaType = "java.util.List<java.util.Map<String, Object>>")
    public static final String ANNOTATIONS = "CamelGeminiInteractionsAnnotations";

    /** Summary of the thoughts, if the service shows one. */
    @Metadata(javaType = "String")
    public static final String REASONING_CONTENT = "CamelGeminiInteractionsReasoningContent";

    /** Number of rounds of function calls, if functions may be called. */
    @Metadata(javaType = "Integer")
    public static final String TOOL_ITERATIONS = "CamelGeminiInteractionsToolIterations";

    /** HTTP status of the answer. */
    @Metadata(javaType = "Integer")
    public static final String HTTP_RESPONSE_CODE = Exchange.HTTP_RESPONSE_CODE;

    // Headers of an emitted exchange, or of a part of an iterator.
    /** Type of the event that caused the exchange, in the API's words. */
    @Metadata(javaType = "String")
    public static final String EVENT_TYPE = "CamelGeminiInteractionsEventType";

    /** Token to resume after that event. */
    @Metadata(javaType = "String")
    public static final String EVENT_ID = "CamelGeminiInteractionsEventId";

    /** Index of the step in its stream. */
    @Metadata(javaType = "Integer")
    public static final String STEP_INDEX = "CamelGeminiInteractionsStepIndex";

    /** Type of the step in the API's words. */
    @Metadata(javaType = "String")
    public static final String STEP_TYPE = "CamelGeminiInteractionsStepType";

    /** Type of the delta in the API's words. */
    @Metadata(javaType = "String")
    public static final String DELTA_TYPE = "CamelGeminiInteractionsDeltaType";

    /** Interaction id and position of the step, delta or event in it: unique, and the same for each delivery of it. */
    @Metadata(javaType = "String")
    public static final String STEP_KEY = "CamelGeminiInteractionsStepKey";

    /** Exchange property: the whole {@code Interaction}, with {@code storeFullResponse}. */
    public static final String RESPONSE_PROPERTY = "CamelGeminiInteractionsResponse";

    /** Exchange property: the object of {@link #SERVICE_TIER} that the last answer set, to tell it from a tier to use. */
    public static final String SERVED_TIER_PROPERTY = "CamelGeminiInteractionsServedTier";

    /**
     * Exchange property: the function calls of a message, a list of maps with {@code round}, {@code callId}, {@code name},
     * {@code durationMillis} and {@code outcome}.
     */
    public static final String TOOL_TRACE_PROPERTY = "CamelGeminiInteractionsToolTrace";

    /** Exchange property of a failure: RATE_LIMIT, SERVER_ERROR, VALIDATION, AUTH or UNKNOWN. */
    public static final String ERROR_CATEGORY_PROPERTY = "CamelAiErrorCategory";

    /** Exchange property of a failure: how many milliseconds the service asks to wait; a Long. */
    public static final String RETRY_AFTER_PROPERTY = "CamelAiRetryAfterMillis";

    /** Exchange property of a failure: a word for its reason, such as {@code quota}, {@code blocked} or {@code timeout}. */
    public static final String ERROR_REASON_PROPERTY = "CamelGeminiInteractionsErrorReason";

    /** Exchange property of a failure: whether the message may be sent again without being charged twice; a Boolean. */
    public static final String RETRY_SAFE_PROPERTY = "CamelGeminiInteractionsRetrySafe";

    private GeminiInteractionsConstants() {}
}
