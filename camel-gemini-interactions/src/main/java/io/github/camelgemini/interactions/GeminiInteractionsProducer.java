// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.message.emit.UnhandledStepException;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.internal.operation.ProducerOperation;
import io.github.camelgemini.interactions.internal.operation.StartedOperation;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Reads the request, calls, writes the reply. No thread waits in between; the route goes on on a route thread. */
class GeminiInteractionsProducer extends DefaultAsyncProducer {

    private final GeminiInteractionsEndpoint endpoint;
    private final OptionRules.Place place;
    private final RequestSettings requests;
    private final ReplyWriter replies;
    private final Set<StartedOperation> underWay = ConcurrentHashMap.newKeySet();
    // Set once, when the producer starts.
    private @Nullable ProducerOperation operation;

    GeminiInteractionsProducer(GeminiInteractionsEndpoint endpoint, OptionRules.Place place) {
        super(endpoint);
        this.endpoint = endpoint;
        this.place = place;
        this.requests = endpoint.settings().request(place);
        this.replies = new ReplyWriter(endpoint.settings().operations().reply());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        StartedOperation call;
        try {
            call = startable().start(exchange);
        } catch (Throwable e) { // an Error too: thrown from here, it would leave the caller without an answer
            fail(exchange, e, null);
            callback.done(true);
            return true;
        }
        underWay.add(call);
        call.over().whenComplete((nothing, ended) -> underWay.remove(call));
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
        operation = endpoint.operations().of(place.operation(), requests);
        endpoint.getComponent()
                .whenContextStops(
                        this, () -> underWay.forEach(call -> call.contextStops().run()));
    }

    @Override
    protected void doStop() throws Exception {
        operation = null;
        endpoint.getComponent().whenContextStops(this, null);
        underWay.forEach(call -> call.stop().run());
        super.doStop();
    }
}
