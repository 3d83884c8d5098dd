// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import com.google.auth.oauth2.GoogleCredentials;
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
 * The form that Camel fills in: one flat list of options, on the component for all endpoints and on each endpoint. Nothing
 * in here is read after start-up; the endpoint freezes it into the settings of each room.
 */
@UriParams
@Configurer(extended = true)
public class GeminiInteractionsConfiguration implements Cloneable {

    /** What an endpoint that names the option does not inherit from its component. */
    private static final Map<String, Consumer<GeminiInteractionsConfiguration>> NOT_INHERITED = Map.of(
            // Model and agent are one choice.
            "model", form -> form.agent = null,
            "agent", form -> form.model = null,
            // A class is nearer than the component's format, which would win over it on one level.
            "outputClass", form -> form.responseFormat = null,
            // Delete is about one of them.
            "interactionId", form -> form.conversationId = null,
            // An object goes over single members that the component set, not under them.
            "generationConfig", form -> form.lower(PrefixedOption.GENERATION_CONFIG_FIELDS),
            "agentConfig", form -> form.lower(PrefixedOption.AGENT_CONFIG_FIELDS));

    /** Options that a URI gives one value at a time, as {@code PREFIX.NAME=VALUE}. */
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
        private final String option;
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

        /** The option that a name in a URI belongs to; the name itself where it is no single value of one of these. */
        static String optionOf(String given) {
            for (PrefixedOption known : values()) {
                if (given.startsWith(known.prefix)) return known.option;
            }
            return given;
        }

        /** Name of the option as a whole. */
        String option() {
            return option;
        }

        Map<String, Object> get(GeminiInteractionsConfiguration form) {
            return getter.apply(form);
        }

        void set(GeminiInteractionsConfiguration form, Map<String, Object> values) {
            setter.accept(form, values);
        }

        /** Takes the single values out of a URI's parameters. */
        Map<String, Object> extract(Map<String, Object> parameters) {
            return PropertiesHelper.extractProperties(parameters, prefix);
        }

        /** Adds values to those that are there; of two with the same name the new one wins. */
        void add(GeminiInteractionsConfiguration form, Map<String, Object> values) {
            Map<String, Object> all = new LinkedHashMap<>(get(form));
            all.putAll(values);
            set(form, all);
        }
    }

    @UriPath(
            description =
                    "What to do: create, get, cancel or delete an interaction; await waits until a run has ended; resume follows a stored one; stream receives what producers stream to a channel.")
    @Metadata(required = true)
    private @Nullable GeminiInteractionsOperation operation;

    // What goes into a request.
    @UriParam(
            label = "common",
            description = "Model that shall answer, for example gemini-3.5-flash. Set this or agent.")
    private @Nullable String model;

    @UriParam(
            label = "common",
            description = "Agent that shall answer: an id, agents/ID or a full resource path. Set this or model.")
    private @Nullable String agent;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Text that replaces the body as the input. The prompt of a create consumer. May be a resource such as resource:classpath:prompt.txt.")
    private @Nullable String input;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "producer",
            description = "Text placed before the body's parts as the first part of the input. May be a resource.")
    private @Nullable String prompt;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "System instruction, sent with every turn: the service does not remember it. May be a resource.")
    private @Nullable String systemInstruction;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Tool declarations in the API's own shape, a JSON array or one JSON object, sent with every turn. May be a resource.")
    private @Nullable String tools;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Generation settings of a model as a JSON object. Single members are set with generationConfig.NAME=VALUE. May be a resource.")
    private @Nullable String generationConfig;

    @UriParam(
            label = "common",
            prefix = "generationConfig.",
            multiValue = true,
            description =
                    "Single generation settings, for example generationConfig.thinkingLevel=low; they win over generationConfig.")
    private Map<String, Object> generationConfigFields = new LinkedHashMap<>();

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Settings of an agent as a JSON object, sent with every turn. Single members are set with agentConfig.NAME=VALUE. May be a resource.")
    private @Nullable String agentConfig;

    @UriParam(
            label = "common",
            prefix = "agentConfig.",
            multiValue = true,
            description =
                    "Single settings of an agent, for example agentConfig.thinkingSummaries=auto; they win over agentConfig.")
    private Map<String, Object> agentConfigFields = new LinkedHashMap<>();

    @UriParam(
            label = "common",
            description =
                    "Tools that the service runs by itself, comma separated in the API's own words: google_search,code_execution,url_context. Tools with settings go into tools.")
    private @Nullable String builtinTools;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Hosted MCP servers that the service calls by itself: a JSON array, or one object, of name, url, headers and allowed_tools. Servers with headers have to be in a resource or a bean, as URIs are shown in many places.")
    private @Nullable String mcpServers;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Sandbox that an agent works in: remote for a fresh one, the id of one, or a JSON object. May be a resource.")
    private @Nullable String environment;

    @UriParam(
            label = "common",
            description =
                    "Tier that shall serve the request: flex, standard, priority, deferred or what the service offers besides.")
    private @Nullable String serviceTier;

    @UriParam(
            label = "common",
            description =
                    "What kinds of content the answer may have, comma separated: text, image, audio, video, document. Older than responseFormat, which says more.")
    private @Nullable String responseModalities;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "What the service blocks: a JSON array, or one object, of type, threshold and method. May be a resource.")
    private @Nullable String safetySettings;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description = "Labels for billing and reports: a JSON object whose values are strings. May be a resource.")
    private @Nullable String labels;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "Whom the service notifies of a background run instead of the webhooks that are registered: a JSON object of uris and user_metadata. May be a resource.")
    private @Nullable String webhookConfig;

    @UriParam(
            label = "advanced",
            prefix = "additionalBodyProperty.",
            multiValue = true,
            description =
                    "Members of the request that have no option of their own; names are sent as they are, values that are JSON numbers, booleans, arrays or objects as such.")
    private Map<String, Object> additionalBodyProperties = new LinkedHashMap<>();

    @UriParam(
            label = "advanced",
            prefix = "additionalHeader.",
            multiValue = true,
            description =
                    "HTTP headers of every request of the endpoint. Credentials are refused here: they go into secretHeader.NAME.")
    private Map<String, Object> additionalHeaders = new LinkedHashMap<>();

    @UriParam(
            label = "security",
            prefix = "secretHeader.",
            multiValue = true,
            secret = true,
            description =
                    "HTTP headers of every request of the endpoint whose values are shown nowhere, such as a gateway's credentials. Best set on the component, or as a bean (#name) or a resource.")
    private Map<String, Object> secretHeaders = new LinkedHashMap<>();

    @UriParam(
            label = "producer,security",
            defaultValue = "all",
            description =
                    "Which headers of a message may override options: all, none, or names of options, comma separated. A message with another one fails.")
    private String allowedHeaders = "all";

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "common",
            description =
                    "What the answer shall look like: a JSON schema, a complete format object of the API, or a list of those. May be a resource.")
    private @Nullable String responseFormat;

    @UriParam(
            label = "common",
            description =
                    "Name of a Java class. Its JSON schema is sent as the response format, unless responseFormat is set, and the answer is bound to it with outputType=object.")
    private @Nullable String outputClass;

    @UriParam(label = "common", description = "Interaction that this one continues; the service keeps its history.")
    private @Nullable String previousInteractionId;

    @UriParam(
            label = "producer",
            description =
                    "Conversation, by a key of the route's own. Its turns run one after the other, and each continues the one before. With delete: the conversation to forget, along with its last interaction.")
    private @Nullable String conversationId;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description =
                    "Whether the service keeps the interaction. The service's default is true. Without it there is no id and nothing can be continued.")
    private @Nullable Boolean store;

    @UriParam(
            label = "common",
            description =
                    "Whether the run goes on at the service without a connection. A create then answers at once with the id as its body.")
    private @Nullable Boolean background;

    @UriParam(
            label = "common",
            description =
                    "Interaction to get, await, cancel, delete or resume, unless the header or the body names it.")
    private @Nullable String interactionId;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "20971520",
            description =
                    "Longest content in bytes that is sent inside a request. Longer content fails before anything is sent.")
    private long maxInlineSize = 20 * 1024 * 1024;

    // What the route gets.
    @UriParam(
            defaultValue = "text",
            description =
                    "What the route gets: the answer's text, the answer as object (of outputClass, else a Map or List), the whole interaction, or its raw json.")
    private OutputType outputType = OutputType.text;

    @UriParam(
            label = "producer",
            description = "Whether the answer is streamed, step by step, to the consumer of the channel.")
    private boolean streaming;

    @UriParam(
            label = "common",
            description =
                    "Name that ties the producers that stream to the consumer of gemini-interactions:stream in the same Camel context.")
    private @Nullable String channel;

    @UriParam(
            label = "producer,advanced",
            javaType = "java.time.Duration",
            defaultValue = "30s",
            description =
                    "How long a producer waits for a consumer of its channel before it fails; nothing is sent before.")
    private long channelTimeout = 30_000;

    @UriParam(
            label = "common",
            defaultValue = "steps",
            description =
                    "What is emitted, comma separated: steps (an exchange a finished step), deltas (one a delta, as it comes), events (one an event of the API), completed (one at the end with the whole answer, its status and usage).")
    private String emit = "steps";

    @UriParam(
            label = "common",
            description =
                    "Emit only steps, and deltas of steps, of these types, comma separated: words of the API such as thought, model_output, function_call. Default: all.")
    private @Nullable String stepTypes;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description = "Whether an answer is checked against the schema that was sent. Default: if one was sent.")
    private @Nullable Boolean validateOutput;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description =
                    "How often the model may answer again when its answer breaks the schema; it is shown the violations. Each answer is paid for.")
    private int outputRepairAttempts;

    @UriParam(
            label = "producer",
            description = "Whether an answer without text is let through where text was asked for.")
    private boolean allowEmptyOutput;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Whether an answer that was cut short (incomplete, budget_exceeded) is a failure.")
    private boolean failOnIncomplete = true;

    @UriParam(
            label = "producer",
            description =
                    "Whether the whole interaction is kept in the exchange property CamelGeminiInteractionsResponse.")
    private boolean storeFullResponse;

    @UriParam(
            label = "consumer",
            defaultValue = "stop",
            description =
                    "What happens when the route could not handle a step: the stream stops there, to go on at that very step when it is delivered again, or it skips the step.")
    private OnStepFailure onStepFailure = OnStepFailure.stop;

    @UriParam(
            label = "advanced",
            description =
                    "Where it is kept how far a route is through a run, so that it goes on there after a crash, on whatever node. Default: in memory only.")
    private @Nullable StateRepository<String, String> cursorRepository;

    @UriParam(
            label = "producer,advanced",
            description =
                    "Where the last interaction of each conversation is kept. Nodes that share a JdbcStateRepository take turns. Default: in memory, for all endpoints of the component.")
    private @Nullable StateRepository<String, String> conversationRepository;

    @UriParam(
            label = "producer,advanced",
            javaType = "java.time.Duration",
            defaultValue = "5m",
            description = "How long a turn waits for the turns of its conversation that came before.")
    private long conversationTimeout = 300_000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "fail",
            description =
                    "What happens when the service does not have the conversation's last interaction any more: the turn fails, or the conversation starts anew.")
    private OnConversationLost onConversationLost = OnConversationLost.fail;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "1s",
            description =
                    "How often, at most, a place within a step is written to the cursorRepository where deltas or events are emitted. The end of a step is always written.")
    private long cursorInterval = 1_000;

    @UriParam(
            label = "consumer,advanced",
            description =
                    "Under which key a create consumer keeps its run in the cursorRepository, to find it again instead of paying for a new one. Default: the route's id.")
    private @Nullable String runKey;

    @UriParam(
            label = "consumer,advanced",
            javaType = "java.time.Duration",
            defaultValue = "5s",
            description =
                    "How long a consumer waits before it goes on at a step that its route could not handle; doubled with each failure, up to five minutes.")
    private long restartDelay = 5_000;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description =
                    "Whether emitted exchanges and parts carry the headers of the exchange that started the stream or the run.")
    private boolean copyHeaders = true;

    @UriParam(
            label = "advanced",
            description =
                    "Which headers of the exchange that started a stream or a run do not go to the emitted exchanges.")
    private @Nullable HeaderFilterStrategy headerFilterStrategy;

    // Runs in the background.
    @UriParam(
            label = "producer",
            description =
                    "Whether a background create completes its exchange when the run has ended, with its answer, instead of at once with its id. No thread waits.")
    private boolean awaitCompletion;

    @UriParam(
            label = "common",
            javaType = "java.time.Duration",
            defaultValue = "1s",
            description =
                    "How long to wait between the first two looks at a run that is awaited; doubled with each further one.")
    private long pollInterval = 1_000;

    @UriParam(
            label = "common",
            javaType = "java.time.Duration",
            defaultValue = "10s",
            description = "The longest time between two looks at a run that is awaited.")
    private long maxPollInterval = 10_000;

    @UriParam(
            label = "common",
            javaType = "java.time.Duration",
            defaultValue = "60m",
            description =
                    "How long a run is awaited, counted from its creation. It goes on at the service, unless cancelOnTimeout is set.")
    private long awaitTimeout = 3_600_000;

    @UriParam(
            label = "common",
            description = "Whether a run is cancelled at the service when it was awaited for longer than awaitTimeout.")
    private boolean cancelOnTimeout;

    @UriParam(
            label = "common",
            description =
                    "Whether a background run that is awaited or followed is cancelled at the service when the route or the Camel context stops.")
    private boolean cancelOnStop;

    @UriParam(
            label = "common",
            description =
                    "Whether a background run is cancelled at the service when following it failed, for example in the route of a step.")
    private boolean cancelOnFailure;

    @UriParam(
            label = "advanced",
            description =
                    "Where background runs are kept until what came of them was routed, such as JdbcRunRepository: a create writes them, a consumer of gemini-interactions:await emits their ends.")
    private @Nullable RunRepository runRepository;

    // Paying once.
    @UriParam(
            label = "producer",
            description =
                    "What makes all messages with it one interaction, kept in the idempotencyRepository: a message that is delivered again follows the interaction that its first delivery has created. Mostly set by the header.")
    private @Nullable String idempotencyKey;

    @UriParam(
            label = "producer,advanced",
            description =
                    "Where idempotency keys are kept. One that several nodes share has to be able to change on condition, such as JdbcStateRepository.")
    private @Nullable StateRepository<String, String> idempotencyRepository;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "fail",
            description =
                    "What happens to a message whose key was started before, when nobody knows whether the service has made an interaction of it: it fails, or it is sent again and may be paid twice.")
    private OnUnknownCreate onUnknownCreate = OnUnknownCreate.fail;

    // Functions.
    @UriParam(
            label = "producer",
            description =
                    "Tags of the functions that the model may call, comma separated: routes from gemini-interactions-tool that have one of them.")
    private @Nullable String tags;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether functions run when the model calls them. Otherwise a person has to approve each call.")
    private boolean autoToolExecution = true;

    @UriParam(
            label = "producer",
            defaultValue = "10",
            description = "How many rounds of function calls one message may take.")
    private int maxToolIterations = 10;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description =
                    "How many tokens may be spent on one message before another request is made for it. 0: no limit.")
    private long maxTotalTokens;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "true",
            description = "Whether the function calls of one round run beside each other.")
    private boolean parallelToolExecution = true;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "20s",
            description =
                    "How long the result of a function is waited for. The function's route runs on, and a late result is kept.")
    private long toolTimeout = 20_000;

    @UriParam(
            label = "producer",
            defaultValue = "repromptModel",
            description =
                    "What happens when a function fails, or is called with arguments it does not take: the model is told, or the exchange fails. A timeout always fails, unless the function is idempotent.")
    private ToolExecutionErrorStrategy toolExecutionErrorStrategy = ToolExecutionErrorStrategy.repromptModel;

    @UriParam(
            label = "producer",
            defaultValue = "failExchange",
            description =
                    "What happens when the model calls a function that is not there: the exchange fails, or the model is told.")
    private HallucinatedToolNameStrategy hallucinatedToolNameStrategy = HallucinatedToolNameStrategy.failExchange;

    @UriParam(
            label = "producer,advanced",
            description =
                    "Where it is kept which function calls were begun, and their results, so that a call is not run again when a message is delivered again, on whatever node. Default: the last thousand, in memory.")
    private @Nullable StateRepository<String, String> toolResultRepository;

    // Where and as whom.
    @UriParam(
            label = "security",
            secret = true,
            description = "API key. Default: the environment variable GOOGLE_API_KEY, then GEMINI_API_KEY.")
    private @Nullable String apiKey;

    @UriParam(
            label = "security",
            description =
                    "Whether to use the Gemini Enterprise Agent Platform instead of the Gemini Developer API. Default: the environment variable GOOGLE_GENAI_USE_ENTERPRISE, else false.")
    private @Nullable Boolean enterprise;

    @UriParam(
            label = "security",
            description =
                    "Google Cloud project, with enterprise. Default: the environment variable GOOGLE_CLOUD_PROJECT.")
    private @Nullable String projectId;

    @UriParam(
            label = "security",
            description =
                    "Google Cloud location, with enterprise. Default: the environment variable GOOGLE_CLOUD_LOCATION, else global.")
    private @Nullable String location;

    @Metadata(supportFileReference = true)
    @UriParam(
            label = "security",
            secret = true,
            description =
                    "Service account key as a resource, for example file:/etc/keys/route.json, with enterprise. Default: Application Default Credentials.")
    private @Nullable String serviceAccountKey;

    @UriParam(
            label = "security",
            secret = true,
            description = "Credentials bean, with enterprise: workload identity, impersonation and the like.")
    private @Nullable GoogleCredentials credentials;

    @UriParam(
            label = "security",
            description =
                    "Project that is charged for the quota, with enterprise. Default: the one the credentials name.")
    private @Nullable String quotaProjectId;

    @UriParam(
            label = "advanced",
            description =
                    "Where the API is: of the emulator or a gateway, with or without a version in its path. Default: Google's own.")
    private @Nullable String baseUrl;

    @UriParam(
            label = "advanced",
            description = "Version of the API in the path. Default: v1beta, with enterprise v1beta1.")
    private @Nullable String apiVersion;

    @UriParam(
            label = "advanced",
            defaultValue = "2026-05-20",
            description = "Value of the header Api-Revision; empty sends none.")
    private String apiRevision = "2026-05-20";

    @UriParam(
            label = "advanced",
            description =
                    "Whether baseUrl may be plain http to another host than this one. Credentials then travel unprotected.")
    private boolean allowInsecureBaseUrl;

    // Transport.
    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "10s",
            description = "Longest time to connect.")
    private long connectTimeout = 10_000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "5m",
            description = "Longest time for one whole answer that is not streamed.")
    private long requestTimeout = 300_000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "5m",
            description = "Longest silence of the service on an open stream.")
    private long streamingReadTimeout = 300_000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "Longest time for a whole stream, with all its resumes; then it fails, and can be resumed. Zero: no limit.")
    private long streamTimeout;

    @UriParam(
            label = "advanced",
            defaultValue = "2",
            description =
                    "How often a request is sent again when that is safe: a create only if the service cannot have accepted it. 0 leaves it to Camel.")
    private int maxRetries = 2;

    @UriParam(
            label = "advanced",
            defaultValue = "67108864",
            description = "Longest event of a stream in bytes; a longer one ends the stream with a failure.")
    private int maxEventSize = 64 * 1024 * 1024;

    @UriParam(
            label = "advanced",
            defaultValue = "3",
            description =
                    "How often a broken stream is resumed without any progress before the stored interaction is read instead.")
    private int maxResumeAttempts = 3;

    @UriParam(label = "security", description = "TLS settings.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy", description = "Host of the HTTP proxy.")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy", description = "Port of the HTTP proxy.")
    private @Nullable Integer proxyPort;

    @UriParam(label = "proxy,security", secret = true, description = "User name for the HTTP proxy.")
    private @Nullable String proxyAuthUsername;

    @UriParam(label = "proxy,security", secret = true, description = "Password for the HTTP proxy.")
    private @Nullable String proxyAuthPassword;

    // Single members of the component that an endpoint's object is set over; set before the endpoint's own options.
    private Map<PrefixedOption, Map<String, Object>> inheritedMembers =
            new EnumMap<>(PrefixedOption.class);

    /** A copy that can be changed without changing this one. */
    public GeminiInteractionsConfiguration copy() {
        try {
            GeminiInteractionsConfiguration copy = (GeminiInteractionsConfiguration) clone();
            for (PrefixedOption option : PrefixedOption.values()) option.set(copy, new LinkedHashMap<>(option.get(this)));
            copy.inheritedMembers = new EnumMap<>(inheritedMembers);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /**
     * Drops what an endpoint does not inherit from these options of its component.
     *
     * @param given names of the endpoint's options
     */
    void inheritBy(Set<String> given) {
        NOT_INHERITED.forEach((option, dropping) -> {
            if (given.contains(option)) dropping.accept(this);
        });
    }

    private void lower(PrefixedOption option) {
        inheritedMembers.put(option, option.get(this));
        option.set(this, new LinkedHashMap<>());
    }

    /** Single members that the object of this option is set over; empty for most. */
    Map<String, Object> inheritedMembers(PrefixedOption option) {
        return inheritedMembers.getOrDefault(option, Map.of());
    }

    public @Nullable GeminiInteractionsOperation getOperation() {
        return operation;
    }

    public void setOperation(@Nullable GeminiInteractionsOperation operation) {
        this.operation = operation;
    }

    public @Nullable String getModel() {
        return model;
    }

    public void setModel(@Nullable String model) {
        this.model = model;
    }

    public @Nullable String getAgent() {
        return agent;
    }

    public void setAgent(@Nullable String agent) {
        this.agent = agent;
    }

    public @Nullable String getInput() {
        return input;
    }

    public void setInput(@Nullable String input) {
        this.input = input;
    }

    public @Nullable String getPrompt() {
        return prompt;
    }

    public void setPrompt(@Nullable String prompt) {
        this.prompt = prompt;
    }

    public @Nullable String getSystemInstruction() {
        return systemInstruction;
    }

    public void setSystemInstruction(@Nullable String systemInstruction) {
        this.systemInstruction = systemInstruction;
    }

    public @Nullable String getTools() {
        return tools;
    }

    public void setTools(@Nullable String tools) {
        this.tools = tools;
    }

    public @Nullable String getGenerationConfig() {
        return generationConfig;
    }

    public void setGenerationConfig(@Nullable String generationConfig) {
        this.generationConfig = generationConfig;
    }

    public Map<String, Object> getGenerationConfigFields() {
        return generationConfigFields;
    }

    public void setGenerationConfigFields(Map<String, Object> generationConfigFields) {
        this.generationConfigFields = generationConfigFields;
    }

    public @Nullable String getAgentConfig() {
        return agentConfig;
    }

    public void setAgentConfig(@Nullable String agentConfig) {
        this.agentConfig = agentConfig;
    }

    public Map<String, Object> getAgentConfigFields() {
        return agentConfigFields;
    }

    public void setAgentConfigFields(Map<String, Object> agentConfigFields) {
        this.agentConfigFields = agentConfigFields;
    }

    public @Nullable String getBuiltinTools() {
        return builtinTools;
    }

    public void setBuiltinTools(@Nullable String builtinTools) {
        this.builtinTools = builtinTools;
    }

    public @Nullable String getMcpServers() {
        return mcpServers;
    }

    public void setMcpServers(@Nullable String mcpServers) {
        this.mcpServers = mcpServers;
    }

    public @Nullable String getEnvironment() {
        return environment;
    }

    public void setEnvironment(@Nullable String environment) {
        this.environment = environment;
    }

    public @Nullable String getServiceTier() {
        return serviceTier;
    }

    public void setServiceTier(@Nullable String serviceTier) {
        this.serviceTier = serviceTier;
    }

    public @Nullable String getResponseModalities() {
        return responseModalities;
    }

    public void setResponseModalities(@Nullable String responseModalities) {
        this.responseModalities = responseModalities;
    }

    public @Nullable String getSafetySettings() {
        return safetySettings;
    }

    public void setSafetySettings(@Nullable String safetySettings) {
        this.safetySettings = safetySettings;
    }

    public @Nullable String getLabels() {
        return labels;
    }

    public void setLabels(@Nullable String labels) {
        this.labels = labels;
    }

    public @Nullable String getWebhookConfig() {
        return webhookConfig;
    }

    public void setWebhookConfig(@Nullable String webhookConfig) {
        this.webhookConfig = webhookConfig;
    }

    public Map<String, Object> getAdditionalBodyProperties() {
        return additionalBodyProperties;
    }

    public void setAdditionalBodyProperties(Map<String, Object> additionalBodyProperties) {
        this.additionalBodyProperties = additionalBodyProperties;
    }

    public Map<String, Object> getAdditionalHeaders() {
        return additionalHeaders;
    }

    public void setAdditionalHeaders(Map<String, Object> additionalHeaders) {
        this.additionalHeaders = additionalHeaders;
    }

    public Map<String, Object> getSecretHeaders() {
        return secretHeaders;
    }

    public void setSecretHeaders(Map<String, Object> secretHeaders) {
        this.secretHeaders = secretHeaders;
    }

    public String getAllowedHeaders() {
        return allowedHeaders;
    }

    public void setAllowedHeaders(String allowedHeaders) {
        this.allowedHeaders = allowedHeaders;
    }

    public @Nullable String getResponseFormat() {
        return responseFormat;
    }

    public void setResponseFormat(@Nullable String responseFormat) {
        this.responseFormat = responseFormat;
    }

    public @Nullable String getOutputClass() {
        return outputClass;
    }

    public void setOutputClass(@Nullable String outputClass) {
        this.outputClass = outputClass;
    }

    public @Nullable String getPreviousInteractionId() {
        return previousInteractionId;
    }

    public void setPreviousInteractionId(@Nullable String previousInteractionId) {
        this.previousInteractionId = previousInteractionId;
    }

    public @Nullable String getConversationId() {
        return conversationId;
    }

    public void setConversationId(@Nullable String conversationId) {
        this.conversationId = conversationId;
    }

    public @Nullable Boolean getStore() {
        return store;
    }

    public void setStore(@Nullable Boolean store) {
        this.store = store;
    }

    public @Nullable Boolean getBackground() {
        return background;
    }

    public void setBackground(@Nullable Boolean background) {
        this.background = background;
    }

    public @Nullable String getInteractionId() {
        return interactionId;
    }

    public void setInteractionId(@Nullable String interactionId) {
        this.interactionId = interactionId;
    }

    public long getMaxInlineSize() {
        return maxInlineSize;
    }

    public void setMaxInlineSize(long maxInlineSize) {
        this.maxInlineSize = maxInlineSize;
    }

    public OutputType getOutputType() {
        return outputType;
    }

    public void setOutputType(OutputType outputType) {
        this.outputType = outputType;
    }

    public boolean isStreaming() {
        return streaming;
    }

    public void setStreaming(boolean streaming) {
        this.streaming = streaming;
    }

    public @Nullable String getChannel() {
        return channel;
    }

    public void setChannel(@Nullable String channel) {
        this.channel = channel;
    }

    public long getChannelTimeout() {
        return channelTimeout;
    }

    public void setChannelTimeout(long channelTimeout) {
        this.channelTimeout = channelTimeout;
    }

    public String getEmit() {
        return emit;
    }

    public void setEmit(String emit) {
        this.emit = emit;
    }

    public @Nullable Boolean getValidateOutput() {
        return validateOutput;
    }

    public void setValidateOutput(@Nullable Boolean validateOutput) {
        this.validateOutput = validateOutput;
    }

    public int getOutputRepairAttempts() {
        return outputRepairAttempts;
    }

    public void setOutputRepairAttempts(int outputRepairAttempts) {
        this.outputRepairAttempts = outputRepairAttempts;
    }

    public boolean isAllowEmptyOutput() {
        return allowEmptyOutput;
    }

    public void setAllowEmptyOutput(boolean allowEmptyOutput) {
        this.allowEmptyOutput = allowEmptyOutput;
    }

    public boolean isFailOnIncomplete() {
        return failOnIncomplete;
    }

    public void setFailOnIncomplete(boolean failOnIncomplete) {
        this.failOnIncomplete = failOnIncomplete;
    }

    public boolean isStoreFullResponse() {
        return storeFullResponse;
    }

    public void setStoreFullResponse(boolean storeFullResponse) {
        this.storeFullResponse = storeFullResponse;
    }

    public OnStepFailure getOnStepFailure() {
        return onStepFailure;
    }

    public void setOnStepFailure(OnStepFailure onStepFailure) {
        this.onStepFailure = onStepFailure;
    }

    public @Nullable StateRepository<String, String> getCursorRepository() {
        return cursorRepository;
    }

    public void setCursorRepository(@Nullable StateRepository<String, String> cursorRepository) {
        this.cursorRepository = cursorRepository;
    }

    public @Nullable StateRepository<String, String> getConversationRepository() {
        return conversationRepository;
    }

    public void setConversationRepository(@Nullable StateRepository<String, String> conversationRepository) {
        this.conversationRepository = conversationRepository;
    }

    public long getConversationTimeout() {
        return conversationTimeout;
    }

    public void setConversationTimeout(long conversationTimeout) {
        this.conversationTimeout = conversationTimeout;
    }

    public OnConversationLost getOnConversationLost() {
        return onConversationLost;
    }

    public void setOnConversationLost(OnConversationLost onConversationLost) {
        this.onConversationLost = onConversationLost;
    }

    public @Nullable String getStepTypes() {
        return stepTypes;
    }

    public void setStepTypes(@Nullable String stepTypes) {
        this.stepTypes = stepTypes;
    }

    public long getCursorInterval() {
        return cursorInterval;
    }

    public void setCursorInterval(long cursorInterval) {
        this.cursorInterval = cursorInterval;
    }

    public @Nullable String getRunKey() {
        return runKey;
    }

    public void setRunKey(@Nullable String runKey) {
        this.runKey = runKey;
    }

    public long getRestartDelay() {
        return restartDelay;
    }

    public void setRestartDelay(long restartDelay) {
        this.restartDelay = restartDelay;
    }

    public boolean isAwaitCompletion() {
        return awaitCompletion;
    }

    public void setAwaitCompletion(boolean awaitCompletion) {
        this.awaitCompletion = awaitCompletion;
    }

    public long getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(long pollInterval) {
        this.pollInterval = pollInterval;
    }

    public long getMaxPollInterval() {
        return maxPollInterval;
    }

    public void setMaxPollInterval(long maxPollInterval) {
        this.maxPollInterval = maxPollInterval;
    }

    public long getAwaitTimeout() {
        return awaitTimeout;
    }

    public void setAwaitTimeout(long awaitTimeout) {
        this.awaitTimeout = awaitTimeout;
    }

    public boolean isCancelOnTimeout() {
        return cancelOnTimeout;
    }

    public void setCancelOnTimeout(boolean cancelOnTimeout) {
        this.cancelOnTimeout = cancelOnTimeout;
    }

    public boolean isCancelOnStop() {
        return cancelOnStop;
    }

    public void setCancelOnStop(boolean cancelOnStop) {
        this.cancelOnStop = cancelOnStop;
    }

    public boolean isCancelOnFailure() {
        return cancelOnFailure;
    }

    public void setCancelOnFailure(boolean cancelOnFailure) {
        this.cancelOnFailure = cancelOnFailure;
    }

    public @Nullable String getIdempotencyKey() {
        return idempotencyKey;
    }

    public void setIdempotencyKey(@Nullable String idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
    }

    public @Nullable StateRepository<String, String> getIdempotencyRepository() {
        return idempotencyRepository;
    }

    public void setIdempotencyRepository(@Nullable StateRepository<String, String> idempotencyRepository) {
        this.idempotencyRepository = idempotencyRepository;
    }

    public OnUnknownCreate getOnUnknownCreate() {
        return onUnknownCreate;
    }

    public void setOnUnknownCreate(OnUnknownCreate onUnknownCreate) {
        this.onUnknownCreate = onUnknownCreate;
    }

    public @Nullable RunRepository getRunRepository() {
        return runRepository;
    }

    public void setRunRepository(@Nullable RunRepository runRepository) {
        this.runRepository = runRepository;
    }

    public boolean isCopyHeaders() {
        return copyHeaders;
    }

    public void setCopyHeaders(boolean copyHeaders) {
        this.copyHeaders = copyHeaders;
    }

    public @Nullable HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    public void setHeaderFilterStrategy(@Nullable HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable Boolean getEnterprise() {
        return enterprise;
    }

    public void setEnterprise(@Nullable Boolean enterprise) {
        this.enterprise = enterprise;
    }

    public @Nullable String getProjectId() {
        return projectId;
    }

    public void setProjectId(@Nullable String projectId) {
        this.projectId = projectId;
    }

    public @Nullable String getLocation() {
        return location;
    }

    public void setLocation(@Nullable String location) {
        this.location = location;
    }

    public @Nullable String getServiceAccountKey() {
        return serviceAccountKey;
    }

    public void setServiceAccountKey(@Nullable String serviceAccountKey) {
        this.serviceAccountKey = serviceAccountKey;
    }

    public @Nullable GoogleCredentials getCredentials() {
        return credentials;
    }

    public void setCredentials(@Nullable GoogleCredentials credentials) {
        this.credentials = credentials;
    }

    public @Nullable String getQuotaProjectId() {
        return quotaProjectId;
    }

    public void setQuotaProjectId(@Nullable String quotaProjectId) {
        this.quotaProjectId = quotaProjectId;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public @Nullable String getApiVersion() {
        return apiVersion;
    }

    public void setApiVersion(@Nullable String apiVersion) {
        this.apiVersion = apiVersion;
    }

    public String getApiRevision() {
        return apiRevision;
    }

    public void setApiRevision(String apiRevision) {
        this.apiRevision = apiRevision;
    }

    public boolean isAllowInsecureBaseUrl() {
        return allowInsecureBaseUrl;
    }

    public void setAllowInsecureBaseUrl(boolean allowInsecureBaseUrl) {
        this.allowInsecureBaseUrl = allowInsecureBaseUrl;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getStreamingReadTimeout() {
        return streamingReadTimeout;
    }

    public void setStreamingReadTimeout(long streamingReadTimeout) {
        this.streamingReadTimeout = streamingReadTimeout;
    }

    public long getStreamTimeout() {
        return streamTimeout;
    }

    public void setStreamTimeout(long streamTimeout) {
        this.streamTimeout = streamTimeout;
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    public int getMaxEventSize() {
        return maxEventSize;
    }

    public void setMaxEventSize(int maxEventSize) {
        this.maxEventSize = maxEventSize;
    }

    public int getMaxResumeAttempts() {
        return maxResumeAttempts;
    }

    public void setMaxResumeAttempts(int maxResumeAttempts) {
        this.maxResumeAttempts = maxResumeAttempts;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable String getProxyAuthUsername() {
        return proxyAuthUsername;
    }

    public void setProxyAuthUsername(@Nullable String proxyAuthUsername) {
        this.proxyAuthUsername = proxyAuthUsername;
    }

    public @Nullable String getProxyAuthPassword() {
        return proxyAuthPassword;
    }

    public void setProxyAuthPassword(@Nullable String proxyAuthPassword) {
        this.proxyAuthPassword = proxyAuthPassword;
    }

    public @Nullable String getTags() {
        return tags;
    }

    public void setTags(@Nullable String tags) {
        this.tags = tags;
    }

    public boolean isAutoToolExecution() {
        return autoToolExecution;
    }

    public void setAutoToolExecution(boolean autoToolExecution) {
        this.autoToolExecution = autoToolExecution;
    }

    public int getMaxToolIterations() {
        return maxToolIterations;
    }

    public void setMaxToolIterations(int maxToolIterations) {
        this.maxToolIterations = maxToolIterations;
    }

    public long getMaxTotalTokens() {
        return maxTotalTokens;
    }

    public void setMaxTotalTokens(long maxTotalTokens) {
        this.maxTotalTokens = maxTotalTokens;
    }

    public boolean isParallelToolExecution() {
        return parallelToolExecution;
    }

    public void setParallelToolExecution(boolean parallelToolExecution) {
        this.parallelToolExecution = parallelToolExecution;
    }

    public long getToolTimeout() {
        return toolTimeout;
    }

    public void setToolTimeout(long toolTimeout) {
        this.toolTimeout = toolTimeout;
    }

    public ToolExecutionErrorStrategy getToolExecutionErrorStrategy() {
        return toolExecutionErrorStrategy;
    }

    public void setToolExecutionErrorStrategy(ToolExecutionErrorStrategy toolExecutionErrorStrategy) {
        this.toolExecutionErrorStrategy = toolExecutionErrorStrategy;
    }

    public HallucinatedToolNameStrategy getHallucinatedToolNameStrategy() {
        return hallucinatedToolNameStrategy;
    }

    public void setHallucinatedToolNameStrategy(HallucinatedToolNameStrategy hallucinatedToolNameStrategy) {
        this.hallucinatedToolNameStrategy = hallucinatedToolNameStrategy;
    }

    public @Nullable StateRepository<String, String> getToolResultRepository() {
        return toolResultRepository;
    }

    public void setToolResultRepository(@Nullable StateRepository<String, String> toolResultRepository) {
        this.toolResultRepository = toolResultRepository;
    }
}
