// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** A producer that streams to {@code from("gemini-interactions:stream")}; all streams share that route. */
final class ChannelPeer implements Peer {

    @Override
    public String name() {
        return "channel";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        CamelContext context = CamelApplication.start(server, routes -> {
            routes.from("direct:call").to(CamelApplication.CREATE + "&streaming=true&channel=answers");
            routes.from("gemini-interactions:stream?channel=answers&emit=deltas")
                    .process(exchange -> probe.text(Texts.text(exchange.getMessage())));
        });
        ProducerTemplate template = context.createProducerTemplate();
        probe.repeat(scenario.concurrency(), () -> {
            if (scenario.work() == Work.FIRST) probe.called();
            template.sendBody("direct:call", Requests.PROMPT);
            return null;
        });
    }
}
