// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.CamelContext;

/** A producer with a channel: an exchange without a thread per stream, and one route for the texts of all. */
final class ChannelStreams implements TextStreams {

    private static final String PRODUCER = CamelApplication.CREATE
            + "&streaming=true&channel=texts&ignoreResponseBody=true&maxResponseSize=" + (256 << 20);

    private final AsyncCalls calls;

    private ChannelStreams(AsyncCalls calls) {
        this.calls = calls;
    }

    static TextStreams start(URI server, Scenario scenario, Consumer<String> reader) throws Exception {
        CamelContext context = CamelApplication.start(
                server, routes -> routes.from("gemini-interactions:stream?channel=texts&emit=deltas")
                        .process(exchange -> reader.accept(exchange.getMessage().getBody(String.class))));
        return new ChannelStreams(new AsyncCalls(context, PRODUCER));
    }

    @Override
    public CompletableFuture<?> open(int steps) {
        return calls.send(Requests.prompt(steps));
    }
}
