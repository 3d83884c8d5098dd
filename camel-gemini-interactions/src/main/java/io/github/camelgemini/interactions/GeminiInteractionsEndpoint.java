// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.feature.background.RunPoller;
import io.github.camelgemini.interactions.internal.feature.background.RunRecordingDecorator;
import io.github.camelgemini.interactions.internal.feature.function.FunctionDecorator;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRegistry;
import io.github.camelgemini.interactions.internal.feature.function.RepositoryCallJournal;
import io.github.camelgemini.interactions.internal.feature.idempotency.IdempotencyDecorator;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRunner;
import io.github.camelgemini.interactions.internal.message.emit.EmissionPlan;
import io.github.camelgemini.interactions.internal.message.emit.EmitKind;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.internal.message.emit.StepEmitter;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.reply.EmissionWriter;
import io.github.camelgemini.interactions.internal.message.reply.ReplySettings;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.operation.ConversationDeletion;
import io.github.camelgemini.interactions.internal.operation.ProducerOperation;
import io.github.camelgemini.interactions.internal.operation.ProducerOperations;
import io.github.camelgemini.interactions.internal.support.uri.MaskedUri;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.OnStepFailure;
import io.github.camelgemini.interactions.option.OnUnknownCreate;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Call models and agents of the Gemini Interactions API, and route what they stream, step by step.
 */
@ManagedResource(description = "Managed endpoint of gemini-interactions")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = GeminiInteractionsConstants.SCHEME,
        title = "Gemini Interactions",
        syntax = "gemini-interactions:operation",
        category = {Category.AI, Category.CLOUD},
        headersClass = GeminiInteractionsConstants.class)
public class GeminiInteractionsEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    /** Where the growing of restartDelay ends, in milliseconds. */
    private static final long LONGEST_RESTART_DELAY = 300_000;

    @UriParam
    private GeminiInteractionsConfiguration configuration;

    private final Set<String> given;
    private final StreamFigures figures;

    // Any thread. Camel makes a new consumer whenever a route starts: this is where one without a repository was.
    private final Map<String, StepCursor> cursors = new ConcurrentHashMap<>();

    /**
     * @param uri as it may be shown: Camel shows it in many places
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

    /** Its own only: endpoints that differ in what is not shown of their URIs differ. Camel makes one for each URI. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // Starting twice does no harm; who else uses the repository decides when it stops.
        ServiceHelper.startService(
                configuration.getCursorRepository(),
                configuration.getConversationRepository(),
                configuration.getIdempotencyRepository(),
                configuration.getRunRepository(),
                configuration.getToolResultRepository());
    }

    @Override
    public Producer createProducer() throws Exception {
        if (operation() == GeminiInteractionsOperation.stream)
            throw new InteractionRequestException(
                    "operation",
                    "gemini-interactions:stream receives, and cannot be sent to: use gemini-interactions:create with"
                            + " streaming=true and the same channel");
        OptionRules.check(given(), operation(), role());
        OptionNeeds.check(given, configuration, role());
        if (role() == OptionRules.Role.ITERATING) emissions();
        return new GeminiInteractionsProducer(this);
    }

    /** Camel takes two options away before it makes an endpoint. */
    private Set<String> given() {
        Set<String> all = new TreeSet<>(given);
        if (isBridgeErrorHandler() && !getComponent().isBridgeErrorHandler()) all.add("bridgeErrorHandler");
        if (isLazyStartProducer() && !getComponent().isLazyStartProducer()) all.add("lazyStartProducer");
        return all;
    }

    private OptionRules.Role role() {
        if (operation() != GeminiInteractionsOperation.resume && !configuration.isStreaming())
            return OptionRules.Role.ANSWERING;
        return channelName() == null ? OptionRules.Role.ITERATING : OptionRules.Role.STREAMING;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        OptionRules.check(given(), operation(), OptionRules.Role.CONSUMER);
        OptionNeeds.check(given, configuration, OptionRules.Role.CONSUMER);
        DefaultConsumer consumer =
                switch (operation()) {
                    case create -> new GeminiInteractionsRunConsumer(this, processor, null);
                    case await -> awaitConsumer(processor);
                    case resume -> new GeminiInteractionsRunConsumer(this, processor, attachedTo());
                    case stream -> new GeminiInteractionsChannelConsumer(this, processor, channel());
                    default ->
                        throw new InteractionRequestException(
                                "operation",
                                "gemini-interactions:" + operation()
                                        + " cannot be consumed from: use await, create, resume or stream, or send to it");
                };
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public PollingConsumer createPollingConsumer() {
        throw new InteractionRequestException(
                "operation",
                "gemini-interactions cannot be polled, as steps would queue up unseen: use to(\"gemini-interactions:create\") with"
                        + " streaming=true and a channel, or split the answer");
    }

    private @Nullable String channelName() {
        String channel = configuration.getChannel();
        return channel == null || channel.isBlank() ? null : channel;
    }

    private String channel() {
        String channel = channelName();
        if (channel != null) return channel;
        throw new InteractionRequestException(
                "channel",
                "The option channel is missing: name the channel that ties streaming=true to a consumer of"
                        + " gemini-interactions:stream");
    }

    private String attachedTo() {
        String id = configuration.getInteractionId();
        if (id != null && !id.isBlank()) return id;
        throw new InteractionRequestException(
                "interactionId",
                "The option interactionId is missing: name the stored interaction whose steps to emit");
    }

    private ChannelRunner.Settings streaming() {
        return new ChannelRunner.Settings(
                getComponent().channels(),
                channel(),
                Duration.ofMillis(configuration.getChannelTimeout()),
                cursors(),
                getComponent().threads().routes());
    }

    private ProducerOperations.Iterating iterating() {
        return new ProducerOperations.Iterating(
                emissions(), heritage(), figures, getComponent().threads().routes());
    }

    /** Where cursors are kept. */
    StepCursor.Store cursors() {
        return new StepCursor.Store(
                configuration.getCursorRepository(),
                Duration.ofMillis(configuration.getCursorInterval()),
                System::nanoTime);
    }

    /** How far a consumer is, or the one before it was, under that key. May block where there is a repository. */
    StepCursor cursor(String key) {
        return configuration.getCursorRepository() != null
                ? StepCursor.read(cursors(), key)
                : cursors.compute(
                        key, (begun, known) -> isUsable(known) ? known : StepCursor.ofNewRun(StepCursor.Store.MEMORY));
    }

    /** A route that starts a run, and is started again when that has ended, starts another. */
    private boolean isUsable(@Nullable StepCursor known) {
        return known != null && !(known.isEnded() && operation() == GeminiInteractionsOperation.create);
    }

    /** The wait before a consumer goes on after its {@code n}-th failure, counted from 1. */
    Duration restartDelay(int n) {
        long doubled = configuration.getRestartDelay() << Math.min(n - 1, 10);
        return Duration.ofMillis(Math.min(doubled, Math.max(configuration.getRestartDelay(), LONGEST_RESTART_DELAY)));
    }

    private GeminiInteractionsOperation operation() {
        GeminiInteractionsOperation operation = configuration.getOperation();
        if (operation == null) throw new InteractionRequestException("operation", "The operation is missing");
        return operation;
    }

    ProducerOperation createOperation() {
        ProducerOperations operations = new ProducerOperations(
                createRequestReader(role()),
                calls(),
                createReplyWriter(),
                List.of(functions(), settings().repairs(), keepingRuns(), conversation(), payingOnce()),
                settings().awaiting(),
                settings().cancelling());
        Class<?> outputClass = settings().outputFormat().outputClass();
        return switch (operation()) {
            case create ->
                switch (role()) {
                    case STREAMING -> operations.createStreaming(streaming());
                    case ITERATING -> operations.createIterating(iterating());
                    default -> operations.create(configuration.isAwaitCompletion());
                };
            case await -> operations.await(outputClass);
            case resume ->
                role() == OptionRules.Role.STREAMING
                        ? operations.resume(streaming(), outputClass)
                        : operations.resumeIterating(iterating(), outputClass);
            case get -> operations.get(outputClass);
            case cancel -> operations.cancel(outputClass);
            case delete -> operations.delete(new ConversationDeletion(turns(), calls(), createReplyWriter()));
            case stream -> throw new IllegalStateException("no producer of stream");
        };
    }

    FunctionDecorator functions() {
        FunctionRegistry registry = FunctionRegistry.of(getCamelContext());
        StateRepository<String, String> results = configuration.getToolResultRepository();
        return new FunctionDecorator(
                new FunctionDecorator.Settings(
                        settings().tools(),
                        heritage(),
                        results == null ? registry.recent() : new RepositoryCallJournal(results),
                        configuration.getMaxInlineSize(),
                        GeminiInteractionsToolEvent::send),
                registry,
                calls(),
                getComponent().threads());
    }

    /** A turn is all that a create does for its answer, so that functions and repairs are inside. */
    private ConversationDecorator conversation() {
        return new ConversationDecorator(turns(), calls(), settings().conversation());
    }

    private ConversationRegistry.Turns turns() {
        return getComponent()
                .conversations()
                .turns(
                        configuration.getConversationRepository(),
                        settings().conversationTimeout(),
                        getComponent().threads().routes());
    }

    private GeminiInteractionsAwaitConsumer awaitConsumer(Processor processor) {
        RunRepository runs = configuration.getRunRepository();
        if (runs == null)
            throw new InteractionRequestException(
                    "runRepository",
                    "The option runRepository is missing: name the repository whose runs to await, such as a"
                            + " JdbcRunRepository");
        return new GeminiInteractionsAwaitConsumer(
                this, processor, runs, heritage(), settings().outputFormat().outputClass());
    }

    RunPoller.Settings openRunsSettings() {
        return new RunPoller.Settings(settings().awaiting(), settings().cancelling(), this::restartDelay);
    }

    private RunRecordingDecorator keepingRuns() {
        return new RunRecordingDecorator(new RunRecordingDecorator.Settings(
                configuration.isStreaming() ? null : configuration.getRunRepository(),
                given.contains("runRepository"),
                heritage(),
                getComponent().threads().routes()));
    }

    /** The outermost layer of a create. */
    private IdempotencyDecorator payingOnce() {
        return new IdempotencyDecorator(
                configuration.getIdempotencyRepository(),
                given.contains("idempotencyRepository"),
                configuration.getOnUnknownCreate() == OnUnknownCreate.resend,
                getComponent().threads());
    }

    InteractionCalls calls() {
        return getComponent()
                .clients()
                .calls(
                        settings().backend(),
                        settings().transport(getComponent()),
                        settings().resuming(),
                        settings().streamTimeout(),
                        figures);
    }

    RequestReader createRequestReader(OptionRules.Role role) {
        return new RequestReader(settings().request(role));
    }

    ReplyWriter createReplyWriter() {
        return new ReplyWriter(settings().reply());
    }

    /** Writes what is emitted whole, whatever it is. */
    ReplyWriter createEmissionWriter() {
        return new ReplyWriter(new ReplySettings(configuration.getOutputType(), false, true, false, false));
    }

    StepEmitter createEmitter(DefaultConsumer consumer) {
        return new StepEmitter(
                consumer,
                new StepEmitter.Settings(
                        emissions(), heritage(), configuration.getOnStepFailure() == OnStepFailure.skip),
                figures);
    }

    private EmissionPlan emissions() {
        return new EmissionPlan(
                EmitKind.parse(configuration.getEmit()),
                EmissionPlan.stepTypes(configuration.getStepTypes()),
                new EmissionWriter(
                        configuration.getOutputType(), settings().outputFormat().outputClass()));
    }

    private HeaderPropagation heritage() {
        HeaderFilterStrategy filter = configuration.getHeaderFilterStrategy();
        return new HeaderPropagation(
                configuration.isCopyHeaders(), filter != null ? filter : new GeminiInteractionsHeaderFilterStrategy());
    }

    @ManagedAttribute(description = "Streams that are open now, between two connections too")
    public int getOpenStreams() {
        return figures.open();
    }

    @ManagedAttribute(description = "Exchanges, or parts of a body, that were delivered from streams")
    public long getDelivered() {
        return figures.delivered();
    }

    @ManagedAttribute(description = "How often streams were resumed")
    public long getResumed() {
        return figures.resumed();
    }

    @ManagedAttribute(description = "Id of the last event that was delivered")
    public @Nullable String getLastEventId() {
        return figures.lastEventId();
    }

    private EndpointSettings settings() {
        return new EndpointSettings(getCamelContext(), configuration);
    }

    @Override
    public GeminiInteractionsComponent getComponent() {
        return (GeminiInteractionsComponent) super.getComponent();
    }

    @Override
    public @Nullable String getServiceUrl() {
        return MaskedUri.address(configuration.getBaseUrl());
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
}
