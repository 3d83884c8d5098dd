// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/** {@code from("gemini-interactions:create")}: one route per stream, which lasts as long as the measurement. */
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
        CamelApplication.start(server, routes -> {
            for (int i = 0; i < scenario.concurrency(); i++) {
                routes.from(CamelApplication.CREATE + "&input=endless" + i + "&" + options)
                        .process(exchange -> texts.read(exchange.getMessage(), probe));
            }
        });
        probe.measure();
    }
}
