// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.feature.background.PersistedHeaders;
import io.github.camelgemini.interactions.internal.feature.background.RunMonitor;
import io.github.camelgemini.interactions.internal.feature.background.RunPoller;
import io.github.camelgemini.interactions.internal.feature.background.RunRepositoryHealthCheck;
import io.github.camelgemini.interactions.internal.message.exchange.ExchangeFailures;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.progress.InteractionMdc;
import io.github.camelgemini.interactions.internal.message.reply.ReplySettings;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.operation.Monitor;
import io.github.camelgemini.interactions.internal.operation.OperationSettings;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumer that emits one exchange per ended run of a repository, whatever its status. A run that is lost, or did not end in
 * time, goes to the exception handler with its id and headers.
 *
 * <p>The leases of ends that are being routed are renewed also while the consumer is suspended and while its route stops. A
 * graceful stop waits, as long as Camel's shutdown timeout allows, until the repository has removed the ends that were
 * routed. After a stop by force no lease is renewed.
 */
class GeminiInteractionsAwaitConsumer extends DefaultConsumer
        implements Suspendable, ShutdownAware, RunPoller.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsAwaitConsumer.class);

    private final GeminiInteractionsEndpoint endpoint;
    private final RunRepository repository;
    private final ReplyWriter replies;
    private final OperationSettings settings;
    // Set when the consumer starts, by Camel; read by any thread.
    private volatile @Nullable RunPoller runs;
    private volatile @Nullable RunMonitor monitor;
    // Set and used by Camel's starts and stops.
    private @Nullable Future<?> progress;

    GeminiInteractionsAwaitConsumer(
            GeminiInteractionsEndpoint endpoint, Processor processor, RunRepository repository) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.repository = repository;
        this.settings = endpoint.settings().operations();
        this.replies = new ReplyWriter(ReplySettings.unchecked(
                settings.reply().outputType(), settings.reply().beans()));
        setHealthCheck(new RunRepositoryHealthCheck(() -> monitor));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        RunPoller started = new RunPoller(
                repository,
                endpoint.calls(),
                new RunPoller.Settings(
                        settings.awaiting(),
                        settings.cancelling(),
                        endpoint.settings().restartDelay()::delay),
                this,
                endpoint.getComponent().threads(),
                Clock.systemUTC());
        runs = started;
        started.start();
        monitor();
    }

    private void monitor() {
        ComponentThreads threads = endpoint.getComponent().threads();
        RunMonitor begun =
                new RunMonitor(getRouteId(), repository, () -> runs, threads.repositories(), endpoint::cancel);
        Monitor.of(endpoint.getCamelContext()).add(begun);
        monitor = begun;
        Duration interval = endpoint.settings().progressInterval();
        if (interval.isZero()) return;
        long nanos = Durations.nanos(interval);
        progress = threads.timer().scheduleAtFixedRate(() -> begun.log(interval), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    protected void doSuspend() throws Exception {
        leave();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        RunPoller known = runs;
        if (known != null) known.start();
    }

    @Override
    protected void doStop() throws Exception {
        leave();
        if (progress != null) progress.cancel(false);
        RunMonitor shown = monitor;
        if (shown != null) Monitor.of(endpoint.getCamelContext()).remove(shown);
        super.doStop();
    }

    private void leave() {
        RunPoller known = runs;
        if (known != null) known.stop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        RunPoller known = runs;
        return known == null ? 0 : known.pending();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        RunPoller known = runs;
        if (forced && known != null) known.close();
    }

    @Override
    public void ended(OpenRun run, Interaction interaction, RunPoller.Acknowledgement ack) {
        CallObservation observation = observed(run, interaction.model(), interaction.agent());
        observation.known(run.id());
        observation.ended(interaction, null);
        Exchange exchange = exchange(run, observation);
        try {
            replies.stored(interaction, settings.request().format().outputClass(), exchange.getMessage());
        } catch (Throwable e) { // the answer cannot be written, for example not as outputType=object
            MessageExchange.release(this, exchange);
            if (e instanceof Error error) throw error; // says nothing about the answer: it is emitted again later
            report(run, e, observation);
            ack.done();
            return;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange completed) {
                if (ExchangeFailures.isFailed(completed)) ack.failed();
                else ack.done();
            }
        });
        try (InteractionMdc mdc = InteractionMdc.of(run.id())) {
            getAsyncProcessor().process(exchange, sync -> routed(exchange, run, ack));
        }
    }

    /** The exchange has left the route. If it was handed over to another route, its completion is still to come. */
    private void routed(Exchange exchange, OpenRun run, RunPoller.Acknowledgement ack) {
        boolean failed = ExchangeFailures.isFailed(exchange);
        Exception unhandled = exchange.getException();
        ack.handedOver();
        MessageExchange.release(this, exchange);
        if (failed)
            LOG.warn(
                    "Route {} failed to handle the result of interaction {} ({}); it is emitted again later",
                    getRouteId(),
                    run.id(),
                    unhandled == null ? "rolled back" : unhandled.getClass().getName());
    }

    @Override
    public void gone(OpenRun run, Throwable failure) {
        CallObservation observation = observed(run, null, null);
        observation.known(run.id());
        observation.ended(null, failure);
        report(run, failure, observation);
    }

    /** Covers the moment at which the end of the run is found; continues the trace of its create. */
    private CallObservation observed(OpenRun run, @Nullable String model, @Nullable String agent) {
        Duration elapsed = Duration.between(run.created(), Instant.now());
        CallObservation observation = endpoint.observe(
                getRouteId(),
                PersistedHeaders.read(run.headers()),
                model,
                agent,
                elapsed.isNegative() ? Duration.ZERO : elapsed);
        observation.begin();
        return observation;
    }

    private void report(OpenRun run, Throwable failure, CallObservation observation) {
        Exchange exchange = exchange(run, observation);
        MessageHeaders.set(exchange.getMessage(), GeminiInteractionsConstants.INTERACTION_ID, run.id());
        replies.failed(failure, run.id(), exchange.getMessage());
        getExceptionHandler().handleException("Interaction " + run.id() + " is no longer awaited", exchange, failure);
        MessageExchange.release(this, exchange);
    }

    @Override
    public void unreadable(String id, String reason) {
        endpoint.getComponent().threads().routes().execute(() -> report(id, reason));
    }

    private void report(String id, String reason) {
        InteractionRequestException failure = new InteractionRequestException(
                "runRepository",
                "The row of run " + id + " in the runRepository cannot be read: " + reason
                        + ". It is set aside and stays there: correct it, or remove it once the run was awaited by its id");
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOnly);
        exchange.getMessage().setHeader(GeminiInteractionsConstants.INTERACTION_ID, id);
        replies.failed(failure, id, exchange.getMessage());
        exchange.setProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY, false); // the run was created
        getExceptionHandler().handleException(failure.getMessage(), exchange, failure);
        MessageExchange.release(this, exchange);
    }

    private Exchange exchange(OpenRun run, CallObservation observation) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOnly);
        settings.propagation()
                .propagate(
                        OriginExchange.ended(run.correlationId(), PersistedHeaders.read(run.headers()))
                                .traced(observation::context),
                        exchange.getMessage());
        return exchange;
    }
}
