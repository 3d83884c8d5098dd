// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The table of outputType, emit and step type in docs/outputs.adoc: each of its cells is what a route gets. */
class OutputTableTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final List<String> TYPES = List.of("text", "object", "interaction", "json");
    private static final String PNG = "iVBORw0KGgo=";

    /**
     * What a row is about.
     *
     * @param options of the create, in front of which stands an ampersand
     * @param type of the step, delta or event that the row means
     * @param text that a cell calls the text, the summary or the fragment
     */
    private record Subject(Rule rule, String options, String type, String text) {
        Subject(Rule rule, String type, String text) {
            this(rule, "", type, text);
        }
    }

    private static final Map<String, Subject> SUBJECTS = Map.ofEntries(
            Map.entry(
                    "an answer in words",
                    new Subject(onCreate().thought("Easy.").text("Paris"), "", "Paris")),
            Map.entry(
                    "an answer in JSON",
                    new Subject(onCreate().text("{\"city\":\"Paris\"}"), "", "{\"city\":\"Paris\"}")),
            Map.entry("an answer with an image, without text", new Subject(image(), "", "")),
            Map.entry(
                    "a function call that waits for a person",
                    new Subject(
                            onCreate().call("c1", "pay", "{\"sum\":5}"),
                            "&tools=RAW([{\"type\":\"function\",\"name\":\"pay\"}])",
                            "",
                            "")),
            Map.entry(
                    "a create in the background that is not awaited",
                    new Subject(onCreate().text("7"), "&background=true", "", "")),
            Map.entry(
                    "an answer without output, with allowEmptyOutput=true",
                    new Subject(onCreate().steps("[{\"type\":\"thought\"}]"), "&allowEmptyOutput=true", "", "")),
            Map.entry("model_output with text", new Subject(onCreate().text("7"), "model_output", "7")),
            Map.entry("model_output with an image, without text", new Subject(image(), "model_output", "")),
            Map.entry(
                    "thought with a summary",
                    new Subject(onCreate().thought("Easy.").text("7"), "thought", "Easy.")),
            Map.entry(
                    "thought without a summary",
                    new Subject(steps("thought", "\"signature\":\"c2ln\""), "thought", "")),
            Map.entry("function_call", new Subject(onCreate().call("pay", "{}"), "function_call", "")),
            Map.entry(
                    "any other type, such as google_search_call",
                    new Subject(
                            steps("google_search_call", "\"id\":\"s1\",\"arguments\":{\"queries\":[\"Paris\"]}"),
                            "google_search_call",
                            "")),
            Map.entry("text", new Subject(onCreate().deltas("7"), "text", "7")),
            Map.entry("thought_summary", new Subject(onCreate().thought("Easy.").text("7"), "thought_summary", "")),
            Map.entry("arguments_delta of a call", new Subject(onCreate().call("pay", "{}"), "arguments_delta", "")),
            Map.entry(
                    "any other type, such as thought_signature",
                    new Subject(onCreate().thought("Easy.").text("7"), "thought_signature", "")),
            Map.entry(
                    "any event, such as interaction.created",
                    new Subject(onCreate().text("7"), "interaction.created", "")));

    private static Rule image() {
        return steps(
                "model_output",
                "\"content\":[{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"" + PNG + "\"}]");
    }

    /** One step, and an answer behind it unless it is one. */
    private static Rule steps(String type, String members) {
        String answer = type.equals("model_output")
                ? ""
                : ",{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}";
        return onCreate().steps("[{\"type\":\"" + type + "\"," + members + "}" + answer + "]");
    }

    static List<OutputTable.Row> rows() throws IOException {
        List<OutputTable.Row> rows = OutputTable.rows("table");
        assertThat(rows).extracting(row -> row.cell("of")).containsAll(SUBJECTS.keySet());
        assertThat(rows)
                .extracting(OutputTable.Row::first)
                .contains("answer", "emit=steps", "emit=deltas", "emit=events", "emit=completed");
        return rows;
    }

    private final List<Object> parts = new ArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").toD("${header.to}");
                from("direct:parts").toD("${header.to}").process(exchange -> {
                    Object body = exchange.getMessage().getBody();
                    if (body instanceof InputStream events)
                        parts.add(new String(events.readAllBytes(), StandardCharsets.UTF_8));
                    else for (Iterator<?> all = (Iterator<?>) body; all.hasNext(); ) parts.add(all.next());
                });
                for (String type : TYPES)
                    for (String kind : List.of("steps", "deltas", "events", "completed"))
                        from("gemini-interactions:stream?channel=" + kind + "-" + type + "&emit=" + kind
                                        + "&outputType=" + type)
                                .to("mock:" + kind + "-" + type);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theRouteGets(OutputTable.Row row) throws Exception {
        String of = row.cell("of");
        assertThat(SUBJECTS).containsKey(of);
        Subject subject = SUBJECTS.get(of);
        for (String type : TYPES) {
            if (row.first().equals("answer")) {
                answer(subject, type, row.cell(type));
            } else {
                String kind = row.first().replace("emit=", "");
                part(subject, kind, type, row.cell(type));
                emitted(subject, kind, type, row.cell(type));
            }
        }
        events(row.first(), subject, row.cell("sse"));
    }

    private void answer(Subject subject, String type, String cell) {
        answered(subject, CREATE + subject.options() + "&outputType=" + type, cell);
        if (!subject.options().contains("background"))
            answered(
                    subject,
                    CREATE + subject.options() + "&outputType=" + type + "&streaming=true&channel=steps-text",
                    cell);
    }

    private void answered(Subject subject, String uri, String cell) {
        emulator().script(subject.rule());
        Exchange answered = send("direct:answer", uri);
        if (fails(cell, answered)) return;
        check(cell, subject, answered.getMessage());
    }

    /** As a part of an iterator. */
    private void part(Subject subject, String kind, String type, String cell) {
        emulator().script(subject.rule());
        parts.clear();
        Exchange read = send("direct:parts", CREATE + "&streaming=true&emit=" + kind + "&outputType=" + type);
        if (fails(cell, read)) return;
        check(
                cell,
                subject,
                the(kind, subject, parts.stream().map(Message.class::cast).toList()));
    }

    /** As an exchange of a channel. */
    private void emitted(Subject subject, String kind, String type, String cell) {
        emulator().script(subject.rule());
        MockEndpoint mock = getMockEndpoint("mock:" + kind + "-" + type);
        mock.reset();
        Exchange answered = send("direct:answer", CREATE + "&streaming=true&channel=" + kind + "-" + type);
        if (fails(cell, answered)) return;
        check(
                cell,
                subject,
                the(
                        kind,
                        subject,
                        mock.getReceivedExchanges().stream()
                                .map(Exchange::getMessage)
                                .toList()));
    }

    private Exchange send(String route, String uri) {
        return fluentTemplate
                .to(route)
                .withBody("Capital of France?")
                .withHeader("to", uri)
                .send();
    }

    private static boolean fails(String cell, Exchange exchange) {
        if (cell.equals("fails")) {
            assertThat(exchange.getException()).isInstanceOf(InteractionOutputException.class);
            return true;
        }
        assertThat(exchange.getException()).isNull();
        return false;
    }

    private static Message the(String kind, Subject subject, List<Message> messages) {
        String header =
                switch (kind) {
                    case "steps" -> GeminiInteractionsConstants.STEP_TYPE;
                    case "deltas" -> GeminiInteractionsConstants.DELTA_TYPE;
                    default -> GeminiInteractionsConstants.EVENT_TYPE;
                };
        if (kind.equals("completed")) return messages.get(messages.size() - 1);
        return messages.stream()
                .filter(message -> subject.type().equals(message.getHeader(header)))
                .findFirst()
                .orElseThrow();
    }

    private void check(String cell, Subject subject, Message message) {
        Object body = message.getBody();
        assertThat(body).as(cell).isNotNull();
        switch (cell) {
            case "the text", "the summary", "the fragment" ->
                assertThat(body).isEqualTo(subject.text()).isNotEqualTo("");
            case "empty text" -> assertThat(body).isEqualTo("");
            case "byte[]" -> {
                assertThat((byte[]) body).startsWith((byte) 0x89, 'P', 'N', 'G');
                assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("image/png");
                return;
            }
            case "the value" -> assertThat(body).isEqualTo(Map.of("city", "Paris"));
            case "the id" -> assertThat(body).isEqualTo(message.getHeader(GeminiInteractionsConstants.INTERACTION_ID));
            case "the round as JSON" ->
                assertThat(Traffic.tree((String) body).at("/pending/0/id").asText())
                        .isEqualTo("c1");
            case "the round as Map" ->
                assertThat(((Map<?, ?>) body).get("pending")).isNotNull();
            case "Interaction" -> assertThat(body).isInstanceOf(Interaction.class);
            case "Step" -> assertThat(((Step) body).type()).isEqualTo(subject.type());
            case "InteractionEvent" ->
                assertThat(((InteractionEvent) body).type())
                        .isEqualTo(message.getHeader(GeminiInteractionsConstants.EVENT_TYPE));
            case "step as Map" -> assertThat(((Map<?, ?>) body).get("type")).isEqualTo(subject.type());
            case "event as Map" ->
                assertThat(((Map<?, ?>) body).get("event_type")).isNotNull();
            case "step as JSON" ->
                assertThat(Traffic.tree((String) body).get("type").asText()).isEqualTo(subject.type());
            case "event as JSON" ->
                assertThat(Traffic.tree((String) body).get("event_type").asText())
                        .isNotEmpty();
            case "interaction as JSON" ->
                assertThat(Traffic.tree((String) body).has("status")).isTrue();
            case "envelope of the step" -> envelope((String) body, "step", message);
            case "envelope of the event" -> envelope((String) body, "event", message);
            default -> throw new AssertionError("No check for the cell " + cell);
        }
        boolean isJson = cell.startsWith("envelope") || cell.equals("interaction as JSON");
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo(isJson ? "application/json" : null);
    }

    private static void envelope(String body, String member, Message message) {
        JsonNode envelope = Traffic.tree(body);
        assertThat(envelope.fieldNames())
                .toIterable()
                .containsExactly(
                        "interaction_id", "step_key", "step_index", "event_type", "event_id", "status", member);
        assertThat(envelope.get("step_key").asText())
                .isEqualTo(message.getHeader(GeminiInteractionsConstants.STEP_KEY));
        assertThat(envelope.get("step_index").isNull()).isEqualTo(member.equals("event"));
    }

    private void events(String exchange, Subject subject, String cell) {
        String kind = exchange.replace("emit=", "");
        String uri = exchange.equals("answer")
                ? CREATE + subject.options() + "&outputType=sse"
                : CREATE + "&streaming=true&outputType=sse&emit=" + kind;
        if (cell.equals("refused")) {
            assertThatThrownBy(() -> context.getEndpoint(uri).createProducer().start())
                    .isInstanceOf(InteractionRequestException.class);
            return;
        }
        emulator().script(subject.rule());
        parts.clear();
        String types =
                kind.equals("completed") ? "" : "&stepTypes=model_output,thought,function_call,google_search_call";
        assertThat(send("direct:parts", uri + types).getException()).isNull();
        String[] words = cell.split(" "); // event NAME with the MEMBER
        JsonNode data = data((String) parts.get(0), words[1], subject.type());
        assertThat(data.has(words[4])).isTrue();
        if (words[4].equals("text") && !subject.text().isEmpty())
            assertThat(data.get("text").asText()).isEqualTo(subject.text());
    }

    /** Of the first event of this name, and for a step or delta of this type. */
    private static JsonNode data(String events, String name, String type) {
        return Arrays.stream(events.split("\n\n"))
                .filter(event -> event.startsWith("event: " + name + "\n"))
                .map(event -> Traffic.tree(event.substring(event.indexOf("data: ") + 6)))
                .filter(data -> type.isEmpty() || data.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No event " + name + " of " + type + " in " + events));
    }
}
