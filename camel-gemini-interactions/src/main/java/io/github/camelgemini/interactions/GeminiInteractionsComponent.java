// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import io.github.camelgemini.interactions.GeminiInteractionsConfiguration.PrefixedOption;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteraction;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteractions;
import io.github.camelgemini.interactions.internal.message.request.Option;
import io.github.camelgemini.interactions.internal.message.request.Tools;
import io.github.camelgemini.interactions.internal.message.telemetry.Telemetry;
import io.github.camelgemini.interactions.internal.operation.ClientPool;
import io.github.camelgemini.interactions.internal.operation.Monitor;
import io.github.camelgemini.interactions.internal.operation.OpenCalls;
import io.github.camelgemini.interactions.internal.operation.ProducerHealth;
import io.github.camelgemini.interactions.internal.operation.StartedOperation;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.uri.MaskedUri;
import io.github.camelgemini.interactions.internal.support.uri.NumberChecks;
import io.github.camelgemini.interactions.internal.support.uri.OptionResources;
import io.github.camelgemini.interactions.internal.support.uri.OptionsBean;
import io.github.camelgemini.interactions.internal.support.uri.UnreadProperties;
import io.github.camelgemini.interactions.internal.support.uri.UriExpressions;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Component that calls models and agents of the Gemini Interactions API, and routes the steps that they stream. */
@ManagedResource(description = "Managed component gemini-interactions")
@Component(GeminiInteractionsConstants.SCHEME)
public class GeminiInteractionsComponent extends DefaultComponent implements SSLContextParametersAware {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsComponent.class);

    /** Each connection has three buffers, which are allocated whole. */
    private static final int MAX_BUFFER = 1024 * 1024;

    private static final String HTTP_2 = "2";
    private static final Set<String> HTTP_VERSIONS = Set.of("1.1", HTTP_2);

    @Metadata
    private GeminiInteractionsConfiguration configuration = new GeminiInteractionsConfiguration();

    @Metadata(label = "advanced", defaultValue = "32")
    private int deliveryThreads = 32;

    @Metadata(label = "advanced", defaultValue = "200")
    private int maxConnections = 200;

    @Metadata(label = "advanced", defaultValue = "10000")
    private int maxStreams = 10_000;

    @Metadata(label = "advanced", defaultValue = "0")
    private int requestsPerMinute;

    @Metadata(label = "advanced", defaultValue = "4096")
    private int bufferSize = 4096;

    @Metadata(label = "advanced", enums = "1.1,2", defaultValue = "1.1")
    private String httpVersion = "1.1";

    @Metadata(label = "security", secret = true)
    private @Nullable String approvalKey;

    @Metadata(label = "security", defaultValue = "false")
    private boolean useGlobalSslContextParameters;

    @Metadata(label = "proxy,security")
    private @Nullable String httpComponent;

    // Environment variables; tests replace them.
    private Map<String, String> environment = System.getenv();
    // Set when the component starts. Threads and clients are replaced by the next start.
    private volatile @Nullable ComponentThreads threads;
    private volatile @Nullable ClientPool clients;
    private volatile @Nullable ConversationRegistry conversations;
    private volatile @Nullable OpenInteractions interactions;
    // Set when the component is initialized.
    private @Nullable ProducerHealth producerHealth;
    // Made by the first call: tracer and registry of the application are there by then.
    private volatile @Nullable Telemetry telemetry;
    // The threads while the component is started.
    private volatile @Nullable ComponentThreads running;

    // Used by any thread.
    private final Map<SSLContextParameters, SSLContext> tls = new ConcurrentHashMap<>();
    private final StreamFigures figures = new StreamFigures(null);
    private final OpenCalls calls = new OpenCalls();
    // Actions for the moment when the context begins to stop, by the consumer that registered them.
    private final Map<Object, Runnable> contextStopActions = new ConcurrentHashMap<>();
    // Written when the context begins to stop, and when the component starts again.
    private volatile boolean contextStops;
    private final EventNotifier stopNotifier = new EventNotifierSupport() {
        {
            // Otherwise Camel makes the events of each exchange of the whole context for it: 0.15 µs each.
            setIgnoreExchangeEvents(true);
            setIgnoreStepEvents(true);
            setIgnoreServiceEvents(true);
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof CamelEvent.CamelContextStoppingEvent
                    || event instanceof CamelEvent.RouteStoppedEvent;
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.RouteStoppedEvent stopped)
                calls.endRoute(stopped.getRoute().getRouteId());
            else contextStops();
        }

        private void contextStops() {
            contextStops = true;
            ClientPool open = clients;
            if (open != null) run(open::endWaiting);
            calls.endAll(StartedOperation::contextStops);
            contextStopActions.values().forEach(GeminiInteractionsComponent::run);
        }
    };

    /** Runs one of several endings. What it throws does not keep the others from theirs. */
    private static void run(Runnable ending) {
        try {
            ending.run();
        } catch (Throwable e) {
            LOG.error("Calls could not be ended", e);
        }
    }

    /** Masks secrets in the failure, which may quote the URI. */
    @Override
    public Endpoint createEndpoint(String uri, @Nullable Map<String, Object> properties) throws Exception {
        try {
            UriExpressions.refuse(uri, properties, GeminiInteractionsComponent::headerOf);
            return super.createEndpoint(uri, properties);
        } catch (Exception e) {
            throw maskedUri().failure(uri, e);
        }
    }

    /** The header that overrides a parameter of a URI, also a single member of one; null for none. */
    private static @Nullable String headerOf(String parameter) {
        String header = Option.headerOf(PrefixedOption.optionOf(parameter));
        return header != null ? header : Option.headerOf(StringHelper.before(parameter, ".", parameter));
    }

    @Override
    public @Nullable PropertyConfigurer getComponentPropertyConfigurer() {
        return NumberChecks.of(super.getComponentPropertyConfigurer());
    }

    @Override
    public @Nullable PropertyConfigurer getEndpointPropertyConfigurer() {
        return NumberChecks.of(super.getEndpointPropertyConfigurer());
    }

    @Override
    protected void validateParameters(
            String uri, @Nullable Map<String, Object> parameters, @Nullable String optionPrefix) {
        if (parameters != null) MaskedUri.refuseUnknown(parameters);
    }

    private MaskedUri maskedUri() {
        return MaskedUri.of(
                getCamelContext(),
                GeminiInteractionsConstants.SCHEME,
                PrefixedOption::optionOf,
                ExtraHeaders::isCredential);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        GeminiInteractionsConfiguration own = configuration.copy();
        own.setOperation(operation(remaining));
        checkServers(parameters.get("mcpServers"));
        Map<?, ?> bean = OptionsBean.addTo(parameters, getCamelContext());
        own.dropReplacedBy(parameters.keySet());
        Set<String> given = Set.copyOf(parameters.keySet());
        Map<PrefixedOption, Map<String, Object>> prefixed = new EnumMap<>(PrefixedOption.class);
        for (PrefixedOption option : PrefixedOption.values()) prefixed.put(option, option.extract(parameters));
        GeminiInteractionsEndpoint endpoint =
                new GeminiInteractionsEndpoint(maskedUri().of(uri), this, own, given);
        endpoint.setOptions(bean);
        setProperties(endpoint, parameters);
        prefixed.forEach((option, values) -> option.add(own, values));
        return endpoint;
    }

    private static void checkServers(@Nullable Object mcpServers) {
        if (mcpServers instanceof String text && !text.isBlank() && !OptionResources.isElsewhere(text))
            Tools.checkInUri(text);
    }

    private static GeminiInteractionsOperation operation(String remaining) {
        for (GeminiInteractionsOperation known : GeminiInteractionsOperation.values()) {
            if (known.name().equals(remaining)) return known;
        }
        throw new InteractionRequestException(
                "operation",
                "The operation '" + remaining + "' is unknown: use one of "
                        + Arrays.toString(GeminiInteractionsOperation.values()));
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        producerHealth = new ProducerHealth(getCamelContext());
        UnreadProperties.warn(getCamelContext(), GeminiInteractionsComponent.class, GeminiInteractionsConstants.SCHEME);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        contextStops = false;
        handedOn();
        ComponentThreads started = ComponentThreads.start(getCamelContext(), this, deliveryThreads);
        threads = started;
        clients = new ClientPool(started, environment, requestsPerMinute);
        OpenInteractions opening = new OpenInteractions(started.timer(), started.blocking());
        interactions = opening;
        Monitor.of(getCamelContext()).add(opening);
        ConversationRegistry joined = ConversationRegistry.of(getCamelContext());
        joined.join();
        conversations = joined;
        getCamelContext().getManagementStrategy().addEventNotifier(stopNotifier);
        if (getCamelContext().isStopping()) contextStops = true; // the event may have come before the notifier
        running = started;
    }

    /** Ends the calls in flight, then closes what they use: their routes continue on the threads. */
    @Override
    protected void doStop() throws Exception {
        running = null;
        getCamelContext().getManagementStrategy().removeEventNotifier(stopNotifier);
        calls.endAll(StartedOperation::stop);
        ClientPool open = clients;
        if (open != null) run(open::close);
        ConversationRegistry joined = conversations;
        conversations = null;
        if (joined != null) joined.leave();
        ComponentThreads started = threads;
        if (started != null) started.stop(getCamelContext());
        OpenInteractions shown = interactions;
        if (shown != null) Monitor.of(getCamelContext()).remove(shown);
        Telemetry observing = telemetry;
        telemetry = null;
        if (observing != null) run(observing::close);
        tls.clear();
        super.doStop();
    }

    /** @param action runs when the context begins to stop, before it waits for exchanges in flight; null removes it */
    void whenContextStops(Object owner, @Nullable Runnable action) {
        if (action == null) contextStopActions.remove(owner);
        else contextStopActions.put(owner, action);
    }

    /** The calls of this component's producers that are in flight. */
    OpenCalls calls() {
        return calls;
    }

    /** Whether a route has stopped or begun to, or is no more. */
    boolean isRouteStopped(String routeId) {
        ServiceStatus status = getCamelContext().getRouteController().getRouteStatus(routeId);
        return status == null || status.isStopping() || status.isStopped();
    }

    /** The TLS context of these parameters, created once, so that endpoints with the same parameters share a client. */
    SSLContext tls(SSLContextParameters parameters, Function<SSLContextParameters, SSLContext> factory) {
        return tls.computeIfAbsent(parameters, factory);
    }

    /**
     * What another component hands on; null for nothing.
     *
     * @throws InteractionRequestException if it cannot be handed on
     */
    @Nullable
    HttpComponentOptions handedOn() {
        return httpComponent == null ? null : HttpComponentOptions.of(getCamelContext(), httpComponent);
    }

    /** Whether HTTP/2 is offered to the service. */
    boolean offersHttp2() {
        return httpVersion.equals(HTTP_2);
    }

    StreamFigures figures() {
        return figures;
    }

    @ManagedAttribute(description = "Number of open streams, including those between two connections")
    public int getOpenStreams() {
        return figures.open();
    }

    @ManagedAttribute(description = "Number of exchanges and body parts delivered from streams")
    public long getDelivered() {
        return figures.delivered();
    }

    @ManagedAttribute(description = "Number of resumes of streams")
    public long getResumed() {
        return figures.resumed();
    }

    @ManagedAttribute(description = "Number of open interactions: calls of routes that have not ended")
    public int getOpenInteractions() {
        OpenInteractions open = interactions;
        return open == null ? 0 : open.size();
    }

    @ManagedAttribute(description = "Age in seconds of the interaction that has been open longest; 0 if there is none")
    public long getOldestInteractionSeconds() {
        OpenInteractions open = interactions;
        return open == null ? 0 : TimeUnit.MILLISECONDS.toSeconds(open.oldestMillis());
    }

    @ManagedOperation(
            description = "The open interactions, oldest first: id, status, route, exchange, age, steps, tokens")
    public List<String> listOpenInteractions() {
        OpenInteractions open = interactions;
        return open == null
                ? List.of()
                : open.progress().stream().map(OpenInteraction.Progress::toLine).toList();
    }

    @ManagedOperation(
            description =
                    "Cancels an interaction, by its id or that of the exchange that asks for it; returns what was done")
    public String cancelInteraction(String id) {
        return Monitor.of(getCamelContext()).cancel(id);
    }

    /** Whether the context has begun to stop; a call that ends then is stopped as soon as it starts. */
    boolean contextStops() {
        return contextStops;
    }

    /** The threads of this start; null unless the component is started. Each start has others. */
    @Nullable
    ComponentThreads running() {
        return running;
    }

    ComponentThreads threads() {
        return started(threads);
    }

    ClientPool clients() {
        return started(clients);
    }

    ProducerHealth producerHealth() {
        return started(producerHealth);
    }

    OpenInteractions interactions() {
        return started(interactions);
    }

    Telemetry telemetry() {
        Telemetry known = telemetry;
        if (known != null) return known;
        synchronized (this) {
            known = telemetry;
            if (known == null) telemetry = known = Telemetry.of(getCamelContext(), figures::open);
            return known;
        }
    }

    ChannelRegistry channels() {
        return ChannelRegistry.of(getCamelContext());
    }

    ConversationRegistry conversations() {
        return started(conversations);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) throw new IllegalStateException("The component gemini-interactions is not started");
        return part;
    }

    void setEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    public GeminiInteractionsConfiguration getConfiguration() {
        return configuration;
    }

    /** Options for all endpoints of this component. Options of an endpoint override them. */
    public void setConfiguration(GeminiInteractionsConfiguration configuration) {
        this.configuration = configuration;
    }

    public int getDeliveryThreads() {
        return deliveryThreads;
    }

    /**
     * How many routes may block at the same time: as many that handle steps, and as many behind producers and in functions.
     * Others continue after them. Routes that wait for a call of this component, or for the next part of a stream, do not
     * count. If none of those behind producers moves for a second, or none of those that handle steps for ten, they may wait
     * for each other: more threads are added, up to a thousand.
     */
    public void setDeliveryThreads(int deliveryThreads) {
        this.deliveryThreads = inRange("deliveryThreads", deliveryThreads, Integer.MAX_VALUE);
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    /** Maximum number of concurrent calls that are not streamed. A further call fails at once. */
    public void setMaxConnections(int maxConnections) {
        this.maxConnections = inRange("maxConnections", maxConnections, Integer.MAX_VALUE);
    }

    public int getMaxStreams() {
        return maxStreams;
    }

    /** Maximum number of concurrently open streams. A further stream fails at once. Each needs a file descriptor. */
    public void setMaxStreams(int maxStreams) {
        this.maxStreams = inRange("maxStreams", maxStreams, Integer.MAX_VALUE);
    }

    public int getRequestsPerMinute() {
        return requestsPerMinute;
    }

    /**
     * Maximum number of requests per minute: creates, polls, rounds of functions and resumes of all endpoints together.
     * Further requests wait, without a thread; one whose turn comes later than its {@code requestTimeout} fails at once. After
     * a 429, those to the same service with the same credential wait as long as it asks, at most {@code maxRetryAfter}, and
     * continue at a lower rate for a while. 0: no limit.
     */
    public void setRequestsPerMinute(int requestsPerMinute) {
        if (requestsPerMinute < 0)
            throw new InteractionRequestException(
                    "requestsPerMinute", "requestsPerMinute is negative: set a number of requests, or 0 for no limit");
        this.requestsPerMinute = requestsPerMinute;
    }

    public int getBufferSize() {
        return bufferSize;
    }

    /** Size of a connection's buffers in bytes, 4 KiB unless set, at most 1 MiB. */
    public void setBufferSize(int bufferSize) {
        this.bufferSize = inRange("bufferSize", bufferSize, MAX_BUFFER);
    }

    public String getHttpVersion() {
        return httpVersion;
    }

    /** HTTP version. 2 is offered in the TLS handshake and used if the service accepts it. Without TLS it is 1.1. */
    public void setHttpVersion(String httpVersion) {
        if (!HTTP_VERSIONS.contains(httpVersion))
            throw new InteractionRequestException(
                    "httpVersion", "The httpVersion " + httpVersion + " is unknown: set 1.1 or 2");
        this.httpVersion = httpVersion;
    }

    public @Nullable String getApprovalKey() {
        return approvalKey;
    }

    /**
     * Key that signs rounds of function calls that wait for a person (HMAC-SHA256), as text, bean or resource. With it,
     * gemini-interactions:approve accepts only rounds that were signed with the same key and not changed since, and takes
     * tags, model and all other parameters that its endpoint does not set from the round. Without it, a round is compared with
     * what the service has stored, and store=false cannot be used with functions that wait for a person. Use at least 32
     * random characters.
     */
    public void setApprovalKey(@Nullable String approvalKey) {
        this.approvalKey = approvalKey;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Whether to use the TLS settings of the Camel context. */
    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public @Nullable String getHttpComponent() {
        return httpComponent;
    }

    /**
     * Name of a component of camel-http in this context, such as http or https. Its TLS settings, its proxy with credentials
     * and its connectTimeout are used where this component and the endpoint set none. What cannot be honoured there, such as
     * httpClientConfigurer, is refused by name.
     */
    public void setHttpComponent(@Nullable String httpComponent) {
        this.httpComponent = httpComponent;
    }

    /** What is out of range would let calls wait for ever, fail each of them, or end I/O threads. */
    private static int inRange(String option, int value, int most) {
        if (value >= 1 && value <= most) return value;
        throw new InteractionRequestException(
                option, option + "=" + value + " is out of range: set 1 to " + most + ", or leave it out");
    }
}
