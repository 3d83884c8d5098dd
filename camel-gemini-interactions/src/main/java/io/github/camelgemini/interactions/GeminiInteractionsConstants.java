// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/**
 * Names of the headers and exchange properties of this component. A header wins over the option of the same name; a blank
 * one is none.
 */
public final class GeminiInteractionsConstants {

    /** Prefix of all headers and properties. */
    public static final String PREFIX = "CamelGeminiInteractions";

    /** Scheme of the component's URIs. */
    public static final String SCHEME = "gemini-interactions";

    // What goes into a request.
    @Metadata(label = "producer", description = "Model that shall answer; wins over the option.", javaType = "String")
    public static final String MODEL = "CamelGeminiInteractionsModel";

    @Metadata(label = "producer", description = "Agent that shall answer; wins over the option.", javaType = "String")
    public static final String AGENT = "CamelGeminiInteractionsAgent";

    @Metadata(
            label = "producer",
            description = "Text that replaces the body as the input. Removed once used.",
            javaType = "String")
    public static final String INPUT = "CamelGeminiInteractionsInput";

    @Metadata(
            label = "producer",
            description = "Text placed before the body's parts. Removed once used.",
            javaType = "String")
    public static final String PROMPT = "CamelGeminiInteractionsPrompt";

    @Metadata(label = "producer", description = "System instruction of this turn.", javaType = "String")
    public static final String SYSTEM_INSTRUCTION = "CamelGeminiInteractionsSystemInstruction";

    @Metadata(
            label = "producer",
            description = "Tool declarations of this turn: JSON text of an array or an object, or a List or Map.",
            javaType = "String")
    public static final String TOOLS = "CamelGeminiInteractionsTools";

    @Metadata(
            label = "producer",
            description =
                    "Generation settings of this turn: a JSON object as text, or a Map. Its members win over single ones of the endpoint.",
            javaType = "String")
    public static final String GENERATION_CONFIG = "CamelGeminiInteractionsGenerationConfig";

    @Metadata(
            label = "producer",
            description = "Settings of an agent for this turn: a JSON object as text, or a Map.",
            javaType = "String")
    public static final String AGENT_CONFIG = "CamelGeminiInteractionsAgentConfig";

    @Metadata(
            label = "producer",
            description = "Tools of this turn that the service runs, comma separated, such as google_search.",
            javaType = "String")
    public static final String BUILTIN_TOOLS = "CamelGeminiInteractionsBuiltinTools";

    @Metadata(
            label = "producer",
            description =
                    "MCP servers that the service calls in this turn: JSON text of an array or an object, without headers of theirs.",
            javaType = "String")
    public static final String MCP_SERVERS = "CamelGeminiInteractionsMcpServers";

    @Metadata(
            label = "producer",
            description = "Sandbox of an agent: remote, the id of one, or a JSON object as text or a Map.",
            javaType = "String")
    public static final String ENVIRONMENT = "CamelGeminiInteractionsEnvironment";

    @Metadata(
            label = "producer",
            description = "What kinds of content the answer may have, comma separated.",
            javaType = "String")
    public static final String RESPONSE_MODALITIES = "CamelGeminiInteractionsResponseModalities";

    @Metadata(
            label = "producer",
            description = "Safety settings: JSON text of an array or an object.",
            javaType = "String")
    public static final String SAFETY_SETTINGS = "CamelGeminiInteractionsSafetySettings";

    @Metadata(
            label = "producer",
            description = "Labels for billing and reports: a JSON object of strings as text, or a Map.",
            javaType = "String")
    public static final String LABELS = "CamelGeminiInteractionsLabels";

    @Metadata(
            label = "producer",
            description = "Whom the service notifies of a background run: a JSON object as text, or a Map.",
            javaType = "String")
    public static final String WEBHOOK_CONFIG = "CamelGeminiInteractionsWebhookConfig";

    @Metadata(
            label = "producer",
            description =
                    "Members of the request that have no option: a Map or a JSON object. Those of the endpoint stay, unless they are named here.",
            javaType = "java.util.Map<String, Object>")
    public static final String ADDITIONAL_BODY_PROPERTIES = "CamelGeminiInteractionsAdditionalBodyProperties";

    @Metadata(
            label = "producer",
            description =
                    "HTTP headers of the requests that this message brings about: a Map or a JSON object, over those of the endpoint. No credentials.",
            javaType = "java.util.Map<String, String>")
    public static final String ADDITIONAL_HEADERS = "CamelGeminiInteractionsAdditionalHeaders";

    @Metadata(
            label = "producer",
            description =
                    "What the answer shall look like: JSON text of a schema, a format object, or a list of those.",
            javaType = "String")
    public static final String RESPONSE_FORMAT = "CamelGeminiInteractionsResponseFormat";

    @Metadata(
            label = "producer",
            description = "Name of the Java class whose schema the answer shall obey.",
            javaType = "String")
    public static final String OUTPUT_CLASS = "CamelGeminiInteractionsOutputClass";

    @Metadata(label = "producer", description = "Interaction that this one continues.", javaType = "String")
    public static final String PREVIOUS_INTERACTION_ID = "CamelGeminiInteractionsPreviousInteractionId";

    @Metadata(
            label = "producer",
            description =
                    "Conversation, by a key of the route's own: the request is its next turn; delete forgets it and deletes its last interaction.",
            javaType = "String")
    public static final String CONVERSATION_ID = "CamelGeminiInteractionsConversationId";

    @Metadata(label = "producer", description = "Whether the service keeps the interaction.", javaType = "Boolean")
    public static final String STORE = "CamelGeminiInteractionsStore";

    @Metadata(
            label = "producer",
            description = "Whether the run goes on at the service without a connection.",
            javaType = "Boolean")
    public static final String BACKGROUND = "CamelGeminiInteractionsBackground";

    @Metadata(
            label = "producer",
            description =
                    "Media type of the body; with it a String body that is one reference (gs://, https://, files/) is sent as a reference. Removed once used.",
            javaType = "String")
    public static final String MEDIA_TYPE = "CamelGeminiInteractionsMediaType";

    @Metadata(
            label = "producer",
            description = "Longest time for one whole answer, such as 30s or milliseconds.",
            javaType = "String")
    public static final String REQUEST_TIMEOUT = "CamelGeminiInteractionsRequestTimeout";

    @Metadata(
            label = "producer",
            description = "Tags of the functions that the model may call, comma separated.",
            javaType = "String")
    public static final String TAGS = "CamelGeminiInteractionsTags";

    @Metadata(
            label = "producer",
            description =
                    "Call that the body is the result of, for a loop run by hand; with the header or option previousInteractionId. Removed once used.",
            javaType = "String")
    public static final String FUNCTION_CALL_ID = "CamelGeminiInteractionsFunctionCallId";

    @Metadata(
            label = "producer",
            description =
                    "What makes this message the same as another, however often it is delivered: both are one interaction. Removed once used.",
            javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelGeminiInteractionsIdempotencyKey";

    @Metadata(
            label = "producer",
            description =
                    "How long a run is waited for, counted from its creation, such as 30m or milliseconds; wins over the option.",
            javaType = "String")
    public static final String AWAIT_TIMEOUT = "CamelGeminiInteractionsAwaitTimeout";

    @Metadata(
            description =
                    "The interaction: of an answer or an emitted exchange, and the one that get, await, cancel and delete are about.",
            javaType = "String")
    public static final String INTERACTION_ID = "CamelGeminiInteractionsInteractionId";

    // What comes with an answer; absent values are not set.
    @Metadata(description = "Status of the interaction in the API's words.", javaType = "String")
    public static final String STATUS = "CamelGeminiInteractionsStatus";

    @Metadata(description = "Model that answered.", javaType = "String")
    public static final String RESPONSE_MODEL = "CamelGeminiInteractionsResponseModel";

    @Metadata(
            description =
                    "On the way in the tier that is wished for; with an answer the tier that served the request, which is no wish for the next one.",
            javaType = "String")
    public static final String SERVICE_TIER = "CamelGeminiInteractionsServiceTier";

    @Metadata(description = "Tokens of the input with its history.", javaType = "Long")
    public static final String INPUT_TOKENS = "CamelGeminiInteractionsInputTokens";

    @Metadata(description = "Tokens of the answer.", javaType = "Long")
    public static final String OUTPUT_TOKENS = "CamelGeminiInteractionsOutputTokens";

    @Metadata(label = "producer", description = "Tokens of the thoughts.", javaType = "Long")
    public static final String THOUGHT_TOKENS = "CamelGeminiInteractionsThoughtTokens";

    @Metadata(label = "producer", description = "Input tokens that came from a cache.", javaType = "Long")
    public static final String CACHED_TOKENS = "CamelGeminiInteractionsCachedTokens";

    @Metadata(label = "producer", description = "Input tokens caused by tools.", javaType = "Long")
    public static final String TOOL_USE_TOKENS = "CamelGeminiInteractionsToolUseTokens";

    @Metadata(description = "All tokens.", javaType = "Long")
    public static final String TOTAL_TOKENS = "CamelGeminiInteractionsTotalTokens";

    @Metadata(label = "producer", description = "Sandbox in use.", javaType = "String")
    public static final String ENVIRONMENT_ID = "CamelGeminiInteractionsEnvironmentId";

    @Metadata(
            label = "producer",
            description =
                    "Citations and the like of the answer's text: a list of maps. Their indexes count UTF-8 bytes.",
            javaType = "java.util.List<java.util.Map<String, Object>>")
    public static final String ANNOTATIONS = "CamelGeminiInteractionsAnnotations";

    @Metadata(
            label = "producer",
            description = "Summary of the thoughts, as far as the service shows it.",
            javaType = "String")
    public static final String REASONING_CONTENT = "CamelGeminiInteractionsReasoningContent";

    @Metadata(
            description = "How many rounds of function calls were done, where functions may be called.",
            javaType = "Integer")
    public static final String TOOL_ITERATIONS = "CamelGeminiInteractionsToolIterations";

    @Metadata(label = "producer", description = "HTTP status of the answer.", javaType = "Integer")
    public static final String HTTP_RESPONSE_CODE = Exchange.HTTP_RESPONSE_CODE;

    // What comes with an emitted exchange.
    @Metadata(
            label = "consumer",
            description = "Type of the event that brought the exchange about, in the API's words.",
            javaType = "String")
    public static final String EVENT_TYPE = "CamelGeminiInteractionsEventType";

    @Metadata(label = "consumer", description = "Token to resume after that event.", javaType = "String")
    public static final String EVENT_ID = "CamelGeminiInteractionsEventId";

    @Metadata(label = "consumer", description = "Index of the step in its stream.", javaType = "Integer")
    public static final String STEP_INDEX = "CamelGeminiInteractionsStepIndex";

    @Metadata(label = "consumer", description = "Type of the step in the API's words.", javaType = "String")
    public static final String STEP_TYPE = "CamelGeminiInteractionsStepType";

    @Metadata(label = "consumer", description = "Type of the delta in the API's words.", javaType = "String")
    public static final String DELTA_TYPE = "CamelGeminiInteractionsDeltaType";

    @Metadata(
            label = "consumer",
            description =
                    "Interaction id and position among the generated steps: the same however often and by whatever way the step is read. Absent where nothing is stored.",
            javaType = "String")
    public static final String STEP_KEY = "CamelGeminiInteractionsStepKey";

    /** Exchange property: the whole {@code Interaction}, with {@code storeFullResponse}. */
    public static final String RESPONSE_PROPERTY = "CamelGeminiInteractionsResponse";

    /** Exchange property: the very value of {@link #SERVICE_TIER} that came with the last answer, to tell it from a wish. */
    public static final String SERVED_TIER_PROPERTY = "CamelGeminiInteractionsServedTier";

    /**
     * Exchange property: how the function calls of a message went, a list of maps with {@code round}, {@code callId},
     * {@code name}, {@code durationMillis} and {@code outcome}.
     */
    public static final String TOOL_TRACE_PROPERTY = "CamelGeminiInteractionsToolTrace";

    /** Exchange property of a failure: {@code RATE_LIMIT}, {@code SERVER_ERROR}, {@code VALIDATION}, {@code AUTH} or {@code UNKNOWN}. */
    public static final String ERROR_CATEGORY_PROPERTY = "CamelAiErrorCategory";

    /** Exchange property of a failure: how many milliseconds the service asks to wait; a Long. */
    public static final String RETRY_AFTER_PROPERTY = "CamelAiRetryAfterMillis";

    /** Exchange property of a failure: a word for its reason, such as {@code quota}, {@code blocked} or {@code timeout}. */
    public static final String ERROR_REASON_PROPERTY = "CamelGeminiInteractionsErrorReason";

    /** Exchange property of a failure: whether the message may be sent again without being paid for twice; a Boolean. */
    public static final String RETRY_SAFE_PROPERTY = "CamelGeminiInteractionsRetrySafe";

    private GeminiInteractionsConstants() {}
}
