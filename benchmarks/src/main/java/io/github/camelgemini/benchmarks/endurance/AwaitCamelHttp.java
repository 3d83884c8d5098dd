// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * {@code toD("http:")} in a loop with a delay that gives its thread back: a poll per run and second. The delay has a pool
 * without a bound for its queue: Camel's own holds a thousand delays, and then the caller sleeps.
 */
final class AwaitCamelHttp implements Awaits {

    private static final String DONE = "done";
    private static final long POLL_MILLIS = 1_000;

    /** Polls at the same time, as many as the component has. */
    private static final int THREADS = 50;

    private final AsyncCalls calls;

    private AwaitCamelHttp(AsyncCalls calls) {
        this.calls = calls;
    }

    static Awaits start(URI server, Scenario scenario) throws Exception {
        String uri = Requests.interactions(server) + "/${exchangeProperty.id}?httpMethod=GET&connectionsPerRoute=200";
        CamelContext context = CamelApplication.start(server, routes -> routes.from("direct:await")
                .setProperty("id", routes.body())
                .loopDoWhile(routes.exchangeProperty(DONE).isNull())
                .delay(POLL_MILLIS)
                .asyncDelayed()
                .executorService(Executors.newScheduledThreadPool(THREADS))
                .setBody(routes.constant(null))
                .toD(uri)
                .unmarshal()
                .json(JsonNode.class)
                .process(AwaitCamelHttp::read)
                .end());
        return new AwaitCamelHttp(new AsyncCalls(context, "direct:await"));
    }

    private static void read(Exchange exchange) {
        JsonNode run = exchange.getMessage().getBody(JsonNode.class);
        if (run.path("status").asText().equals("in_progress")) return;
        exchange.setProperty(DONE, true);
        JsonNode text = run.path("steps").path(0).path("content").path(0).path("text");
        exchange.getMessage().setBody(text.asText());
    }

    @Override
    public CompletableFuture<String> await(String id) {
        return calls.send(id).thenApply(exchange -> exchange.getMessage().getBody(String.class));
    }
}
