// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/**
 * {@code to("http:")} as people write it: a stream is split at blank lines, and each part's data line is read as JSON; an
 * answer is unmarshalled. The connection limit is raised: with 20 per route, 64 streams would never be open together.
 */
final class CamelHttpPeer implements Peer {

    private static final String DATA = "data: ";

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public String name() {
        return "camel-http";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        String uri = Requests.interactions(server) + "?connectionsPerRoute=200";
        CamelContext context = CamelApplication.start(server, routes -> {
            if (Requests.isStream(scenario)) stream(routes, uri, probe);
            else unary(routes, uri);
        });
        ProducerTemplate template = context.createProducerTemplate();
        byte[] document = Requests.document(scenario);
        if (Requests.isStream(scenario)) {
            probe.repeat(scenario.concurrency(), () -> {
                if (scenario.work() == Scenario.Work.FIRST) probe.called();
                return template.requestBody("direct:call", Requests.body(scenario, document));
            });
        } else {
            probe.repeat(scenario.concurrency(), () -> {
                long begun = System.nanoTime();
                Object answer = template.requestBody("direct:call", Requests.body(scenario, document));
                probe.answer(text((Map<?, ?>) answer), begun);
                return answer;
            });
        }
    }

    /** Without stream caching, which would read the stream to its end before the first event is out. */
    private void stream(RouteBuilder routes, String uri, Probe probe) {
        routes.from("direct:call")
                .noStreamCaching()
                .setHeader(Exchange.CONTENT_TYPE, routes.constant("application/json"))
                .setHeader("x-goog-api-key", routes.constant(Requests.API_KEY))
                .marshal()
                .json()
                .toD(uri + "&disableStreamCache=true")
                .split(routes.body().tokenize("\n\n"))
                .streaming()
                .process(exchange -> read(exchange.getMessage().getBody(String.class), probe));
    }

    private void read(String event, Probe probe) throws JsonProcessingException {
        int data = event.indexOf(DATA);
        if (data < 0 || event.startsWith("[DONE]", data + DATA.length())) return;
        JsonNode delta = json.readTree(event.substring(data + DATA.length()))
                .path("delta")
                .path("text");
        if (delta.isTextual()) probe.text(delta.textValue());
    }

    private static void unary(RouteBuilder routes, String uri) {
        routes.from("direct:call")
                .setHeader(Exchange.CONTENT_TYPE, routes.constant("application/json"))
                .setHeader("x-goog-api-key", routes.constant(Requests.API_KEY))
                .marshal()
                .json()
                .toD(uri)
                .unmarshal()
                .json();
    }

    private static String text(Map<?, ?> answer) {
        Map<?, ?> content = last(last(answer, "steps"), "content");
        return String.valueOf(content.get("text"));
    }

    private static Map<?, ?> last(Map<?, ?> object, String list) {
        List<?> elements = (List<?>) Objects.requireNonNull(object.get(list));
        return (Map<?, ?>) elements.get(elements.size() - 1);
    }
}
