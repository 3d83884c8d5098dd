// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Responses that a script has word by word: what gateways and broken services send. */
class RawAnswerTest {
    private static final String FRAME =
            "event: error\ndata: {\"error\":{\"message\":\"No.\",\"code\":\"invalid_request\"}}\n\n";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusalHasOneFrameAsItsBody(boolean stream) throws Exception {
        EMULATOR.script(Script.onCreate().raw(400, "text/event-stream", FRAME));

        HttpResponse<String> response = api.post(Api.body("x", "\"stream\":" + stream));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.body()).isEqualTo(FRAME);
        assertThat(EMULATOR.emulator().ledger().creates()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "200, application/json, '{\"error\":{\"code\":\"safety\",\"message\":\"No.\"}}'",
        "200, application/json, '{}'",
        "200, text/html, <p>Sign in</p>",
        "200, '', ''",
        "204, '', ''",
        "200, text/event-stream, 'data: {}'"
    })
    void anAnswerIsAnyText(int status, String type, String text) throws Exception {
        EMULATOR.script(Script.onCreate().raw(status, type, text).header("x-from", "gateway"));

        HttpResponse<String> response = api.post(Api.body("x", "\"stream\":true"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse("")).isEqualTo(type);
        assertThat(response.headers().firstValue("x-from")).hasValue("gateway");
        assertThat(response.body()).isEqualTo(text);
        assertThat(EMULATOR.emulator().ledger().creates()).isOne();
        assertThat(EMULATOR.emulator().interactionIds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "cancel", "delete"})
    void aScriptSaysItForEachOperation(String operation) throws Exception {
        EMULATOR.emulator()
                .script(Script.parse(
                        """
                        - on: %s
                          answer: {raw: {status: 503, type: text/plain, text: "no healthy upstream"}, headers: {retry-after: 5}}
                        """
                                .formatted(operation)));

        HttpResponse<String> response =
                switch (operation) {
                    case "get" -> api.get("v1_x");
                    case "cancel" ->
                        api.send(api.authorized("/interactions/v1_x/cancel").POST(BodyPublishers.noBody()));
                    default -> api.send(api.authorized("/interactions/v1_x").DELETE());
                };

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain");
        assertThat(response.headers().firstValue("retry-after")).hasValue("5");
        assertThat(response.body()).isEqualTo("no healthy upstream");
    }

    @Test
    void javaAndAScriptSayTheSame() {
        String yaml = "{raw: {status: 400, type: text/event-stream, text: x}}";

        assertThat(Script.parse("- answer: " + yaml).rules().get(0).answer())
                .isEqualTo(Script.onCreate().raw(400, "text/event-stream", "x").answer());
        assertThatThrownBy(() -> Script.onCreate().raw(100, "", "")).hasMessageContaining("between 200 and 599");
    }

    @Test
    void aGateHoldsIt() throws Exception {
        EMULATOR.script(Script.onCreate().raw(200, "", "held").gate("g"));

        CompletableFuture<HttpResponse<String>> answer = api.postAndWait(Api.body("x", "\"stream\":false"));
        EMULATOR.emulator().awaitRequests(1);
        assertThat(answer).isNotDone();
        EMULATOR.emulator().gate("g").release();

        assertThat(answer.join().body()).isEqualTo("held");
    }

    @Test
    void itsBodyIsTorn() {
        EMULATOR.script(
                Script.onCreate().raw(200, "application/json", "{\"id\":1}").fault(Fault.cutInsideFrame(1, 3)));

        assertThatThrownBy(() -> api.post(Api.body("x", "\"stream\":false"))).isInstanceOf(IOException.class);
    }
}
