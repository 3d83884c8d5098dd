// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault.Form;
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

/** Errors that a stream reports, in each form and with each end, and refusals that have the form of a stream. */
class StreamErrorTest {
    private static final String REQUEST = "{\"model\":\"m\",\"input\":\"x\",\"stream\":true}";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    private static Rule hello() {
        return Script.onCreate().text("Hello");
    }

    private static String stream() throws Exception {
        RawStream stream = RawStream.create(EMULATOR.baseUrl(), REQUEST);
        assertThat(stream.complete()).isTrue();
        return stream.body();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void anErrorEventEndsTheStream(int after) throws Exception {
        EMULATOR.emulator()
                .script("- answer: {text: Hello, fault: {error: {after: " + after
                        + ", code: safety, message: Held back.}}}");

        String stream = stream();

        assertThat(Api.events(stream)).hasSize(after + 1);
        assertThat(stream)
                .endsWith("event: error\ndata: {\"error\":{\"message\":\"Held back.\",\"code\":\"safety\"},"
                        + "\"event_type\":\"error\"}\n\n");
    }

    @Test
    void anErrorEventTellsWhenToRetry() throws Exception {
        EMULATOR.emulator()
                .script("- answer: {text: Hello, fault: {error: {after: 2, status: 429, retryDelay: 12s, form: api}}}");

        JsonNode error = Api.events(stream()).get(2).path("error");

        assertThat(error.path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(error.at("/details/1/retryDelay").asText()).isEqualTo("12s");
    }

    @Test
    void anErrorOfAFrontEndIsAFrameWithoutAType() throws Exception {
        EMULATOR.emulator()
                .script(
                        "- answer: {text: Hello, fault: {error: {after: 2, status: 503, form: google, message: Busy.}}}");

        assertThat(stream())
                .endsWith("\n\ndata: {\"error\":{\"code\":503,\"message\":\"Busy.\",\"status\":\"UNAVAILABLE\"}}\n\n");
    }

    @Test
    void anErrorIsSpreadOverDataLines() throws Exception {
        EMULATOR.emulator()
                .script("- answer: {text: Hello, fault: {error: {after: 4, status: 500, form: array, lines: true}}}");

        String stream = stream();
        String frame = stream.substring(stream.lastIndexOf("\n\n", stream.length() - 3) + 2);

        assertThat(frame.strip().lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("data: "));
        assertThat(Api.JSON
                        .readTree(frame.replace("data: ", ""))
                        .at("/0/error/status")
                        .asText())
                .isEqualTo("INTERNAL");
    }

    @ParameterizedTest
    @CsvSource({"failed", "completed"})
    void theStreamContinuesBehindAnError(String status) throws Exception {
        EMULATOR.emulator()
                .script("- answer: {text: Hello, status: " + status
                        + ", fault: {error: {after: 4, code: api_error, message: Tool broke., end: false}}}");

        List<JsonNode> events = Api.events(stream());

        assertThat(Api.types(events)).contains("error").endsWith("interaction.completed");
        assertThat(events.get(events.size() - 1).at("/interaction/status").asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{error: {after: 4, end: false}}",
                "{bareJson: {after: 4, form: api, end: false}}",
                "{bareJson: {after: 4, form: array, end: false}}"
            })
    void silenceFollowsAnError(String error) throws Exception {
        EMULATOR.emulator()
                .script("- answer: {text: Hello, faults: [" + error
                        + ", {stall: {after: 4, for: 50ms}}, {cut: {after: 4}}]}");

        RawStream stream = RawStream.create(EMULATOR.baseUrl(), REQUEST);

        assertThat(stream.complete()).isFalse();
        assertThat(stream.body()).contains("\"error\"").doesNotContain("interaction.completed");
    }

    @Test
    void aBareErrorTellsWhenToRetryAndTheStreamContinues() throws Exception {
        EMULATOR.script(hello().fault(
                        Fault.bareError(2, Fault.quota(Duration.ofSeconds(3))).thenMore()));

        assertThat(stream()).contains("\n{\n", "\"retryDelay\" : \"3s\"", "interaction.completed");
    }

    @Test
    void anErrorEventIsNoPage() {
        assertThatThrownBy(() -> Script.parse("- answer: {fault: {error: {after: 1, form: html}}}"))
                .hasMessageContaining("bareJson");
    }

    @ParameterizedTest
    @CsvSource({"400", "503"})
    void aRefusalHasOneFrameAsItsBody(int status) throws Exception {
        EMULATOR.emulator()
                .script("- answer: {fault: {status: " + status
                        + ", form: sse, code: c, message: Why., retryAfter: 2s, retryDelay: 2s}}");

        HttpResponse<String> response = api.post(REQUEST);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
        assertThat(response.body()).startsWith("event: error\ndata: {").endsWith("}\n\n");
        JsonNode event = Api.events(response.body()).get(0);
        assertThat(event.at("/error/code").asText()).isEqualTo("c");
        assertThat(event.at("/error/details/1/retryDelay").asText()).isEqualTo("2s");
        assertThat(event.path("event_type").asText()).isEqualTo("error");
    }

    @Test
    void javaAndAScriptSayTheSame() {
        assertThat(Stream.of(
                                "{error: {after: 3, status: 429, form: google, retryDelay: 2s, lines: true, end: false}}",
                                "{bareJson: {after: 3, status: 500, form: api, end: false}}",
                                "{status: 400, form: sse}")
                        .map(yaml -> Script.parse("- answer: {fault: " + yaml + "}")
                                .rules()
                                .get(0)
                                .faults()
                                .get(0)))
                .containsExactly(
                        Fault.error(
                                        3,
                                        Fault.status(429)
                                                .withRetryDelay(Duration.ofSeconds(2))
                                                .withForm(Form.GOOGLE)
                                                .withMessage("Scripted error."))
                                .overLines()
                                .thenMore(),
                        Fault.bareError(3, Fault.status(500)).thenMore(),
                        Fault.status(400).withForm(Form.SSE));
    }
}
