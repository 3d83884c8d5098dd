// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.EventFault.Change.What;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers that the service or a gateway was seen to give, and that a client has to understand. */
class OddAnswerTest {
    private static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    private JsonNode result(JsonNode created, String results) throws Exception {
        return api.create("{\"model\":\"m\",\"previous_interaction_id\":\""
                + created.path("id").asText() + "\",\"input\":[" + results + "]}");
    }

    private static String result(String callId, String text) {
        return "{\"type\":\"function_result\",\"call_id\":\"" + callId + "\",\"result\":\"" + text + "\"}";
    }

    @ParameterizedTest
    @CsvSource({"c1, c1", "'', ''"})
    void callsShareAnId(String first, String second) throws Exception {
        EMULATOR.script(Script.onCreate().call(first, "f", "{}").call(second, "g", "{}"));

        JsonNode created = api.ask("Call");

        assertThat(created.at("/steps/1/id").asText()).isEqualTo(first);
        assertThat(created.at("/steps/2/id").asText()).isEqualTo(second);
        assertThat(Api.text(result(created, result(first, "one") + "," + result(second, "two"))))
                .contains("one", "two");
    }

    @Test
    void eachOfTwoCallsWithOneIdNeedsItsResult() throws Exception {
        EMULATOR.script(Script.onCreate().call("c1", "f", "{}").call("c1", "g", "{}"));

        JsonNode created = api.ask("Call");

        assertThatThrownBy(() -> result(created, result("c1", "one")))
                .hasMessageContaining("Results are missing for the function calls c1");
    }

    @Test
    void aCallHasNoId() throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - answer: {steps: [{type: function_call, name: f, arguments: {}}], status: requires_action}
                        """);

        JsonNode created = api.ask("Call");

        assertThat(created.path("steps").get(0).has("id")).isFalse();
        assertThat(Api.text(result(created, result("", "one")))).contains("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void callsWaitUnderCompleted(String stream) throws Exception {
        EMULATOR.emulator().script("- answer: {text: Let me look., calls: [{name: f, id: c1}], status: completed}");

        String body = api.post(Api.body("Call", "\"stream\":" + stream)).body();

        assertThat(body).contains("\"status\":\"completed\"", "function_call", "Let me", "look.");
        String id = body.replaceAll("(?s).*?\"id\":\"(v1_[^\"]*)\".*", "$1");
        assertThat(Api.text(result(Api.JSON.createObjectNode().put("id", id), result("c1", "one"))))
                .contains("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature: \"\"", "summary: []"})
    void aThoughtIsUnsignedAndRefusedWhenItIsSentBack(String member) throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - {times: 2, answer: {steps: [{type: thought, %s}, {type: function_call, id: c1, name: f, arguments: {}}]}}
                        """
                                .formatted(member));

        JsonNode created = api.ask("Call", "\"store\":false");
        List<JsonNode> events = api.stream("Call", ",\"store\":false");
        JsonNode thought = created.path("steps").get(0);
        String call = created.path("steps").get(1).toString();

        assertThat(thought.path("signature").asText()).isEmpty();
        assertThat(events.toString()).doesNotContain("emulator-signature");
        assertThat(api.post("{\"model\":\"m\",\"store\":false,\"input\":[" + thought + "," + call + ","
                                + result("c1", "one") + "]}")
                        .body())
                .contains("invalid_request", "Corrupted thought signature.");
        assertThat(api.post("{\"model\":\"m\",\"store\":false,\"input\":[" + call + "," + result("c1", "one") + "]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tokenCountsAreStringsOrAbsent() throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - answer: {text: x, usage: {total_tokens: "9", total_input_tokens: "4"}}
                        - answer: {text: x, usage: false}
                        """);

        assertThat(api.ask("Count").at("/usage/total_tokens").isTextual()).isTrue();
        assertThat(EMULATOR.emulator().ledger().totalTokens()).isEqualTo(9);
        assertThat(api.ask("Count").has("usage")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void anAnswerHasDocumentsAndMediaInEitherAlphabet(String stream) throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - answer:
                            steps:
                            - type: model_output
                              content:
                              - {type: document, mime_type: %s, data: UEsDBA==}
                              - {type: image, mime_type: image/png, data: -__-AQ}
                              - {type: video, mime_type: video/mp4, uri: "gs://b/v"}
                        """
                                .formatted(DOCX));

        String body = api.post(Api.body("Draw", "\"stream\":" + stream)).body();

        assertThat(body).contains(DOCX, "UEsDBA==", "-__-AQ", "gs://b/v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void anAnswerIsCompressedThoughNobodyAskedForThat(String stream) throws Exception {
        EMULATOR.emulator().script("- answer: {text: Hello, fault: {gzip: true}}");

        HttpResponse<byte[]> response = api.client()
                .send(
                        api.authorized("/interactions")
                                .POST(BodyPublishers.ofString(Api.body("x", "\"stream\":" + stream)))
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).contains("completed");
        }
    }

    @Test
    void aCompressedStreamIsCutAndSlow() throws Exception {
        EMULATOR.emulator()
                .script(
                        "- answer: {text: Hello, faults: [{gzip: true}, {slowBytes: {bytes: 7}}, {cut: {after: 3, clean: true}}]}");

        HttpResponse<byte[]> response = api.client()
                .send(
                        api.authorized("/interactions")
                                .POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true")))
                                .build(),
                        BodyHandlers.ofByteArray());

        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(Api.events(new String(plain.readAllBytes(), StandardCharsets.UTF_8)))
                    .hasSize(3);
        }
    }

    private String stream(String answer) throws Exception {
        EMULATOR.emulator().script("- answer: " + answer);
        return api.post(Api.body("x", "\"stream\":true")).body();
    }

    @Test
    void theFinalEventHasOtherMembers() throws Exception {
        List<JsonNode> events = Api.events(
                stream(
                        """
                        {text: Hello, fault: {patch: {type: interaction.completed,
                          json: {interaction: {steps: [{type: thought, signature: c2ln}], usage: null}}}}}
                        """));

        JsonNode last = events.get(events.size() - 1).path("interaction");
        assertThat(Api.steps(last)).containsExactly("thought");
        assertThat(last.has("usage")).isFalse();
        assertThat(last.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void oneEventHasOtherMembers() throws Exception {
        List<JsonNode> events =
                Api.events(stream("{text: Hello, fault: {patch: {event: 3, json: {index: 7, step: {new: {a: 1}}}}}}"));

        assertThat(events.get(2).path("index").asInt()).isEqualTo(7);
        assertThat(events.get(2).at("/step/new/a").asInt()).isOne();
        assertThat(events.get(3).path("index").asInt()).isZero();
    }

    @Test
    void aDeltaComesBehindTheEndOfItsStep() throws Exception {
        List<JsonNode> events = Api.events(
                stream(
                        """
                        {steps: [{type: thought}, {type: model_output, content: [{type: text, text: Hi}]}],
                          fault: {insert: {after: 4, text: "event: step.delta\\ndata: {\\"event_type\\":\\"step.delta\\",\\"index\\":0,\\"delta\\":{\\"type\\":\\"thought_signature\\",\\"signature\\":\\"c2ln\\"}}\\n\\n"}}}
                        """));

        assertThat(Api.types(events).subList(2, 6))
                .containsExactly("step.start", "step.stop", "step.delta", "step.start");
        assertThat(events.get(4).at("/delta/signature").asText()).isEqualTo("c2ln");
    }

    @Test
    void aCharacterIsSplitOverTwoDeltas() throws Exception {
        String stream = stream("{deltas: [\"a\\uD83D\", \"\\uDE00b\"]}");

        assertThat(stream).contains("\"a\\uD83D\"", "\"\\uDE00b\"");
        assertThat(Api.text(Api.events(stream))).isEqualTo("a😀b");
        assertThat(Api.text(api.read(EMULATOR.emulator().interactionIds().get(0))))
                .isEqualTo("a😀b");
    }

    @Test
    void aTextEndsWithHalfACharacter() throws Exception {
        EMULATOR.script(Script.onCreate().text("a\ud83d"));

        assertThat(api.post(Api.body("x", "\"stream\":false")).body()).containsIgnoringCase("\"a\\ud83d\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"noBlankLine", "noLineEnd"})
    void theLastFrameLacksItsEnd(String word) throws Exception {
        String stream = stream("{text: Hello, fault: {" + word + ": all}}");

        assertThat(stream).doesNotContain("[DONE]").endsWith(word.equals("noLineEnd") ? "}" : "}\n");
        assertThat(stream.substring(stream.lastIndexOf("\n\n") + 2)).startsWith("event: interaction.completed\n");
    }

    @Test
    void jsonComesWhereAStreamWasAskedForAndAStreamWhereJsonWas() throws Exception {
        Rule json = Script.onCreate().body("{\"id\":\"v1_a\",\"status\":\"completed\"}");
        Rule sse = Script.onCreate().sse("event: interaction.created\ndata: {\"interaction\":{\"id\":\"v1_b\"}}\n\n");
        EMULATOR.script(json, sse);

        HttpResponse<String> first = api.post(Api.body("x", "\"stream\":true"));
        HttpResponse<String> second = api.post(Api.body("x", "\"stream\":false"));

        assertThat(first.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(second.headers().firstValue("content-type")).hasValue("text/event-stream");
    }

    @Test
    void javaAndAScriptSayTheSame() {
        Script script = Script.parse(
                """
                - answer: {faults: [{noBlankLine: all}, {noLineEnd: all}, {gzip: true},
                    {patch: {type: t, json: {a: 1}}}, {patch: {event: 3, json: {a: null}}}]}
                """);

        assertThat(script.rules().get(0).faults())
                .containsExactly(
                        Fault.change(What.NO_BLANK_LINE),
                        Fault.change(What.NO_LINE_END),
                        Fault.gzip(),
                        Fault.patch("t", "{\"a\":1}"),
                        Fault.patch(3, "{\"a\":null}"));
        assertThatThrownBy(() -> Fault.patch("t", "[]")).hasMessageContaining("object");
    }
}
