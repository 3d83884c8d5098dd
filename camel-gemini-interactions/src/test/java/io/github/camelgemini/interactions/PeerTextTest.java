// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Whether texts of a service, or of one that says it is the service, show in messages of exceptions, in the log or in headers. */
class PeerTextTest extends GeminiEmulatorTestSupport {

    /** Begins like a word of the API, and would begin a line of its own. */
    private static final String MARK = "MARKOFAPEER\\r\\nX-Mark: <script>";

    private static final String SCHEMA = "&responseFormat=RAW({\"type\":\"object\",\"required\":[\"a\"]})";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions-tool:work?tags=t&parameter.n=integer&parameter.n.required=true")
                        .setBody()
                        .constant("done");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:twice")
                        .to("gemini-interactions:create?model=" + MODEL)
                        .to("gemini-interactions:create?allowedHeaders=none&model=" + MODEL);
            }
        };
    }

    static Stream<Arguments> answers() {
        List<Arguments> all = new ArrayList<>();
        add(all, "not JSON", "", json(MARK));
        add(all, "torn JSON", "", json("{\"id\":\"v1_x\",\"" + MARK + "\":" + MARK));
        add(all, "a list", "", json("[\"" + MARK + "\"]"));
        add(all, "a text", "", json("\"" + MARK + "\""));
        add(all, "no interaction", "", json("{\"" + MARK + "\":\"" + MARK + "\"}"));
        add(all, "a number that is none", "", json("{\"id\":\"v1_x\",\"usage\":{\"total_tokens\":1MARKOFAPEER}}"));
        add(all, "an id", "", json(interaction("\"id\":\"" + MARK + "\",\"status\":\"failed\"")));
        add(all, "a status", "", json("{\"id\":\"v1_x\",\"status\":\"" + MARK + "\"}"));
        add(
                all,
                "words",
                "",
                json("{\"id\":\"v1_x\",\"status\":\"failed\",\"model\":\"" + MARK + "\",\"service_tier\":\"" + MARK
                        + "\",\"environment_id\":\"" + MARK + "\",\"continuation_ids\":[\"" + MARK + "\"]}"));
        add(
                all,
                "a continuation",
                "&continuation=fail",
                json("{\"id\":\"v1_x\",\"status\":\"requires_continuation\",\"continuation_token\":\"" + MARK + "\"}"));
        add(all, "a page", "", onCreate().raw(200, "text/html", "<html>" + MARK));
        add(all, "a media type", "", onCreate().raw(200, "text/MARKOFAPEER; charset=MARKOFAPEER", "MARKOFAPEER"));
        add(all, "a charset", "", onCreate().raw(200, "application/json; charset=MARKOFAPEER", "{MARKOFAPEER"));
        add(all, "an encoding", "", json("{}").header("Content-Encoding", "MARKOFAPEER"));
        add(all, "a refusal that is a page", "", onCreate().raw(400, "text/html", "<html>" + MARK));
        add(
                all,
                "a refusal",
                "",
                onCreate()
                        .raw(
                                400,
                                "application/json",
                                "{\"error\":{\"code\":400,\"status\":\"" + MARK
                                        + "\",\"message\":\"no\",\"details\":[{\"@type\":\"" + MARK + "\",\"reason\":\""
                                        + MARK + "\"}]},\"" + MARK + "\":1}")
                        .header("Retry-After", "MARKOFAPEER")
                        .header("WWW-Authenticate", "MARKOFAPEER")
                        .header("X-MARKOFAPEER", "MARKOFAPEER"));
        add(
                all,
                "a redirection",
                "",
                onCreate().raw(302, "text/plain", MARK).header("Location", "http://MARKOFAPEER/"));
        add(all, "a function", "&tags=t", onCreate().call("c1", "MARKOFAPEER", "{}"));
        add(
                all,
                "arguments",
                "&tags=t&toolExecutionErrorStrategy=failExchange",
                onCreate().call("c1", "work", "{\"n\":\"MARKOFAPEER\"}"));
        add(
                all,
                "arguments that are none",
                "&tags=t&toolExecutionErrorStrategy=failExchange",
                onCreate().call("c1", "work", "[\"MARKOFAPEER\"]"));
        add(all, "a schema", SCHEMA, onCreate().text("{\"MARKOFAPEER\":\"MARKOFAPEER\"}"));
        add(all, "an object", "&outputType=object", onCreate().text("MARKOFAPEER"));
        add(
                all,
                "a class",
                "&outputType=object&validateOutput=false&outputClass=" + OutputTest.Invoice.class.getName(),
                onCreate().text("{\"supplier\":{\"MARKOFAPEER\":1},\"MARKOFAPEER\":1,\"amount\":\"MARKOFAPEER\"}"));
        add(
                all,
                "media",
                "",
                json(interaction(
                        "\"id\":\"v1_x\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":"
                                + "[{\"type\":\"image\",\"mime_type\":\"" + MARK + "\",\"data\":\"" + MARK
                                + "\"}]}]")));
        add(
                all,
                "a text that is none",
                "",
                json(interaction(
                        "\"id\":\"v1_x\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":{\"" + MARK + "\":\"" + MARK + "\"}}]}]")));
        String created = "event: interaction.created\ndata: {\"event_type\":\"interaction.created\",\"interaction\":"
                + "{\"id\":\"v1_x\",\"status\":\"in_progress\"},\"event_id\":\"" + MARK + "\"}\n\n";
        for (String event : List.of(
                "data: " + MARK,
                "event: MARKOFAPEER\ndata: {\"" + MARK,
                "event: step.MARKOFAPEER\ndata:",
                "id: MARKOFAPEER <\nretry: MARKOFAPEER\nMARKOFAPEER: 1\ndata: {\"event_type\":\"" + MARK + "\"}",
                "data: {\"event_type\":\"step.start\",\"index\":\"" + MARK + "\",\"step\":\"" + MARK + "\"}",
                "data: {\"event_type\":\"step.delta\",\"index\":7,\"delta\":{\"type\":\"" + MARK
                        + "\",\"text\":\"a\"}}",
                "data: {\"event_type\":\"interaction.status_update\",\"status\":\"" + MARK + "\"}",
                "data: {\"event_type\":\"interaction.status_update\",\"interaction_id\":\"" + MARK
                        + "\",\"status\":\"failed\"}",
                "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"" + MARK + "\"}}",
                "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_x\",\"status\":\"" + MARK
                        + "\"}}",
                "data: {\"event_type\":\"error\",\"error\":{\"code\":\"" + MARK + "\",\"details\":\"" + MARK + "\"}}",
                "MARKOFAPEER",
                "{\"" + MARK + "\":1}",
                "<html>MARKOFAPEER"))
            add(all, "the event " + event.replace(MARK, "MARK"), "", onCreate().sse(created + event + "\n\n"));
        return all.stream();
    }

    private static Rule json(String body) {
        return onCreate().raw(200, "application/json", body);
    }

    private static String interaction(String members) {
        return "{" + members + "}";
    }

    private static void add(List<Arguments> all, String name, String options, Rule rule) {
        all.add(Arguments.of(name, options, rule));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void showsInNoMessageAndNoLine(String name, String options, Rule rule) throws Exception {
        String create =
                "gemini-interactions:create?maxRetries=0&store=false&requestTimeout=20s&model=" + MODEL + options;
        List<Exchange> failed = new ArrayList<>();
        try (Witness witness = new Witness()) {
            for (String way : List.of("", "&streaming=true&channel=c&maxResumeAttempts=0")) {
                if (!way.isEmpty() && options.contains("continuation")) continue;
                emulator().reset();
                emulator().script(rule.always());
                Exchange exchange = fluentTemplate
                        .to(create + way)
                        .withBody("Hi")
                        .withHeader("mine", "1")
                        .send();
                failed.add(exchange);
                witness.saw(exchange);
            }
            for (Exchange exchange : failed) {
                for (Throwable cause :
                        chain(exchange.getException(), Collections.newSetFromMap(new IdentityHashMap<>())))
                    assertThat(cause).message().doesNotContain("MARKOFAPEER");
                assertThat(exchange.getMessage().getHeaders())
                        .allSatisfy((header, value) ->
                                assertThat(String.valueOf(value)).as(header).doesNotContain("\r", "\n"))
                        .allSatisfy((header, value) -> assertThat(header).doesNotContain("MARKOFAPEER"));
                assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE))
                        .isNull();
                assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_TEXT))
                        .isNull();
            }
            assertThat(witness.log(Level.INFO))
                    .filteredOn(shown -> shown.text().contains("MARKOFAPEER"))
                    .isEmpty();
        }
    }

    private static List<Throwable> chain(Throwable failure, Set<Throwable> seen) {
        List<Throwable> all = new ArrayList<>();
        if (failure == null || !seen.add(failure)) return all;
        all.add(failure);
        all.addAll(chain(failure.getCause(), seen));
        for (Throwable suppressed : failure.getSuppressed()) all.addAll(chain(suppressed, seen));
        return all;
    }

    @Test
    void wordsOfAnAnswerAreOneLineInHeaders() {
        String word = "a\\r\\nX-Mark: 1\\u2028\\u0007" + "b".repeat(2000);
        emulator()
                .script(onCreate()
                        .raw(
                                200,
                                "application/json",
                                "{\"id\":\"v1_x\",\"status\":\"completed\",\"model\":\"" + word
                                        + "\",\"service_tier\":\"" + word
                                        + "\",\"environment_id\":\"" + word
                                        + "\",\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}")
                        .always());

        Exchange answered = fluentTemplate.to("direct:twice").withBody("Hi").send();

        assertThat(answered.getException()).isNull();
        Map<String, Object> headers = answered.getMessage().getHeaders();
        for (String name : List.of(
                GeminiInteractionsConstants.RESPONSE_MODEL,
                GeminiInteractionsConstants.SERVICE_TIER,
                GeminiInteractionsConstants.ENVIRONMENT_ID))
            assertThat((String) headers.get(name))
                    .as(name)
                    .hasSize(1024)
                    .startsWith("a\uFFFD\uFFFDX-Mark: 1\uFFFD\uFFFDb");
    }
}
