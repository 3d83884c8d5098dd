// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.interactions.internal.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** A message that is delivered again, with the interaction that its first delivery has created. */
final class Redelivered {

    private Redelivered() {}

    /** Goes on with that interaction, and gives back the text it ends in. */
    static CompletableFuture<String> attach(CamelContext context, String uri, String id) {
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(uri, GeminiInteractionsEndpoint.class);
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody("again");
        FunctionLayer functions = endpoint.functions();
        ReadRequest read =
                functions.prepared(endpoint.createRequestReader(false).read(exchange.getMessage()));
        return functions
                .around(new UnaryRuns(endpoint.calls(), null), read, exchange)
                .attach(id)
                .whole()
                .thenApply(Interaction::outputText)
                .toCompletableFuture();
    }
}
