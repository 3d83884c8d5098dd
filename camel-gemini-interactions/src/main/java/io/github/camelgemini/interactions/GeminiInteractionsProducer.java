// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.message.emit.UnhandledStepException;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.operation.ProducerOperation;
import io.github.camelgemini.interactions.internal.operation.StartedOperation;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Reads the request, calls the service, writes the reply. No thread waits; the route continues on a route thread. */
class GeminiInteractionsProducer extends DefaultAsyncProducer {

    private final GeminiInteractionsEndpoint endpoint;
    private final OptionRules.Role role;
    private final RequestReader requests;
    private final ReplyWriter replies;
    private final Set<StartedOperation> inFlight = ConcurrentHashMap.newKeySet();
    // Set once, when the producer starts.
    private @Nullable ProducerOperation operation;

    GeminiInteractionsProducer(GeminiInteractionsEndpoint endpoint, OptionRules.Role role) {
        super(endpoint);
        this.endpoint = endpoint;
        this.role = role;
        this.requests = endpoint.settings().requests(role);
        this.replies = new ReplyWriter(endpoint.settings().operations().reply());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        StartedOperation call;
        try {
            call = startable().start(exchange);
        } catch (Throwable e) { // an Error too: if thrown, the callback would never be called
            fail(exchange, e, null);
            callback.done(true);
            return true;
        }
        inFlight.add(call);
        call.over().whenComplete((nothing, ended) -> inFlight.remove(call));
        if (endpoint.getComponent().contextStops()) call.contextStops().run();
        call.reply().whenComplete((reply, failure) -> {
            try {
                if (failure != null) throw UnhandledStepException.unwrapped(failure);
                reply.accept(exchange.getMessage());
            } catch (Throwable e) {
                fail(exchange, e, call.interactionId().get());
            } finally {
                callback.done(false);
            }
        });
        return false;
    }

    private void fail(Exchange exchange, Throwable failure, @Nullable String interactionId) {
        replies.failed(failure, interactionId, exchange.getMessage());
        exchange.setException(failure);
    }

    private ProducerOperation startable() {
        ProducerOperation started = operation;
        if (started == null) throw new InteractionStoppedException(null, null);
        return started;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        operation = endpoint.operations().of(role.operation(), requests, role.isStreaming());
        endpoint.getComponent()
                .whenContextStops(
                        this, () -> inFlight.forEach(call -> call.contextStops().run()));
    }

    @Override
    protected void doStop() throws Exception {
        operation = null;
        endpoint.getComponent().whenContextStops(this, null);
        inFlight.forEach(call -> call.stop().run());
        super.doStop();
    }
}
