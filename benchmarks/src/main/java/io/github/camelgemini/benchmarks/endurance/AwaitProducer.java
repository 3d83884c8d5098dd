// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;

/** {@code await}: an exchange without a thread per run. */
final class AwaitProducer implements Awaits {

    private static final String AWAIT = "gemini-interactions:await";

    private final AsyncCalls calls;

    private AwaitProducer(AsyncCalls calls) {
        this.calls = calls;
    }

    static Awaits start(URI server, Scenario scenario) throws Exception {
        return new AwaitProducer(new AsyncCalls(CamelApplication.start(server, routes -> {}), AWAIT));
    }

    @Override
    public CompletableFuture<String> await(String id) {
        return calls.send(id).thenApply(exchange -> exchange.getMessage().getBody(String.class));
    }
}
