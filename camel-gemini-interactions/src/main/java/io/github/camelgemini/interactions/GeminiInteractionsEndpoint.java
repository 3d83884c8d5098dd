// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRegistry;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteraction;
import io.github.camelgemini.interactions.internal.message.telemetry.Observations;
import io.github.camelgemini.interactions.internal.message.telemetry.ObservedCall;
import io.github.camelgemini.interactions.internal.operation.OperationAssembly;
import io.github.camelgemini.interactions.internal.operation.OperationSettings;
import io.github.camelgemini.interactions.internal.operation.ProducerHealth;
import io.github.camelgemini.interactions.internal.support.uri.MaskedUri;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Call models and agents of the Gemini Interactions API, and route what they stream, step by step. */
@ManagedResource(description = "Managed endpoint of gemini-interactions")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = GeminiInteractionsConstants.SCHEME,
        title = "Gemini Interactions",
        syntax = "gemini-interactions:operation",
        category = {Category.AI, Category.CLOUD},
        headersClass = GeminiInteractionsConstants.class)
public class GeminiInteractionsEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {

    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(5);

    @UriParam
    private GeminiInteractionsConfiguration configuration;

    @UriParam(label = "advanced")
    private @Nullable Map<?, ?> options;

    private final Set<String> given;
    private final StreamFigures figures;
    // Set when the endpoint is initialized: the settings, or the failure to read them.
    private @Nullable OptionRules rules;
    private @Nullable EndpointSettings settings;
    private @Nullable RuntimeException settingsFailure;

    // Used by any thread. Cursors without a repository: Camel makes a new consumer whenever a route starts.
    private final Map<String, StepCursor> cursors = new ConcurrentHashMap<>();

    /**
     * @param uri with secrets masked, because Camel shows it in many places
     * @param given names of the options in the URI
     */
    GeminiInteractionsEndpoint(
            String uri,
            GeminiInteractionsComponent component,
            GeminiInteractionsConfiguration configuration,
            Set<String> given) {
        super(uri, component);
        this.configuration = configuration;
        this.given = given;
        this.figures = new StreamFigures(component.figures());
    }

    /** Identity: URIs that are equal when masked may differ in their secrets. Camel makes one endpoint per URI. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** An invalid option fails the producer or consumer, not the endpoint, so that a producer can be started lazily. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        rules = new OptionRules(given, configuration.copy());
        try {
            settings = new SettingsReader(getComponent(), configuration).read(given);
        } catch (RuntimeException e) {
            settingsFailure = e;
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (settings == null) return;
        OperationSettings operations = settings.operations();
        // Starting twice does no harm. Not stopped here, because others may use the repository.
        ServiceHelper.startService(
                operations.cursors().repository(),
                operations.conversations(),
                operations.keys(),
                operations.runs(),
                operations.toolResults());
    }

    EndpointSettings settings() {
        if (settingsFailure != null) throw settingsFailure;
        return initialized(settings);
    }

    private OptionRules rules() {
        return initialized(rules);
    }

    private static <T> T initialized(@Nullable T part) {
        if (part == null) throw new IllegalStateException("The endpoint is not initialized");
        return part;
    }

    @Override
    public Producer createProducer() throws Exception {
        OptionRules.Role role = rules().producer();
        rules().check(role, removedByCamel());
        return new GeminiInteractionsProducer(this, role);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        OptionRules.Role role = rules().consumer();
        rules().check(role, removedByCamel());
        OperationSettings operations = settings().operations();
        DefaultConsumer consumer =
                switch (role) {
                    case FROM_AWAIT ->
                        new GeminiInteractionsAwaitConsumer(
                                this,
                                processor,
                                required(
                                        "runRepository",
                                        operations.runs(),
                                        "name the repository whose runs to await, such as a JdbcRunRepository"));
                    case FROM_RESUME ->
                        new GeminiInteractionsRunConsumer(
                                this,
                                processor,
                                role,
                                required(
                                        "interactionId",
                                        operations.request().interactionId(),
                                        "name the stored interaction whose steps to emit"));
                    case FROM_STREAM ->
                        new GeminiInteractionsChannelConsumer(
                                this,
                                processor,
                                required(
                                        "channel",
                                        operations.channel(),
                                        "name the channel that connects producers with streaming=true to"
                                                + " gemini-interactions:stream"));
                    default -> new GeminiInteractionsRunConsumer(this, processor, role, null);
                };
        configureConsumer(consumer);
        return consumer;
    }

    private static <T> T required(String option, @Nullable T value, String cure) {
        if (value != null && !value.toString().isBlank()) return value;
        throw new InteractionRequestException(option, "The option " + option + " is missing: " + cure);
    }

    /** Options of the URI that Camel removes before it creates the endpoint. */
    private Set<String> removedByCamel() {
        Set<String> removed = new TreeSet<>();
        if (isBridgeErrorHandler() && !getComponent().isBridgeErrorHandler()) removed.add("bridgeErrorHandler");
        if (isLazyStartProducer() && !getComponent().isLazyStartProducer()) removed.add("lazyStartProducer");
        return removed;
    }

    @Override
    public PollingConsumer createPollingConsumer() {
        rules().consumer(); // get, for example, has none that could be polled: its message says so
        throw new InteractionRequestException(
                "operation",
                "gemini-interactions cannot be polled, because steps would queue up unread: use to(\"gemini-interactions:create\") with"
                        + " streaming=true and a channel, or split the answer");
    }

    /** The cursor of a consumer, or of its predecessor, under this key. Blocks if there is a repository that blocks. */
    StepCursor cursor(String key) {
        StepCursor.Store store = settings().operations().cursors();
        return store.repository() != null
                ? StepCursor.read(store, key)
                : cursors.compute(
                        key, (id, known) -> isUsable(known) ? known : StepCursor.ofNewRun(StepCursor.Store.MEMORY));
    }

    /** Called before a consumer follows the run of a cursor. */
    void follows(String key, StepCursor cursor) {
        cursors.put(key, cursor);
    }

    /** Completes when no exchange of a consumer, or of its predecessor, is in progress under this key. */
    CompletionStage<Void> idle(String key) {
        StepCursor known = cursors.get(key);
        return known == null ? CompletableFuture.completedFuture(null) : known.idle();
    }

    /** False if the run has ended and the route creates runs: restarted, it creates a new one. */
    private boolean isUsable(@Nullable StepCursor known) {
        return known != null && !(known.isEnded() && rules().operation() == GeminiInteractionsOperation.create);
    }

    OperationAssembly operations() {
        GeminiInteractionsComponent component = getComponent();
        return new OperationAssembly(
                settings().operations(),
                calls(),
                new OperationAssembly.Shared(
                        component.threads(),
                        component.channels(),
                        component.conversations(),
                        FunctionRegistry.of(getCamelContext()),
                        GeminiInteractionsToolEvent::send,
                        figures,
                        this::observe));
    }

    private CallObservation observe(Exchange exchange, @Nullable InteractionRequest request) {
        Route route = ExchangeHelper.getRoute(exchange);
        String routeId = route == null ? exchange.getFromRouteId() : route.getRouteId();
        return opened(new ObservedCall(
                exchange,
                Map.of(),
                routeId,
                request == null ? null : request.model(),
                request == null ? null : request.agent(),
                isEnterprise(),
                Duration.ZERO,
                configuration.isCaptureMessageContent()));
    }

    /**
     * An observation of a run that a consumer follows.
     *
     * @param trace headers of the trace that it continues
     * @param model null if an agent answers, or if neither is known
     * @param agent null if a model answers, or if neither is known
     * @param elapsed how long ago the run was created
     */
    CallObservation observe(
            String routeId,
            Map<String, Object> trace,
            @Nullable String model,
            @Nullable String agent,
            Duration elapsed) {
        return getComponent().telemetry().observe(call(routeId, trace, model, agent, elapsed));
    }

    /** As {@link #observe}, of a run that is followed from now on and shown while it lasts. */
    CallObservation open(String routeId, Map<String, Object> trace, @Nullable String model, @Nullable String agent) {
        return opened(call(routeId, trace, model, agent, Duration.ZERO));
    }

    private ObservedCall call(
            String routeId,
            Map<String, Object> trace,
            @Nullable String model,
            @Nullable String agent,
            Duration elapsed) {
        return new ObservedCall(
                null, trace, routeId, model, agent, isEnterprise(), elapsed, configuration.isCaptureMessageContent());
    }

    private CallObservation opened(ObservedCall call) {
        Exchange exchange = call.exchange();
        OpenInteraction open = getComponent()
                .interactions()
                .observe(
                        new OpenInteraction.Origin(
                                exchange == null ? null : exchange.getExchangeId(),
                                call.routeId(),
                                getEndpointBaseUri(),
                                call.model(),
                                call.agent(),
                                settings().progressInterval()),
                        this::cancel);
        CallObservation measured = getComponent().telemetry().observe(call);
        return measured == CallObservation.NONE ? open : Observations.of(List.of(open, measured));
    }

    /** Cancels an interaction at the service, on behalf of an operator. */
    CompletionStage<?> cancel(String id) {
        return calls().cancel(id, CANCEL_TIMEOUT);
    }

    private boolean isEnterprise() {
        return Boolean.TRUE.equals(settings().backend().enterprise());
    }

    InteractionCalls calls() {
        EndpointSettings made = settings();
        return getComponent()
                .clients()
                .calls(made.backend(), made.transport(), made.resuming(), made.streamTimeout(), figures);
    }

    /** What the health checks of producers ask. */
    ProducerHealth.Service service() {
        EndpointSettings made = settings();
        return new ProducerHealth.Service(made.backend(), made.transport().connection(), this::calls, getServiceUrl());
    }

    StepEmitter createEmitter(DefaultConsumer consumer) {
        EndpointSettings made = settings();
        return new StepEmitter(
                consumer,
                new StepEmitter.Settings(
                        made.operations().emissions(), made.operations().propagation(), made.skipsFailedSteps()),
                figures);
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

    @ManagedAttribute(description = "Id of the last event that was delivered")
    public @Nullable String getLastEventId() {
        return figures.lastEventId();
    }

    @Override
    public GeminiInteractionsComponent getComponent() {
        return (GeminiInteractionsComponent) super.getComponent();
    }

    @Override
    public @Nullable String getServiceUrl() {
        return settings == null ? null : MaskedUri.address(settings.backend().baseUrl());
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }

    public GeminiInteractionsConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(GeminiInteractionsConfiguration configuration) {
        this.configuration = configuration;
    }

    public @Nullable Map<?, ?> getOptions() {
        return options;
    }

    /**
     * Bean with further options: a Map of names and values. Their values are in no URI, which suits secrets and long texts, and
     * are taken as they are, as in RAW(). A null or blank value is not set. An option of the URI overrides that of the bean.
     */
    public void setOptions(@Nullable Map<?, ?> options) {
        this.options = options;
    }
}
