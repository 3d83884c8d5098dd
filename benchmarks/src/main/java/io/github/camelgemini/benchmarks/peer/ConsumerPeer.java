// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import org.apache.camel.CamelContext;

/** {@code from("gemini-interactions:create")}, a route per stream. */
final class ConsumerPeer implements Peer {

    private final String name;
    private final String options;
    private final Texts texts;

    /**
     * @param options of the endpoint, that say what is emitted
     * @param texts reads it
     */
    ConsumerPeer(String name, String options, Texts texts) {
        this.name = name;
        this.options = options;
        this.texts = texts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        CamelContext context = CamelApplication.start(server, routes -> {});
        ConsumerRoutes routes = new ConsumerRoutes(context, options, scenario.answer(), message -> {
            String text = texts.read(message);
            probe.text(text);
            return text.length();
        });
        routes.start(scenario.concurrency());
        probe.repeat(1, routes::next);
    }
}
