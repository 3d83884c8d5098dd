// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.CamelApplication;
import io.github.camelgemini.benchmarks.peer.Requests;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * {@code to("http:")} and a splitter, which reads each part as JSON: a thread per stream. Camel's splitter says in each exchange
 * whether it is the last one, so an event is routed when the next one has come: where events are rare, that is the time
 * between them.
 */
final class CamelHttpStreams implements TextStreams {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";

    private final ProducerTemplate template;

    private CamelHttpStreams(ProducerTemplate template) {
        this.template = template;
    }

    static TextStreams start(URI server, Scenario scenario, Consumer<String> reader) throws Exception {
        String uri = Requests.interactions(server) + "?disableStreamCache=true&connectionsPerRoute="
                + scenario.concurrency() + "&maxTotalConnections=" + scenario.concurrency();
        CamelContext context = CamelApplication.start(server, routes -> routes.from("direct:call")
                .noStreamCaching()
                .setHeader(Exchange.CONTENT_TYPE, routes.constant("application/json"))
                .setHeader("x-goog-api-key", routes.constant(Requests.API_KEY))
                .marshal()
                .json()
                .to(uri)
                .split(routes.body().tokenize("\n\n"))
                .streaming()
                .stopOnException()
                .process(exchange -> read(exchange.getMessage().getBody(String.class), reader)));
        return new CamelHttpStreams(context.createProducerTemplate());
    }

    private static void read(String event, Consumer<String> reader) throws Exception {
        int data = event.indexOf(DATA);
        if (data < 0 || event.startsWith("[DONE]", data + DATA.length())) return;
        JsonNode text = JSON.readTree(event.substring(data + DATA.length()))
                .path("delta")
                .path("text");
        if (text.isTextual()) reader.accept(text.textValue());
    }

    @Override
    public CompletableFuture<?> open(int steps) {
        Map<String, Object> body = Map.of("model", Requests.MODEL, "input", Requests.prompt(steps), "stream", true);
        return Threads.call(() -> template.requestBody("direct:call", body));
    }
}
