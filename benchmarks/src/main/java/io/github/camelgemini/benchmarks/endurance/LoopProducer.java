// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.ProducerTemplate;

/** A producer that offers a route as a function, which the model calls round by round. */
final class LoopProducer implements Peer {

    private static final String FUNCTION = "gemini-interactions-tool:count?tags=loop&description=Counts"
            + "&parameter.round=integer&parameter.round.required=true";

    @Override
    public String name() {
        return "producer";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        ProducerTemplate template = CamelApplication.start(
                        server, routes -> routes.from(FUNCTION).setBody(routes.simple("${header.round} counted")))
                .createProducerTemplate();
        probe.repeat(scenario.concurrency(), () -> {
            long begun = System.nanoTime();
            String answer = template.requestBody(CamelApplication.CREATE + "&tags=loop", Requests.PROMPT, String.class);
            probe.answer(answer, begun);
            return answer;
        });
    }
}
