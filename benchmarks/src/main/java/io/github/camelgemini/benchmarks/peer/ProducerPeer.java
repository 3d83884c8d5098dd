// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.Map;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** {@code to("gemini-interactions:create")}, called by threads that wait for its answer. */
final class ProducerPeer implements Peer {

    @Override
    public String name() {
        return "producer";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        CamelContext context = CamelApplication.start(server, routes -> {
            routes.from("direct:ask").to(CamelApplication.CREATE);
            routes.from("direct:read").to(CamelApplication.CREATE + "&prompt=RAW(" + Requests.PROMPT + ")");
        });
        ProducerTemplate template = context.createProducerTemplate();
        byte[] document = Requests.document(scenario);
        Map<String, Object> headers = Map.of(GeminiInteractionsConstants.MEDIA_TYPE, Requests.MEDIA_TYPE);
        probe.repeat(scenario.concurrency(), () -> {
            long begun = System.nanoTime();
            String answer = document.length == 0
                    ? template.requestBody("direct:ask", Requests.PROMPT, String.class)
                    : template.requestBodyAndHeaders("direct:read", document, headers, String.class);
            probe.answer(answer, begun);
            return answer;
        });
    }
}
