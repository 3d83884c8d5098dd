// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ProducerTemplate;

/** A producer whose body is the stream, and {@code split(body()).streaming()}: a thread per stream. */
final class IteratorPeer implements Peer {

    @Override
    public String name() {
        return "iterator";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        CamelContext context = CamelApplication.start(server, routes -> routes.from("direct:call")
                .to(CamelApplication.CREATE + "&streaming=true&emit=deltas")
                .split(routes.body())
                .streaming()
                .stopOnException()
                .process(exchange -> read(exchange, probe)));
        ProducerTemplate template = context.createProducerTemplate();
        probe.repeat(scenario.concurrency(), () -> {
            if (scenario.work() == Work.FIRST) probe.called();
            template.sendBody("direct:call", Requests.PROMPT);
            return null;
        });
    }

    /** The last part is the whole answer, whose text has been counted. */
    private static void read(Exchange exchange, Probe probe) {
        boolean isWhole = exchange.getProperty(ExchangePropertyKey.SPLIT_COMPLETE, false, boolean.class);
        if (!isWhole) probe.text(Texts.text(exchange.getMessage()));
    }
}
