// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/** Calls an endpoint without a thread per call, as a route does behind an asynchronous consumer; a template's pool is not used. */
final class AsyncCalls {

    private final Endpoint endpoint;
    private final AsyncProducer producer;

    AsyncCalls(CamelContext context, String uri) throws Exception {
        endpoint = context.getEndpoint(uri);
        producer = endpoint.createAsyncProducer();
        producer.start();
    }

    /** Sends a body in an exchange that expects no answer; completes when the exchange has. */
    CompletableFuture<Exchange> send(Object body) {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(body);
        return producer.processAsync(exchange).thenApply(AsyncCalls::checked);
    }

    private static Exchange checked(Exchange exchange) {
        if (exchange.getException() != null) throw new CompletionException(exchange.getException());
        return exchange;
    }
}
