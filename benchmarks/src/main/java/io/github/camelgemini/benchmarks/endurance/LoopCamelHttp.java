// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;

/** {@code to("http:")} in a loop, which reads the call, runs a route for it, and sends the result. */
final class LoopCamelHttp implements Peer {

    private static final String DONE = "done";

    private static final List<Map<String, Object>> TOOLS = List.of(Map.of(
            "type",
            "function",
            "name",
            "count",
            "description",
            "Counts",
            "parameters",
            Map.of("type", "object", "properties", Map.of("round", Map.of("type", "integer")))));

    @Override
    public String name() {
        return "camel-http";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        ProducerTemplate template = CamelApplication.start(server, routes -> {
                    routes.from("direct:count").setBody(routes.simple("${body} counted"));
                    routes.from("direct:call")
                            .loopDoWhile(routes.exchangeProperty(DONE).isNull())
                            .setHeader(Exchange.CONTENT_TYPE, routes.constant("application/json"))
                            .setHeader("x-goog-api-key", routes.constant(Requests.API_KEY))
                            .marshal()
                            .json()
                            .to(Requests.interactions(server).toString())
                            .unmarshal()
                            .json(JsonNode.class)
                            .process(LoopCamelHttp::next)
                            .end();
                })
                .createProducerTemplate();
        Map<String, Object> question = Map.of("model", Requests.MODEL, "input", Requests.PROMPT, "tools", TOOLS);
        probe.repeat(scenario.concurrency(), () -> {
            long begun = System.nanoTime();
            String answer = template.requestBody("direct:call", question, String.class);
            probe.answer(answer, begun);
            return answer;
        });
    }

    /** The next request, or the text of the answer. */
    private static void next(Exchange exchange) {
        Message message = exchange.getMessage();
        JsonNode answer = message.getBody(JsonNode.class);
        JsonNode last = answer.path("steps").path(answer.path("steps").size() - 1);
        message.removeHeaders("*");
        if (!last.path("type").asText().equals("function_call")) {
            exchange.setProperty(DONE, true);
            message.setBody(last.path("content").path(0).path("text").asText());
            return;
        }
        String result = exchange.getContext()
                .createFluentProducerTemplate()
                .to("direct:count")
                .withBody(last.path("arguments").path("round").asInt())
                .request(String.class);
        message.setBody(Map.of(
                "model",
                Requests.MODEL,
                "previous_interaction_id",
                answer.path("id").asText(),
                "tools",
                TOOLS,
                "input",
                List.of(Map.of(
                        "type",
                        "function_result",
                        "call_id",
                        last.path("id").asText(),
                        "name",
                        "count",
                        "result",
                        result))));
    }
}
