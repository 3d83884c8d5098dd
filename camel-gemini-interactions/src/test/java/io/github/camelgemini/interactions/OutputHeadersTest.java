// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** The table of headers in docs/outputs.adoc: a run in which the service sends every value sets these, and no others. */
class OutputHeadersTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL
            + "&tags=stocks&environment=remote&serviceTier=flex&outputType=json";
    private static final String PREFIX = "CamelGeminiInteractions";

    private final List<Message> parts = new ArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").to(CREATE);
                from("direct:parts")
                        .to(CREATE + "&streaming=true&emit=steps,deltas,events")
                        .process(exchange -> {
                            for (Iterator<?> all = exchange.getMessage().getBody(Iterator.class); all.hasNext(); )
                                parts.add((Message) all.next());
                        });
                from("gemini-interactions-tool:get_price?tags=stocks&description=Price&parameter.ticker=string")
                        .setBody(constant("7 EUR"));
            }
        };
    }

    /** A call of a function, then an answer in two parts, with all that the service can say. */
    private void everything() {
        everything(said(onCreate().hop(2).steps(last())));
    }

    private void everything(Rule secondPart) {
        emulator()
                .script(
                        said(onCreate().call("c1", "get_price", "{\"ticker\":\"GOOG\"}")),
                        said(onCreate().continuation(2)),
                        secondPart);
    }

    private static String last() {
        return "[{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"Easy.\"}]},"
                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"7 EUR\",\"annotations\":"
                + "[{\"type\":\"url_citation\",\"url\":\"https://example.org\"}]}]}]";
    }

    private static Rule said(Rule rule) {
        return rule.eventIds(true)
                .header("x-gemini-service-tier", "flex")
                .usage("{\"total_input_tokens\":1,\"total_output_tokens\":1,\"total_thought_tokens\":1,"
                        + "\"total_cached_tokens\":1,\"total_tool_use_tokens\":1,\"total_tokens\":4}");
    }

    @Test
    void anAnswerHasThese() throws Exception {
        everything();

        Exchange answered = send("direct:answer");

        assertThat(answered.getException()).isNull();
        assertThat(headers(List.of(answered.getMessage()))).isEqualTo(shown("answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"step", "delta", "event", "completed"})
    void anEmittedExchangeHasThese(String kind) throws Exception {
        everything();

        assertThat(send("direct:parts").getException()).isNull();

        assertThat(headers(
                        parts.stream().filter(part -> kind.equals(kind(part))).toList()))
                .isEqualTo(shown(kind));
    }

    @Test
    void aFailedRunHasThese() throws Exception {
        everything(said(onCreate().hop(2).steps(last())).status("failed").error("safety", "No"));

        Exchange failed = send("direct:answer");

        assertThat(failed.getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(headers(List.of(failed.getMessage()))).isEqualTo(shown("failed run"));
    }

    @Test
    void aRefusalHasThese() throws Exception {
        emulator().script(onCreate().httpStatus(400));

        Exchange refused = send("direct:answer");

        assertThat(refused.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(headers(List.of(refused.getMessage()))).isEqualTo(shown("refusal"));
    }

    private Exchange send(String route) {
        return fluentTemplate.to(route).withBody("What is the price of GOOG?").send();
    }

    private static String kind(Message part) {
        if (part.getHeader(GeminiInteractionsConstants.DELTA_TYPE) != null) return "delta";
        if (part.getHeader(GeminiInteractionsConstants.STEP_TYPE) != null) return "step";
        String key = part.getHeader(GeminiInteractionsConstants.STEP_KEY, String.class);
        return key.endsWith("/completed") ? "completed" : "event";
    }

    /** All that occur. */
    private static Set<String> headers(List<Message> messages) {
        assertThat(messages).isNotEmpty();
        Set<String> names = new TreeSet<>();
        for (Message message : messages)
            message.getHeaders().forEach((name, value) -> {
                assertThat(value).as(name).isNotNull();
                names.add(name);
            });
        return names;
    }

    private static Set<String> shown(String kind) throws IOException {
        return OutputTable.rows("headers").stream()
                .filter(row -> row.cell(kind).equals("yes"))
                .flatMap(row -> Arrays.stream(row.first().split(", ")))
                .filter(name -> name.matches("[\\w-]+"))
                .map(name -> name.startsWith("Camel") || name.contains("-") ? name : PREFIX + name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aCellSaysYesOrNothing() throws IOException {
        List<OutputTable.Row> rows = OutputTable.rows("headers");

        assertThat(rows).hasSizeGreaterThan(12);
        assertThat(rows).allSatisfy(row -> assertThat(row.cells().values()).isSubsetOf("yes", "–"));
    }
}
