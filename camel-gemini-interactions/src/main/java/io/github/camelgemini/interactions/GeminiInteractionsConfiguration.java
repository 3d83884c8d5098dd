// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import com.google.auth.Credentials;
import io.github.camelgemini.interactions.option.Continuation;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.HallucinatedToolNameStrategy;
import io.github.camelgemini.interactions.option.OnConversationLost;
import io.github.camelgemini.interactions.option.OnStepFailure;
import io.github.camelgemini.interactions.option.OnUnknownCreate;
import io.github.camelgemini.interactions.option.OutputType;
import io.github.camelgemini.interactions.option.ToolExecutionErrorStrategy;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/**
 * Options of an endpoint, or of all endpoints of a component, in one flat list as Camel needs it. Getters return the value
 * that was set or the default; null: not set. Not thread-safe, and not read after start-up: the endpoint converts it into
 * one immutable settings record per package.
 */
@UriParams
@Configurer(extended = true)
public class GeminiInteractionsConfiguration implements Cloneable {

    /** Options that an endpoint does not inherit from its component if its URI sets the key. */
    private static final Map<String, Consumer<GeminiInteractionsConfiguration>> NOT_INHERITED = Map.of(
            // Model and agent are one choice.
            "model", form -> form.agent = null,
            "agent", form -> form.model = null,
            // Otherwise the component's format would override the endpoint's class.
            "outputClass", form -> form.responseFormat = null,
            // An endpoint deletes one of them.
            "interactionId", form -> form.conversationId = null,
            // The endpoint's object overrides single members of the component, not the reverse.
            "generationConfig", form -> form.inheritMembers(PrefixedOption.GENERATION_CONFIG_FIELDS),
            "agentConfig", form -> form.inheritMembers(PrefixedOption.AGENT_CONFIG_FIELDS));

    /** Options whose single values are set in a URI as {@code PREFIX.NAME=VALUE}. */
    enum PrefixedOption {
        GENERATION_CONFIG_FIELDS(
                "generationConfig.",
                "generationConfigFields",
                GeminiInteractionsConfiguration::getGenerationConfigFields,
                GeminiInteractionsConfiguration::setGenerationConfigFields),
        AGENT_CONFIG_FIELDS(
                "agentConfig.",
                "agentConfigFields",
                GeminiInteractionsConfiguration::getAgentConfigFields,
                GeminiInteractionsConfiguration::setAgentConfigFields),
        ADDITIONAL_BODY_PROPERTIES(
                "additionalBodyProperty.",
                "additionalBodyProperties",
                GeminiInteractionsConfiguration::getAdditionalBodyProperties,
                GeminiInteractionsConfiguration::setAdditionalBodyProperties),
        ADDITIONAL_HEADERS(
                "additionalHeader.",
                "additionalHeaders",
                GeminiInteractionsConfiguration::getAdditionalHeaders,
                GeminiInteractionsConfiguration::setAdditionalHeaders),
        SECRET_HEADERS(
                "secretHeader.",
                "secretHeaders",
                GeminiInteractionsConfiguration::getSecretHeaders,
                GeminiInteractionsConfiguration::setSecretHeaders);

        private final String prefix;
        /** Name of the option that has all values. */
        final String option;

        private final Function<GeminiInteractionsConfiguration, Map<String, Object>> getter;
        private final BiConsumer<GeminiInteractionsConfiguration, Map<String, Object>> setter;

        PrefixedOption(
                String prefix,
                String option,
                Function<GeminiInteractionsConfiguration, Map<String, Object>> getter,
                BiConsumer<GeminiInteractionsConfiguration, Map<String, Object>> setter) {
            this.prefix = prefix;
            this.option = option;
            this.getter = getter;
            this.setter = setter;
        }

        /** Name of the option that a URI parameter sets; the parameter's own name if it has none of these prefixes. */
        static String optionOf(String given) {
            for (PrefixedOption known : values()) {
                if (given.startsWith(known.prefix)) return known.option;
            }
            return given;
        }

        Map<String, Object> get(GeminiInteractionsConfiguration form) {
            return getter.apply(form);
        }

        /** Removes the single values from a URI's parameters, and returns them. */
        Map<String, Object> extract(Map<String, Object> parameters) {
            return PropertiesHelper.extractProperties(parameters, prefix);
        }

        /** Adds values; they replace values of the same name. */
        void add(GeminiInteractionsConfiguration form, Map<String, Object> values) {
            Map<String, Object> all = new LinkedHashMap<>(get(form));
            all.putAll(values);
            setter.accept(form, all);
        }
    }

    @UriPath
    @Metadata(required = true)
    private @Nullable GeminiInteractionsOperation operation;

    // Members of the request.
    @UriParam(label = "common")
    private @Nullable String model;

    @UriParam(label = "common")
    private @Nullable String agent;

    @Metadata(supportFileReference = true)
    @UriParam(label = "common")
    private @Nullable String input;

    @Metadata(supportFileReference = true)
    @UriParam(label = "producer")
    private @Nullable String prompt;

    @Metadata(supportFileReference = true)
    @UriParam(label = "common")
    private @Nullable String systemInstruction;

    @Metadata(supportFileReference = true)
    @UriParam(label = "tools")
    private @Nullable String tools;

    @Metadata(supportFileReference = true)
    @UriParam(label = "request")
    private @Nullable String generationConfig;

    @UriParam(label = "request", prefix = "generationConfig.", multiValue = true)
    private Map<String, Object> generationConfigFields = new LinkedHashMap<>();

    @Metadata(supportFileReference = true)
    @UriParam(label = "request")
    private @Nullable String agentConfig;

    @UriParam(label = "request", prefix = "agentConfig.", multiValue = true)
    private Map<String, Object> agentConfigFields = new LinkedHashMap<>();

    @UriParam(label = "tools")
    private @Nullable String builtinTools;

    @Metadata(supportFileReference = true)
    @UriParam(label = "tools")
    private @Nullable String mcpServers;

    @Metadata(supportFileReference = true)
    @UriParam(label = "request")
    private @Nullable String environment;

    @UriParam(label = "request")
    private @Nullable String serviceTier;

    @UriParam(label = "request")
    private @Nullable String responseModalities;

    @Metadata(supportFileReference = true)
    @UriParam(label = "request")
    private @Nullable String safetySettings;

    @Metadata(supportFileReference = true)
    @UriParam(label = "request")
    private @Nullable String labels;

    @Metadata(supportFileReference = true)
    @UriParam(label = "background")
    private @Nullable String webhookConfig;

    @UriParam(label = "advanced", prefix = "additionalBodyProperty.", multiValue = true)
    private Map<String, Object> additionalBodyProperties = new LinkedHashMap<>();

    @UriParam(label = "advanced", prefix = "additionalHeader.", multiValue = true)
    private Map<String, Object> additionalHeaders = new LinkedHashMap<>();

    @UriParam(label = "security", prefix = "secretHeader.", multiValue = true, secret = true)
    private Map<String, Object> secretHeaders = new LinkedHashMap<>();

    @UriParam(label = "producer,security", defaultValue = "safe")
    private String allowedHeaders = "safe";

    @Metadata(supportFileReference = true)
    @UriParam(label = "output")
    private @Nullable String responseFormat;

    @UriParam(label = "output")
    private @Nullable String outputClass;

    @UriParam(label = "conversation")
    private @Nullable String previousInteractionId;

    @UriParam(label = "output")
    private @Nullable String continuationToken;

    @UriParam(label = "producer,conversation")
    private @Nullable String conversationId;

    @UriParam(label = "request", defaultValue = "true")
    private @Nullable Boolean store;

    @UriParam(label = "background")
    private @Nullable Boolean background;

    @UriParam(label = "common")
    private @Nullable String interactionId;

    @UriParam(label = "producer,advanced", defaultValue = "20971520")
    private long maxInlineSize = 20 * 1024 * 1024;

    // Output to the route.
    @UriParam(label = "common", defaultValue = "text")
    private OutputType outputType = OutputType.text;

    @UriParam(label = "producer,streaming")
    private boolean streaming;

    @UriParam(label = "streaming")
    private @Nullable String channel;

    @UriParam(label = "producer,streaming,advanced", javaType = "java.time.Duration", defaultValue = "30s")
    private long channelTimeout = 30_000;

    @UriParam(label = "producer,streaming,advanced")
    private boolean ignoreResponseBody;

    @UriParam(label = "streaming", defaultValue = "steps")
    private String emit = "steps";

    @UriParam(label = "streaming")
    private @Nullable String stepTypes;

    @UriParam(label = "producer,output", defaultValue = "true")
    private @Nullable Boolean validateOutput;

    @UriParam(label = "producer,output", defaultValue = "0")
    private int outputRepairAttempts;

    @UriParam(label = "output")
    private boolean allowEmptyOutput;

    @UriParam(label = "output", defaultValue = "true")
    private boolean failOnIncomplete = true;

    @UriParam(label = "output", defaultValue = "auto")
    private Continuation continuation = Continuation.auto;

    @UriParam(label = "output", defaultValue = "16")
    private int maxContinuations = 16;

    @UriParam(label = "producer,output")
    private boolean storeFullResponse;

    @UriParam(label = "advanced")
    private boolean captureMessageContent;

    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "1m")
    private long progressInterval = 60_000;

    @UriParam(label = "consumer", defaultValue = "stop")
    private OnStepFailure onStepFailure = OnStepFailure.stop;

    @UriParam(label = "streaming,advanced")
    private @Nullable StateRepository<String, String> cursorRepository;

    @UriParam(label = "producer,conversation,advanced")
    private @Nullable StateRepository<String, String> conversationRepository;

    @UriParam(label = "producer,conversation,advanced", javaType = "java.time.Duration", defaultValue = "5m")
    private long conversationTimeout = 300_000;

    @UriParam(label = "producer,conversation,advanced", defaultValue = "fail")
    private OnConversationLost onConversationLost = OnConversationLost.fail;

    @UriParam(label = "streaming,advanced", javaType = "java.time.Duration", defaultValue = "1s")
    private long cursorInterval = 1_000;

    @UriParam(label = "consumer,advanced")
    private @Nullable String runKey;

    @UriParam(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "5s")
    private long restartDelay = 5_000;

    @UriParam(label = "streaming", defaultValue = "true")
    private boolean copyHeaders = true;

    @UriParam(label = "advanced")
    private @Nullable HeaderFilterStrategy headerFilterStrategy;

    // Background runs.
    @UriParam(label = "producer,background")
    private boolean awaitCompletion;

    @UriParam(label = "background", javaType = "java.time.Duration", defaultValue = "1s")
    private long pollInterval = 1_000;

    @UriParam(label = "background", javaType = "java.time.Duration", defaultValue = "10s")
    private long maxPollInterval = 10_000;

    @UriParam(label = "background", javaType = "java.time.Duration", defaultValue = "60m")
    private long awaitTimeout = 3_600_000;

    @UriParam(label = "background")
    private boolean cancelOnTimeout;

    @UriParam(label = "background")
    private boolean cancelOnStop;

    @UriParam(label = "background")
    private boolean cancelOnFailure;

    @UriParam(label = "background,advanced")
    private @Nullable RunRepository runRepository;

    // Idempotency.
    @UriParam(label = "producer")
    private @Nullable String idempotencyKey;

    @UriParam(label = "producer,advanced")
    private @Nullable StateRepository<String, String> idempotencyRepository;

    @UriParam(label = "producer,advanced", defaultValue = "fail")
    private OnUnknownCreate onUnknownCreate = OnUnknownCreate.fail;

    // Functions.
    @UriParam(label = "producer,tools")
    private @Nullable String tags;

    @UriParam(label = "producer,tools", defaultValue = "true")
    private boolean autoToolExecution = true;

    @UriParam(label = "producer,tools", defaultValue = "10")
    private int maxToolIterations = 10;

    @UriParam(label = "producer,tools", defaultValue = "100")
    private int maxToolCalls = 100;

    @UriParam(label = "producer,tools", defaultValue = "0")
    private long maxTotalTokens;

    @UriParam(label = "producer,tools,advanced", defaultValue = "true")
    private boolean parallelToolExecution = true;

    @UriParam(label = "producer,tools", javaType = "java.time.Duration", defaultValue = "20s")
    private long toolTimeout = 20_000;

    @UriParam(label = "producer,tools", defaultValue = "repromptModel")
    private ToolExecutionErrorStrategy toolExecutionErrorStrategy = ToolExecutionErrorStrategy.repromptModel;

    @UriParam(label = "producer,tools", defaultValue = "failExchange")
    private HallucinatedToolNameStrategy hallucinatedToolNameStrategy = HallucinatedToolNameStrategy.failExchange;

    @UriParam(label = "producer,tools,advanced")
    private @Nullable StateRepository<String, String> toolResultRepository;

    // Address and credentials.
    @UriParam(label = "security", secret = true)
    private @Nullable String apiKey;

    @UriParam(label = "security")
    private @Nullable Boolean enterprise;

    @UriParam(label = "security")
    private @Nullable String projectId;

    @UriParam(label = "security")
    private @Nullable String location;

    @Metadata(supportFileReference = true)
    @UriParam(label = "security", secret = true)
    private @Nullable String serviceAccountKey;

    @UriParam(label = "security", secret = true)
    private @Nullable Credentials credentials;

    @UriParam(label = "security")
    private @Nullable String quotaProjectId;

    @UriParam(label = "advanced")
    private @Nullable String baseUrl;

    @UriParam(label = "advanced")
    private @Nullable String apiVersion;

    @UriParam(label = "advanced", defaultValue = "2026-05-20")
    private String apiRevision = "2026-05-20";

    @UriParam(label = "advanced")
    private boolean allowInsecureBaseUrl;

    // Transport.
    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "10s")
    private long connectTimeout = 10_000;

    private boolean ownConnectTimeout;

    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "5m")
    private long requestTimeout = 300_000;

    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "5m")
    private long streamingReadTimeout = 300_000;

    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "0")
    private long streamTimeout;

    @UriParam(label = "advanced", defaultValue = "2")
    private int maxRetries = 2;

    @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "60s")
    private long maxRetryAfter = 60_000;

    @UriParam(label = "producer,advanced", defaultValue = "false")
    private boolean obeyRetryAfter;

    @UriParam(label = "advanced", defaultValue = "67108864")
    private int maxEventSize = 64 * 1024 * 1024;

    @UriParam(label = "advanced", defaultValue = "67108864")
    private int maxResponseSize = 64 * 1024 * 1024;

    @UriParam(label = "advanced", defaultValue = "3")
    private int maxResumeAttempts = 3;

    @UriParam(label = "security")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy")
    private @Nullable Integer proxyPort;

    @UriParam(label = "proxy,security", secret = true)
    private @Nullable String proxyAuthUsername;

    @UriParam(label = "proxy,security", secret = true)
    private @Nullable String proxyAuthPassword;

    // Single members of the component, which the endpoint's object overrides.
    private Map<PrefixedOption, Map<String, Object>> inheritedMembers = new EnumMap<>(PrefixedOption.class);

    /** A copy that can be changed without changing this one. */
    public GeminiInteractionsConfiguration copy() {
        try {
            GeminiInteractionsConfiguration copy = (GeminiInteractionsConfiguration) clone();
            for (PrefixedOption option : PrefixedOption.values())
                option.setter.accept(copy, new LinkedHashMap<>(option.get(this)));
            copy.inheritedMembers = new EnumMap<>(inheritedMembers);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** @param given names of the endpoint's options; removes the component's options that they replace */
    void dropReplacedBy(Set<String> given) {
        NOT_INHERITED.forEach((option, drop) -> {
            if (given.contains(option)) drop.accept(this);
        });
    }

    private void inheritMembers(PrefixedOption option) {
        inheritedMembers.put(option, option.get(this));
        option.setter.accept(this, new LinkedHashMap<>());
    }

    /** Single members of the component that the endpoint's object of this option overrides; empty for most. */
    Map<String, Object> inheritedMembers(PrefixedOption option) {
        return inheritedMembers.getOrDefault(option, Map.of());
    }

    public @Nullable GeminiInteractionsOperation getOperation() {
        return operation;
    }

    /**
     * Operation: create, get, cancel or delete an interaction; await the end of a run; resume the stream of a stored run;
     * approve a round of function calls with a person's decisions; stream receives what producers stream to a channel.
     */
    public void setOperation(@Nullable GeminiInteractionsOperation operation) {
        this.operation = operation;
    }

    public @Nullable String getModel() {
        return model;
    }

    /** Model that answers, for example gemini-3.5-flash. Set this or agent. */
    public void setModel(@Nullable String model) {
        this.model = model;
    }

    public @Nullable String getAgent() {
        return agent;
    }

    /** Agent that answers: an id, agents/ID or a full resource path. Set this or model. */
    public void setAgent(@Nullable String agent) {
        this.agent = agent;
    }

    public @Nullable String getInput() {
        return input;
    }

    /** Text that replaces the body as input; prompt of a create consumer. May be a resource: resource:classpath:in.txt. */
    public void setInput(@Nullable String input) {
        this.input = input;
    }

    public @Nullable String getPrompt() {
        return prompt;
    }

    /** Text placed before the body's parts as the first part of the input. May be a resource. */
    public void setPrompt(@Nullable String prompt) {
        this.prompt = prompt;
    }

    public @Nullable String getSystemInstruction() {
        return systemInstruction;
    }

    /** System instruction. Sent with each turn, because the service does not remember it. May be a resource. */
    public void setSystemInstruction(@Nullable String systemInstruction) {
        this.systemInstruction = systemInstruction;
    }

    public @Nullable String getTools() {
        return tools;
    }

    /** Tool declarations in the API's format, a JSON array or object, sent with every turn. May be a resource. */
    public void setTools(@Nullable String tools) {
        this.tools = tools;
    }

    public @Nullable String getGenerationConfig() {
        return generationConfig;
    }

    /**
     * Generation settings of a model: a JSON object, for example with thinking_level (minimal, low, medium, high, xhigh),
     * max_output_tokens, temperature, top_p, speech_config (a list, or an object with speakers) or video_config. Single
     * members: generationConfig.NAME=VALUE. May be a resource.
     */
    public void setGenerationConfig(@Nullable String generationConfig) {
        this.generationConfig = generationConfig;
    }

    public Map<String, Object> getGenerationConfigFields() {
        return generationConfigFields;
    }

    /** Single generation settings, for example generationConfig.thinkingLevel=low. They override generationConfig. */
    public void setGenerationConfigFields(Map<String, Object> generationConfigFields) {
        this.generationConfigFields = generationConfigFields;
    }

    public @Nullable String getAgentConfig() {
        return agentConfig;
    }

    /** Settings of an agent, sent with each turn: JSON object. Single members: agentConfig.NAME=VALUE. May be a resource. */
    public void setAgentConfig(@Nullable String agentConfig) {
        this.agentConfig = agentConfig;
    }

    public Map<String, Object> getAgentConfigFields() {
        return agentConfigFields;
    }

    /** Single settings of an agent, for example agentConfig.thinkingSummaries=auto. They override agentConfig. */
    public void setAgentConfigFields(Map<String, Object> agentConfigFields) {
        this.agentConfigFields = agentConfigFields;
    }

    public @Nullable String getBuiltinTools() {
        return builtinTools;
    }

    /** Types of tools that the service runs, comma separated, such as google_search,url_context. For settings use tools. */
    public void setBuiltinTools(@Nullable String builtinTools) {
        this.builtinTools = builtinTools;
    }

    public @Nullable String getMcpServers() {
        return mcpServers;
    }

    /**
     * Hosted MCP servers that the service calls: a JSON array or object of name, url, headers and allowed_tools. Servers
     * with headers must be in a resource or a bean, because URIs are shown in many places.
     */
    public void setMcpServers(@Nullable String mcpServers) {
        this.mcpServers = mcpServers;
    }

    public @Nullable String getEnvironment() {
        return environment;
    }

    /**
     * Sandbox of an agent: remote for a new one, the id of an existing one, or a JSON object with type, env, network, sources
     * and environment_id, which updates an existing one. May be a resource. An object with secrets (values in env, headers in
     * transform) must be in a resource or a bean, because URIs are shown in many places.
     */
    public void setEnvironment(@Nullable String environment) {
        this.environment = environment;
    }

    public @Nullable String getServiceTier() {
        return serviceTier;
    }

    /** Tier that serves the request: flex, standard, priority, deferred, or another that the service offers. */
    public void setServiceTier(@Nullable String serviceTier) {
        this.serviceTier = serviceTier;
    }

    public @Nullable String getResponseModalities() {
        return responseModalities;
    }

    /** Content types of the answer, comma separated: text, image, audio, video, document. responseFormat is more precise. */
    public void setResponseModalities(@Nullable String responseModalities) {
        this.responseModalities = responseModalities;
    }

    public @Nullable String getSafetySettings() {
        return safetySettings;
    }

    /** Safety settings of the service: a JSON array or object of type, threshold and method. May be a resource. */
    public void setSafetySettings(@Nullable String safetySettings) {
        this.safetySettings = safetySettings;
    }

    public @Nullable String getLabels() {
        return labels;
    }

    /** Labels for billing and reports: a JSON object whose values are strings. May be a resource. */
    public void setLabels(@Nullable String labels) {
        this.labels = labels;
    }

    public @Nullable String getWebhookConfig() {
        return webhookConfig;
    }

    /** Webhooks for a background run instead of registered ones: JSON object of uris, user_metadata. May be a resource. */
    public void setWebhookConfig(@Nullable String webhookConfig) {
        this.webhookConfig = webhookConfig;
    }

    public Map<String, Object> getAdditionalBodyProperties() {
        return additionalBodyProperties;
    }

    /**
     * Request members without an option, for example additionalBodyProperty.cached_content=cachedContents/ID. Names are
     * unchanged; JSON numbers, booleans, arrays, objects are sent as JSON.
     */
    public void setAdditionalBodyProperties(Map<String, Object> additionalBodyProperties) {
        this.additionalBodyProperties = additionalBodyProperties;
    }

    public Map<String, Object> getAdditionalHeaders() {
        return additionalHeaders;
    }

    /** HTTP headers of each request of the endpoint. Credentials are refused here: use secretHeader.NAME. */
    public void setAdditionalHeaders(Map<String, Object> additionalHeaders) {
        this.additionalHeaders = additionalHeaders;
    }

    public Map<String, Object> getSecretHeaders() {
        return secretHeaders;
    }

    /**
     * HTTP headers of each request whose values are never shown, such as credentials of a gateway. Best set on the
     * component, or as a bean (#name) or a resource.
     */
    public void setSecretHeaders(Map<String, Object> secretHeaders) {
        this.secretHeaders = secretHeaders;
    }

    public String getAllowedHeaders() {
        return allowedHeaders;
    }

    /**
     * Message headers that may override options: safe, all, none, or option names, comma separated, which may begin with
     * safe. Others fail the message. Not safe are tools, mcpServers, builtinTools, tags, environment, webhookConfig,
     * additionalHeaders and additionalBodyProperties: they let a message run code, or reach other services.
     */
    public void setAllowedHeaders(String allowedHeaders) {
        this.allowedHeaders = allowedHeaders;
    }

    public @Nullable String getResponseFormat() {
        return responseFormat;
    }

    /** Format of the answer: a JSON schema, a format object of the API, or a list of those. May be a resource. */
    public void setResponseFormat(@Nullable String responseFormat) {
        this.responseFormat = responseFormat;
    }

    public @Nullable String getOutputClass() {
        return outputClass;
    }

    /** Name of a Java class whose schema is sent, unless responseFormat is set. outputType=object binds the answer to it. */
    public void setOutputClass(@Nullable String outputClass) {
        this.outputClass = outputClass;
    }

    public @Nullable String getPreviousInteractionId() {
        return previousInteractionId;
    }

    /** Id of the interaction that this one continues. The service stores its history. */
    public void setPreviousInteractionId(@Nullable String previousInteractionId) {
        this.previousInteractionId = previousInteractionId;
    }

    public @Nullable String getContinuationToken() {
        return continuationToken;
    }

    /**
     * Token of an answer that requires continuation, for a route that continues answers itself (continuation=fail). With
     * previousInteractionId no input is needed, and none is sent; with store=false send the input of the first part again.
     */
    public void setContinuationToken(@Nullable String continuationToken) {
        this.continuationToken = continuationToken;
    }

    public @Nullable String getConversationId() {
        return conversationId;
    }

    /**
     * Key of a conversation, chosen by the route. Its turns run one after the other, and each continues the previous one.
     * For delete: the conversation to delete, together with its last interaction.
     */
    public void setConversationId(@Nullable String conversationId) {
        this.conversationId = conversationId;
    }

    public @Nullable Boolean getStore() {
        return store;
    }

    /** Whether the service stores the interaction. If not, it has no id and cannot be continued. */
    public void setStore(@Nullable Boolean store) {
        this.store = store;
    }

    public @Nullable Boolean getBackground() {
        return background;
    }

    /**
     * Whether the run continues at the service without a connection. A create then returns at once, with the id as its body.
     */
    public void setBackground(@Nullable Boolean background) {
        this.background = background;
    }

    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Interaction to get, await, cancel, delete or resume, unless the header or the body names it. */
    public void setInteractionId(@Nullable String interactionId) {
        this.interactionId = interactionId;
    }

    public long getMaxInlineSize() {
        return maxInlineSize;
    }

    /**
     * Maximum size of one content inside a request, in bytes; 20 MiB unless set. Larger content fails before anything is sent:
     * send it as a reference (a gs:// or https:// address, or a file of the Files API). The service takes 100 MB per request, and 50 MB
     * or 1000 pages per PDF. A PDF of more than 50 MB, and contents of more than 100 MB in sum, fail whatever this option
     * says.
     */
    public void setMaxInlineSize(long maxInlineSize) {
        this.maxInlineSize = maxInlineSize;
    }

    public OutputType getOutputType() {
        return outputType;
    }

    /**
     * Body for the route: the answer as text, as object (outputClass, Map or List), the whole interaction, or raw json. With
     * streaming=true and no channel also sse: a text/event-stream for a browser.
     */
    public void setOutputType(OutputType outputType) {
        this.outputType = outputType;
    }

    public boolean isStreaming() {
        return streaming;
    }

    /**
     * Whether to stream the answer. With a channel, its steps go to the consumer of that channel, and the exchange completes
     * with the whole answer when the last one is done. Without a channel, the body is an iterator of the answer's parts.
     */
    public void setStreaming(boolean streaming) {
        this.streaming = streaming;
    }

    public @Nullable String getChannel() {
        return channel;
    }

    /** Name that connects streaming producers to a gemini-interactions:stream consumer of the same Camel context. */
    public void setChannel(@Nullable String channel) {
        this.channel = channel;
    }

    public long getChannelTimeout() {
        return channelTimeout;
    }

    /**
     * Longest time that a producer waits for a consumer of its channel. Then it fails; nothing was sent.
     *
     * @param channelTimeout milliseconds
     */
    public void setChannelTimeout(long channelTimeout) {
        this.channelTimeout = channelTimeout;
    }

    public boolean isIgnoreResponseBody() {
        return ignoreResponseBody;
    }

    /**
     * Whether a producer that streams to a channel leaves its body unchanged, so that the answer is not held in memory. The
     * exchange has the headers of the answer, except its annotations and reasoning, and fails by the status of the answer
     * alone.
     */
    public void setIgnoreResponseBody(boolean ignoreResponseBody) {
        this.ignoreResponseBody = ignoreResponseBody;
    }

    public String getEmit() {
        return emit;
    }

    /**
     * Kinds of exchanges to emit, comma separated: steps (one per finished step), deltas (one per delta, at once),
     * events (one per event of the API), completed (one at the end with the whole answer, its status and usage).
     */
    public void setEmit(String emit) {
        this.emit = emit;
    }

    public @Nullable Boolean getValidateOutput() {
        return validateOutput;
    }

    /** Whether to check an answer against the schema that was sent, if one was sent. */
    public void setValidateOutput(@Nullable Boolean validateOutput) {
        this.validateOutput = validateOutput;
    }

    public int getOutputRepairAttempts() {
        return outputRepairAttempts;
    }

    /** How many times the model may correct an answer, given its schema violations. Each further answer is charged. */
    public void setOutputRepairAttempts(int outputRepairAttempts) {
        this.outputRepairAttempts = outputRepairAttempts;
    }

    public boolean isAllowEmptyOutput() {
        return allowEmptyOutput;
    }

    /** Whether to accept an answer without any content. Also for an answer that was cut short. */
    public void setAllowEmptyOutput(boolean allowEmptyOutput) {
        this.allowEmptyOutput = allowEmptyOutput;
    }

    public boolean isFailOnIncomplete() {
        return failOnIncomplete;
    }

    /**
     * Whether an answer that was cut short (incomplete, budget_exceeded) is a failure. An unknown status without output always
     * fails.
     */
    public void setFailOnIncomplete(boolean failOnIncomplete) {
        this.failOnIncomplete = failOnIncomplete;
    }

    public Continuation getContinuation() {
        return continuation;
    }

    /**
     * Action if an answer is longer than one interaction (status requires_continuation): auto creates its further parts, each
     * charged for itself, and joins them to one answer; fail throws InteractionEndedException, which has the token.
     */
    public void setContinuation(Continuation continuation) {
        this.continuation = continuation;
    }

    public int getMaxContinuations() {
        return maxContinuations;
    }

    /** Maximum number of parts of an answer after the first one. A longer answer is a failure. */
    public void setMaxContinuations(int maxContinuations) {
        this.maxContinuations = maxContinuations;
    }

    public boolean isStoreFullResponse() {
        return storeFullResponse;
    }

    /** Whether to set the exchange property CamelGeminiInteractionsResponse to the whole interaction. */
    public void setStoreFullResponse(boolean storeFullResponse) {
        this.storeFullResponse = storeFullResponse;
    }

    public boolean isCaptureMessageContent() {
        return captureMessageContent;
    }

    /**
     * Whether spans show prompts, answers, and the arguments and results of functions: each text cut to 8192 characters, media
     * by their type only. Everyone with access to the traces can read them.
     */
    public void setCaptureMessageContent(boolean captureMessageContent) {
        this.captureMessageContent = captureMessageContent;
    }

    public long getProgressInterval() {
        return progressInterval;
    }

    /**
     * Time after which an interaction that has not ended is logged at INFO, and again after each further interval, with its id,
     * status, age, steps and tokens. 0 logs nothing.
     *
     * @param progressInterval milliseconds
     */
    public void setProgressInterval(long progressInterval) {
        this.progressInterval = progressInterval;
    }

    public OnStepFailure getOnStepFailure() {
        return onStepFailure;
    }

    /** Action if the route fails to handle a step: stop the stream and deliver the step again later, or skip the step. */
    public void setOnStepFailure(OnStepFailure onStepFailure) {
        this.onStepFailure = onStepFailure;
    }

    public @Nullable StateRepository<String, String> getCursorRepository() {
        return cursorRepository;
    }

    /**
     * Repository of the route's progress through a run. After a crash any node can continue from there. Default: in memory.
     */
    public void setCursorRepository(@Nullable StateRepository<String, String> cursorRepository) {
        this.cursorRepository = cursorRepository;
    }

    public @Nullable StateRepository<String, String> getConversationRepository() {
        return conversationRepository;
    }

    /**
     * Repository of the last interaction of each conversation. Nodes that share a JdbcStateRepository take turns. Default:
     * in memory, for all endpoints of the component.
     */
    public void setConversationRepository(@Nullable StateRepository<String, String> conversationRepository) {
        this.conversationRepository = conversationRepository;
    }

    public long getConversationTimeout() {
        return conversationTimeout;
    }

    /**
     * Longest time that a turn waits for earlier turns of its conversation.
     *
     * @param conversationTimeout milliseconds
     */
    public void setConversationTimeout(long conversationTimeout) {
        this.conversationTimeout = conversationTimeout;
    }

    public OnConversationLost getOnConversationLost() {
        return onConversationLost;
    }

    /** Action if the service no longer has a conversation's last interaction: fail the turn or restart the conversation. */
    public void setOnConversationLost(OnConversationLost onConversationLost) {
        this.onConversationLost = onConversationLost;
    }

    public @Nullable String getStepTypes() {
        return stepTypes;
    }

    /** Step types to emit, also of deltas, comma separated, such as thought,model_output,function_call. Default: all. */
    public void setStepTypes(@Nullable String stepTypes) {
        this.stepTypes = stepTypes;
    }

    public long getCursorInterval() {
        return cursorInterval;
    }

    /**
     * Shortest time between two cursor writes within a step, for deltas and events. The end of a step is always written.
     *
     * @param cursorInterval milliseconds
     */
    public void setCursorInterval(long cursorInterval) {
        this.cursorInterval = cursorInterval;
    }

    public @Nullable String getRunKey() {
        return runKey;
    }

    /** Key of a create consumer's run in the cursorRepository, to find it again after a restart. Default: the route id. */
    public void setRunKey(@Nullable String runKey) {
        this.runKey = runKey;
    }

    public long getRestartDelay() {
        return restartDelay;
    }

    /**
     * Time before a consumer retries a step that its route failed to handle. Doubled per failure, up to five minutes.
     *
     * @param restartDelay milliseconds
     */
    public void setRestartDelay(long restartDelay) {
        this.restartDelay = restartDelay;
    }

    public boolean isAwaitCompletion() {
        return awaitCompletion;
    }

    /**
     * Whether a background create completes its exchange when the run has ended, with the answer, instead of at once with
     * the id. No thread waits.
     */
    public void setAwaitCompletion(boolean awaitCompletion) {
        this.awaitCompletion = awaitCompletion;
    }

    public long getPollInterval() {
        return pollInterval;
    }

    /**
     * Time between the first two polls of a run that is awaited. Doubled with each further poll.
     *
     * @param pollInterval milliseconds
     */
    public void setPollInterval(long pollInterval) {
        this.pollInterval = pollInterval;
    }

    public long getMaxPollInterval() {
        return maxPollInterval;
    }

    /**
     * Longest time between two polls of a run that is awaited.
     *
     * @param maxPollInterval milliseconds
     */
    public void setMaxPollInterval(long maxPollInterval) {
        this.maxPollInterval = maxPollInterval;
    }

    public long getAwaitTimeout() {
        return awaitTimeout;
    }

    /**
     * Longest time to await a run, counted from its creation. The run then continues, unless cancelOnTimeout is set.
     *
     * @param awaitTimeout milliseconds
     */
    public void setAwaitTimeout(long awaitTimeout) {
        this.awaitTimeout = awaitTimeout;
    }

    public boolean isCancelOnTimeout() {
        return cancelOnTimeout;
    }

    /** Whether to cancel a run at the service if it did not end within awaitTimeout. */
    public void setCancelOnTimeout(boolean cancelOnTimeout) {
        this.cancelOnTimeout = cancelOnTimeout;
    }

    public boolean isCancelOnStop() {
        return cancelOnStop;
    }

    /** Whether to cancel a background run that is awaited or followed when the route or the Camel context stops. */
    public void setCancelOnStop(boolean cancelOnStop) {
        this.cancelOnStop = cancelOnStop;
    }

    public boolean isCancelOnFailure() {
        return cancelOnFailure;
    }

    /** Whether to cancel a background run at the service if following it failed, for example in the route of a step. */
    public void setCancelOnFailure(boolean cancelOnFailure) {
        this.cancelOnFailure = cancelOnFailure;
    }

    public @Nullable String getIdempotencyKey() {
        return idempotencyKey;
    }

    /**
     * Key that makes all messages with it one interaction, stored in the idempotencyRepository: a redelivered message
     * follows the interaction that its first delivery created. Usually set by the header.
     */
    public void setIdempotencyKey(@Nullable String idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
    }

    public @Nullable StateRepository<String, String> getIdempotencyRepository() {
        return idempotencyRepository;
    }

    /** Repository of idempotency keys. Nodes can share one with conditional updates, such as JdbcStateRepository. */
    public void setIdempotencyRepository(@Nullable StateRepository<String, String> idempotencyRepository) {
        this.idempotencyRepository = idempotencyRepository;
    }

    public OnUnknownCreate getOnUnknownCreate() {
        return onUnknownCreate;
    }

    /** Action if an earlier create may have succeeded, but its id was lost: fail, or resend, which may be charged twice. */
    public void setOnUnknownCreate(OnUnknownCreate onUnknownCreate) {
        this.onUnknownCreate = onUnknownCreate;
    }

    public @Nullable RunRepository getRunRepository() {
        return runRepository;
    }

    /**
     * Repository of background runs whose results are not routed yet, such as JdbcRunRepository: a create adds them, a
     * consumer of gemini-interactions:await emits their results.
     */
    public void setRunRepository(@Nullable RunRepository runRepository) {
        this.runRepository = runRepository;
    }

    public boolean isCopyHeaders() {
        return copyHeaders;
    }

    /** Whether emitted exchanges and parts carry the headers of the exchange that started the stream or the run. */
    public void setCopyHeaders(boolean copyHeaders) {
        this.copyHeaders = copyHeaders;
    }

    public @Nullable HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    /** Filter of the headers that emitted exchanges inherit from the exchange that started a stream or a run. */
    public void setHeaderFilterStrategy(@Nullable HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    /** API key. Default: the environment variable GOOGLE_API_KEY, then GEMINI_API_KEY. */
    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable Boolean getEnterprise() {
        return enterprise;
    }

    /**
     * Whether to use the Gemini Enterprise Agent Platform instead of the Gemini Developer API. Default: the environment
     * variable GOOGLE_GENAI_USE_ENTERPRISE, else false.
     */
    public void setEnterprise(@Nullable Boolean enterprise) {
        this.enterprise = enterprise;
    }

    public @Nullable String getProjectId() {
        return projectId;
    }

    /** Google Cloud project, with enterprise. Default: the environment variable GOOGLE_CLOUD_PROJECT. */
    public void setProjectId(@Nullable String projectId) {
        this.projectId = projectId;
    }

    public @Nullable String getLocation() {
        return location;
    }

    /** Google Cloud location, with enterprise. Default: the environment variable GOOGLE_CLOUD_LOCATION, else global. */
    public void setLocation(@Nullable String location) {
        this.location = location;
    }

    public @Nullable String getServiceAccountKey() {
        return serviceAccountKey;
    }

    /** Service account key as a resource (file:key.json), with enterprise. Default: Application Default Credentials. */
    public void setServiceAccountKey(@Nullable String serviceAccountKey) {
        this.serviceAccountKey = serviceAccountKey;
    }

    public @Nullable Credentials getCredentials() {
        return credentials;
    }

    /** Credentials bean, with enterprise: for example workload identity or impersonation, or a class of your own. */
    public void setCredentials(@Nullable Credentials credentials) {
        this.credentials = credentials;
    }

    public @Nullable String getQuotaProjectId() {
        return quotaProjectId;
    }

    /** Project that is charged for the quota, with enterprise. Default: the one of the credentials. */
    public void setQuotaProjectId(@Nullable String quotaProjectId) {
        this.quotaProjectId = quotaProjectId;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    /** Address of the API, an emulator or a gateway, with or without a version in its path. Default: Google's own. */
    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public @Nullable String getApiVersion() {
        return apiVersion;
    }

    /**
     * Version of the API in the path. Default: the environment variable GOOGLE_GENAI_API_VERSION (beta or a version), else
     * v1beta, with enterprise v1beta1.
     */
    public void setApiVersion(@Nullable String apiVersion) {
        this.apiVersion = apiVersion;
    }

    public String getApiRevision() {
        return apiRevision;
    }

    /** Value of the header Api-Revision. Empty: the header is not sent. */
    public void setApiRevision(String apiRevision) {
        this.apiRevision = apiRevision;
    }

    public boolean isAllowInsecureBaseUrl() {
        return allowInsecureBaseUrl;
    }

    /** Whether baseUrl may be plain http to a host other than localhost. Credentials are then sent unencrypted. */
    public void setAllowInsecureBaseUrl(boolean allowInsecureBaseUrl) {
        this.allowInsecureBaseUrl = allowInsecureBaseUrl;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    /**
     * Longest time to establish a connection, and again for its TLS handshake, per attempt.
     *
     * @param connectTimeout milliseconds
     */
    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
        ownConnectTimeout = true;
    }

    /** Whether connectTimeout was set, also if to its default. */
    boolean hasOwnConnectTimeout() {
        return ownConnectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    /**
     * Longest time for a whole answer that is not streamed: its turn in requestsPerMinute, every attempt, the waits between
     * them, and all parts of a continued answer. A wait that would last longer is not begun. It covers a create in the
     * foreground together with the wait for its run, if the create is answered before the run has ended. Of a stream it
     * limits the time until it is requested, and each read of the stored interaction.
     *
     * @param requestTimeout milliseconds
     */
    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getStreamingReadTimeout() {
        return streamingReadTimeout;
    }

    /**
     * Longest silence of the service on a stream, also before its first byte.
     *
     * @param streamingReadTimeout milliseconds
     */
    public void setStreamingReadTimeout(long streamingReadTimeout) {
        this.streamingReadTimeout = streamingReadTimeout;
    }

    public long getStreamTimeout() {
        return streamTimeout;
    }

    /**
     * Longest time for a whole stream, with its opening and resumes. Then it fails, and can be resumed. 0: no limit.
     *
     * @param streamTimeout milliseconds
     */
    public void setStreamTimeout(long streamTimeout) {
        this.streamTimeout = streamTimeout;
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    /** Maximum number of safe retries; of a create only if it cannot have been accepted. 0: retries are left to Camel. */
    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    public long getMaxRetryAfter() {
        return maxRetryAfter;
    }

    /**
     * Longest wait before a retry, a poll or a resume that the service may request. A longer one fails the exchange at once,
     * with the wait in {@code CamelAiRetryAfterMillis}. Also bounds {@code obeyRetryAfter}, and the pause of
     * {@code requestsPerMinute} after a 429.
     *
     * @param maxRetryAfter milliseconds
     */
    public void setMaxRetryAfter(long maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
    }

    public boolean isObeyRetryAfter() {
        return obeyRetryAfter;
    }

    /**
     * Set the header {@code CamelRedeliveryDelay} of a failed exchange to the wait that the service requests, at most
     * {@code maxRetryAfter}, so that Camel's redelivery of this failure obeys it, and of no other failure.
     */
    public void setObeyRetryAfter(boolean obeyRetryAfter) {
        this.obeyRetryAfter = obeyRetryAfter;
    }

    public int getMaxEventSize() {
        return maxEventSize;
    }

    /** Maximum size of a stream's event, in bytes; 64 MiB unless set. A larger one fails the stream. */
    public void setMaxEventSize(int maxEventSize) {
        this.maxEventSize = maxEventSize;
    }

    public int getMaxResponseSize() {
        return maxResponseSize;
    }

    /**
     * Maximum size of an answer, in bytes, after decompression; 64 MiB unless set. Of a streamed answer in sum, over all its
     * connections. A larger one fails the exchange. Each part of a continued answer counts on its own.
     */
    public void setMaxResponseSize(int maxResponseSize) {
        this.maxResponseSize = maxResponseSize;
    }

    public int getMaxResumeAttempts() {
        return maxResumeAttempts;
    }

    /** How many times a broken stream is resumed without progress before the stored interaction is read instead. */
    public void setMaxResumeAttempts(int maxResumeAttempts) {
        this.maxResumeAttempts = maxResumeAttempts;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /** TLS settings. */
    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    /** Host of the HTTP proxy. */
    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    /** Port of the HTTP proxy. */
    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable String getProxyAuthUsername() {
        return proxyAuthUsername;
    }

    /** User name for the HTTP proxy. */
    public void setProxyAuthUsername(@Nullable String proxyAuthUsername) {
        this.proxyAuthUsername = proxyAuthUsername;
    }

    public @Nullable String getProxyAuthPassword() {
        return proxyAuthPassword;
    }

    /** Password for the HTTP proxy. */
    public void setProxyAuthPassword(@Nullable String proxyAuthPassword) {
        this.proxyAuthPassword = proxyAuthPassword;
    }

    public @Nullable String getTags() {
        return tags;
    }

    /**
     * Tags of the functions that the model may call, comma separated. A gemini-interactions-tool route needs one of them.
     */
    public void setTags(@Nullable String tags) {
        this.tags = tags;
    }

    public boolean isAutoToolExecution() {
        return autoToolExecution;
    }

    /** Whether to run a function when the model calls it. Otherwise a person has to approve each call. */
    public void setAutoToolExecution(boolean autoToolExecution) {
        this.autoToolExecution = autoToolExecution;
    }

    public int getMaxToolIterations() {
        return maxToolIterations;
    }

    /** Maximum number of rounds of function calls per message. */
    public void setMaxToolIterations(int maxToolIterations) {
        this.maxToolIterations = maxToolIterations;
    }

    public int getMaxToolCalls() {
        return maxToolCalls;
    }

    /** Maximum number of function calls per message, over all rounds. Checked before any call of a round runs. */
    public void setMaxToolCalls(int maxToolCalls) {
        this.maxToolCalls = maxToolCalls;
    }

    public long getMaxTotalTokens() {
        return maxTotalTokens;
    }

    /** Number of tokens after which no further request is made for a message. 0: no limit. */
    public void setMaxTotalTokens(long maxTotalTokens) {
        this.maxTotalTokens = maxTotalTokens;
    }

    public boolean isParallelToolExecution() {
        return parallelToolExecution;
    }

    /** Whether to run the function calls of one round in parallel. */
    public void setParallelToolExecution(boolean parallelToolExecution) {
        this.parallelToolExecution = parallelToolExecution;
    }

    public long getToolTimeout() {
        return toolTimeout;
    }

    /**
     * Longest time to wait for a function's result. Its route continues, and a late result is stored.
     *
     * @param toolTimeout milliseconds
     */
    public void setToolTimeout(long toolTimeout) {
        this.toolTimeout = toolTimeout;
    }

    public ToolExecutionErrorStrategy getToolExecutionErrorStrategy() {
        return toolExecutionErrorStrategy;
    }

    /**
     * Action if a function fails, or is called with invalid arguments: report it to the model, or fail the exchange. A
     * timeout always fails the exchange, unless the function is idempotent.
     */
    public void setToolExecutionErrorStrategy(ToolExecutionErrorStrategy toolExecutionErrorStrategy) {
        this.toolExecutionErrorStrategy = toolExecutionErrorStrategy;
    }

    public HallucinatedToolNameStrategy getHallucinatedToolNameStrategy() {
        return hallucinatedToolNameStrategy;
    }

    /** Action if the model calls a function that does not exist: fail the exchange, or report it to the model. */
    public void setHallucinatedToolNameStrategy(HallucinatedToolNameStrategy hallucinatedToolNameStrategy) {
        this.hallucinatedToolNameStrategy = hallucinatedToolNameStrategy;
    }

    public @Nullable StateRepository<String, String> getToolResultRepository() {
        return toolResultRepository;
    }

    /**
     * Repository of started function calls and their results, so that a redelivered message does not run a call twice on any
     * node. Default: the last thousand, in memory.
     */
    public void setToolResultRepository(@Nullable StateRepository<String, String> toolResultRepository) {
        this.toolResultRepository = toolResultRepository;
    }
}
