// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.feature.function.FunctionDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** A message that is delivered again, with the interaction that its first delivery has created. */
final class Redelivered {

    private static final AwaitSettings WAITING =
            new AwaitSettings(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)), Duration.ofMinutes(1));

    private Redelivered() {}

    /** Goes on with that interaction, and gives back the text it ends in. */
    static CompletableFuture<String> attach(CamelContext context, String uri, String id) {
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(uri, GeminiInteractionsEndpoint.class);
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody("again");
        FunctionDecorator functions = endpoint.operations().functions();
        ReadRequest read = functions.prepared(
                endpoint.settings().requests(OptionRules.Role.CREATE).read(exchange.getMessage()), exchange);
        return functions
                .around(new UnaryRuns(endpoint.calls(), null, WAITING, WAITING, UnaryRuns.Answer.WHOLE), read, exchange)
                .attach(List.of(id))
                .whole()
                .thenApply(Interaction::outputText)
                .toCompletableFuture();
    }
}
