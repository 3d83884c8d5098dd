// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.message.emit.UnhandledStepException;
import io.github.camelgemini.interactions.internal.message.progress.InteractionMdc;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.operation.OpenCalls;
import io.github.camelgemini.interactions.internal.operation.ProducerOperation;
import io.github.camelgemini.interactions.internal.operation.StartedOperation;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the request, calls the service, writes the reply. No thread waits; the route continues on a thread of routes,
 * however the call ends.
 */
class GeminiInteractionsProducer extends DefaultAsyncProducer {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsProducer.class);

    private final GeminiInteractionsEndpoint endpoint;
    private final OptionRules.Role role;
    private final RequestReader requests;
    private final ReplyWriter replies;
    // Null until the first start. Remains after a stop: see mayCall.
    private volatile @Nullable Assembled assembled;

    /** The operation, with the threads of the component's start that it was assembled for. */
    private record Assembled(ProducerOperation operation, ComponentThreads threads) {}

    GeminiInteractionsProducer(GeminiInteractionsEndpoint endpoint, OptionRules.Role role) {
        super(endpoint);
        this.endpoint = endpoint;
        this.role = role;
        this.requests = endpoint.settings().requests(role);
        this.replies = new ReplyWriter(endpoint.settings().operations().reply());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Assembled running;
        StartedOperation call;
        try {
            running = running();
            call = started(running, exchange);
        } catch (Throwable e) { // an Error too: if thrown, the callback would never be called
            fail(exchange, e, failed -> replies.failed(failed, null, exchange.getMessage()));
            callback.done(true);
            return true;
        }
        announceWait(exchange);
        if (endpoint.getComponent().contextStops()) OpenCalls.end(call, StartedOperation::contextStops);
        call.reply().whenComplete((reply, failure) -> {
            Runnable last = () -> answer(exchange, callback, call, reply, failure);
            // A failure may be that of a stop, on its thread: there, the routes would run one after the other.
            if (failure == null && running.threads().isRouteThread()) last.run();
            else continueOn(running.threads().routes(), last);
        });
        return false;
    }

    /** Some callers block this thread until the exchange is done, such as a {@code ProducerTemplate} in a bean. */
    private static void announceWait(Exchange exchange) {
        Runnable over = ComponentThreads.waits();
        if (over == null) return;
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                over.run();
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    private StartedOperation started(Assembled running, Exchange exchange) {
        ProducerOperation.ReadCall read = running.operation().read(exchange);
        String routeId = routeId(exchange);
        GeminiInteractionsComponent component = endpoint.getComponent();
        return component.calls().start(routeId, () -> {
            if (component.running() != running.threads() || !mayCall(routeId)) throw stopped();
            if (read.endsWithContext() && component.contextStops()) throw stopped();
            return read.start();
        });
    }

    /** The route that calls, which need not be the one that the exchange comes from; null outside of routes. */
    private static @Nullable String routeId(Exchange exchange) {
        Route route = ExchangeHelper.getRoute(exchange);
        return route == null ? exchange.getFromRouteId() : route.getRouteId();
    }

    /**
     * Stopped, this producer serves on if its route runs: it has fallen out of a cache, which may hand it out a little longer.
     */
    private boolean mayCall(@Nullable String routeId) {
        return isStarted() || routeId == null || !endpoint.getComponent().isRouteStopped(routeId);
    }

    /** Assembles the operation again if the component has been started again. */
    private Assembled running() {
        Assembled known = assembled;
        ComponentThreads running = endpoint.getComponent().running();
        if (known == null || running == null) throw stopped();
        if (known.threads() == running) return known;
        synchronized (this) {
            known = assembled;
            if (known == null || known.threads() != running) assembled = known = assemble();
        }
        return known;
    }

    private Assembled assemble() {
        ComponentThreads threads = endpoint.getComponent().threads();
        return new Assembled(endpoint.operations().of(role.operation(), requests, role.isStreaming()), threads);
    }

    private static InteractionStoppedException stopped() {
        return new InteractionStoppedException(null, null);
    }

    private static void continueOn(Executor threads, Runnable last) {
        try {
            threads.execute(last);
        } catch (Throwable e) { // no thread can be created: the exchange ends all the same
            LOG.warn("A route continues on a thread that is not its own", e);
            last.run();
        }
    }

    private void answer(
            Exchange exchange,
            AsyncCallback callback,
            StartedOperation call,
            @Nullable Consumer<Message> reply,
            @Nullable Throwable failure) {
        try {
            if (reply == null)
                throw UnhandledStepException.unwrapped(failure != null ? failure : new IllegalStateException());
            reply.accept(exchange.getMessage());
        } catch (Throwable e) {
            String id = interactionId(call);
            boolean isOfStep = failure != null && UnhandledStepException.isCauseOf(failure);
            fail(exchange, e, failed -> {
                if (isOfStep) replies.stepFailed(failed, id, exchange.getMessage());
                else replies.failed(failed, id, exchange.getMessage());
            });
        }
        try (InteractionMdc mdc = InteractionMdc.of(exchange.getMessage())) {
            callback.done(false);
        } catch (Throwable e) { // nothing else would report it
            LOG.error("The route behind {} failed outside its error handler", endpoint, e);
        }
    }

    private static @Nullable String interactionId(StartedOperation call) {
        try {
            return call.interactionId().get();
        } catch (Throwable e) {
            return null;
        }
    }

    /** The exception first: whatever its properties fail with, the exchange must not continue as answered. */
    private static void fail(Exchange exchange, Throwable failure, Consumer<Throwable> properties) {
        Throwable exception = asException(failure);
        exchange.setException(exception);
        try {
            properties.accept(exception);
        } catch (Throwable e) {
            LOG.warn("The properties of a failure could not be set", e);
        }
    }

    /** An Error, of a user's class too, becomes an exception that a route handles as any other. Its text may quote content. */
    private static Throwable asException(Throwable failure) {
        if (failure instanceof StackOverflowError)
            return new GeminiInteractionsException(
                    "The stack ended: the message, the answer or a type of it is nested too deeply, or contains itself",
                    failure);
        if (failure instanceof Error)
            return new GeminiInteractionsException(
                    "The message could not be handled: " + failure.getClass().getName(), failure);
        return failure;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.getComponent().producerHealth().add(this, endpoint.service());
        assembled = assemble();
    }

    /** Ends the calls of a route that stops. Those of one that runs continue: this producer has fallen out of a cache. */
    @Override
    protected void doStop() throws Exception {
        GeminiInteractionsComponent component = endpoint.getComponent();
        component.calls().endRoutes(component::isRouteStopped);
        component.producerHealth().remove(this, endpoint.service());
        super.doStop();
    }
}
