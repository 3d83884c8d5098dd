// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Whether the catalog calls a header one of producers, of consumers, or of both: as they set it. */
class HeaderLabelsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE =
            "gemini-interactions:create?tags=t&environment=remote&serviceTier=flex&model=" + MODEL;
    private static final String ALL = "emit=steps,deltas,events,completed";

    private static final String ANSWER = "[{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"Easy.\"}]},"
            + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\",\"annotations\":"
            + "[{\"type\":\"url_citation\",\"url\":\"https://example.org\",\"start_index\":0,\"end_index\":5}]}]}]";
    private static final String USAGE =
            "{\"total_input_tokens\":1,\"total_output_tokens\":2,\"total_thought_tokens\":3,"
                    + "\"total_cached_tokens\":4,\"total_tool_use_tokens\":5,\"total_tokens\":15}";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions-tool:look?tags=t").setBody(constant("It is there."));
                from("direct:ask").to(CREATE);
                from("direct:iterate")
                        .to(CREATE + "&streaming=true&" + ALL)
                        .split(body())
                        .to("mock:parts");
                from("direct:stream").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c&" + ALL).to("mock:emitted");
            }
        };
    }

    @Test
    void theCatalogLabelsEachHeaderByWhoSetsIt() {
        Set<String> ofProducers = new TreeSet<>(ask("direct:ask"));
        ask("direct:iterate");
        ofProducers.addAll(received("mock:parts"));
        ask("direct:stream");
        Set<String> ofConsumers = received("mock:emitted");

        assertThat(ofProducers.size()).isGreaterThan(15);
        assertThat(ofConsumers.size()).isGreaterThan(15);
        Map<String, String> mislabelled = new TreeMap<>();
        Set<String> unknown = new TreeSet<>(ofProducers);
        unknown.addAll(ofConsumers);
        for (ComponentModel.EndpointHeaderModel header :
                CatalogTest.catalog().componentModel("gemini-interactions").getEndpointHeaders()) {
            String name = header.getName();
            unknown.remove(name);
            // A header that is not set is a request's.
            String label = !ofConsumers.contains(name) ? "producer" : ofProducers.contains(name) ? "" : "consumer";
            if (!header.getLabel().equals(label))
                mislabelled.put(name, "'" + header.getLabel() + "' instead of '" + label + "'");
        }
        assertThat(mislabelled).isEmpty();
        assertThat(unknown).isEmpty();
    }

    /** Once with a function and all that an answer can have, once in two parts. */
    private Set<String> ask(String route) {
        emulator().script(onCreate().call("c1", "look", "{}"), answer(), answer().continuation("Par", "is"));
        Set<String> headers = new TreeSet<>();
        for (int i = 0; i < 2; i++) {
            Exchange answered = fluentTemplate.to(route).withBody("Hi").send();
            assertThat(answered.getException()).isNull();
            headers.addAll(ours(answered.getMessage()));
        }
        return headers;
    }

    private static Rule answer() {
        return onCreate().steps(ANSWER).usage(USAGE).eventIds(true);
    }

    private Set<String> received(String mock) {
        Set<String> headers = new TreeSet<>();
        getMockEndpoint(mock).getExchanges().forEach(exchange -> headers.addAll(ours(exchange.getMessage())));
        return headers;
    }

    private static Set<String> ours(Message message) {
        Set<String> names = new TreeSet<>(message.getHeaders().keySet());
        names.removeIf(name -> !name.startsWith(GeminiInteractionsConstants.PREFIX)
                && !name.equals(GeminiInteractionsConstants.HTTP_RESPONSE_CODE));
        return names;
    }
}
