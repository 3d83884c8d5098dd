// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How answers go wrong, and when. */
class FaultTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request",
        "403, permission_denied",
        "409, aborted",
        "429, rate_limit_exceeded",
        "500, api_error",
        "503, service_unavailable",
        "504, deadline_exceeded"
    })
    void aStatusReplacesTheAnswer(int status, String code) throws Exception {
        EMULATOR.script(Script.onCreate().httpStatus(status));

        HttpResponse<String> response = api.post(Api.body("x", "\"stream\":true"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("retry-after")).isEmpty();
        assertThat(Api.JSON.readTree(response.body()).at("/error/code").asText())
                .isEqualTo(code);
        assertThat(EMULATOR.emulator().ledger().creates()).isZero();
        assertThat(api.post(Api.body("x", "\"stream\":true")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(ResponseFault.Form.class)
    void aStatusSaysWhenToRetry(ResponseFault.Form form) throws Exception {
        EMULATOR.script(
                Script.onGet().fault(Fault.status(503, Duration.ofMillis(1500)).withForm(form)));

        HttpResponse<String> response = api.get("v1_x");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
    }

    @Test
    void aQuotaSaysWhenToRetryInItsBody() throws Exception {
        EMULATOR.script(Script.onCreate().fault(Fault.quota(Duration.ofSeconds(12))));

        HttpResponse<String> response = api.post(Api.body("x", "\"store\":true"));

        assertThat(response.statusCode()).isEqualTo(429);
        JsonNode error = Api.JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(429);
        assertThat(error.path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.at("/details/1/retryDelay").asText()).isEqualTo("12s");
    }

    @ParameterizedTest
    @CsvSource({"ARRAY, '[{'", "HTML, '<!'", "GOOGLE, '{\"error\":{\"code\":502'"})
    void anErrorTakesAnyForm(ResponseFault.Form form, String start) throws Exception {
        EMULATOR.script(Script.onCreate().fault(Fault.status(502).withForm(form)));

        assertThat(api.post(Api.body("x", "\"store\":true")).body()).startsWith(start);
    }

    @Test
    void cutsAfterAnEvent() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").cutAfter(3));

        String received = readUntilCut();

        assertThat(Api.types(Api.events(received)))
                .containsExactly("interaction.created", "interaction.status_update", "step.start");
        assertThat(received).endsWith("\n\n");
    }

    @Test
    void cutsAfterAnEventByItsId() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").eventIds(true).cutAfter("e4"));

        assertThat(Api.ids(Api.events(readUntilCut()))).containsExactly("e1", "e2", "e3", "e4");
    }

    @Test
    void cutsInsideAFrame() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.cutInsideFrame(3, 20)));

        assertThat(readUntilCut()).endsWith("\n\nevent: step.start\nda");
    }

    @Test
    void aCutIsAnErrorForTheClient() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").cutAfter(3));

        assertThatThrownBy(() -> api.stream("x", "")).isInstanceOf(IOException.class);
    }

    @Test
    void endsAStreamAsIfItWereComplete() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.endAfter(2)));

        RawStream stream = RawStream.create(EMULATOR.baseUrl(), Api.body("x", "\"stream\":true"));

        assertThat(stream.complete()).isTrue();
        assertThat(Api.events(stream.body())).hasSize(2);
    }

    @Test
    void cutsBeforeTheHeadersButKeepsTheInteraction() {
        EMULATOR.script(Script.onCreate().fault(Fault.cutBeforeHeaders()));

        assertThatThrownBy(() -> api.ask("x")).isInstanceOf(IOException.class);
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void acceptsThenIsSilent() throws Exception {
        EMULATOR.script(Script.onCreate().fault(Fault.stallBeforeHeaders()));

        CompletableFuture<HttpResponse<String>> silent = api.postAndWait(Api.body("x", "\"background\":true"));

        EMULATOR.emulator().awaitRequests(1);
        assertThat(EMULATOR.emulator().interactionIds()).hasSize(1);
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(1);
        assertThat(silent).isNotDone();
        silent.cancel(true);
    }

    @Test
    void standsStillAfterAnEvent() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").stallAfter(1));

        try (InputStream body = open()) {
            String first = "event: interaction.created\n";
            assertThat(new String(body.readNBytes(first.length()), StandardCharsets.UTF_8))
                    .isEqualTo(first);
            assertThat(EMULATOR.emulator().openStreams()).isEqualTo(1);
        }
    }

    @Test
    void goesOnAfterStandingStill() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.stallAfter(2, Duration.ofMillis(200))));
        long start = System.nanoTime();

        assertThat(Api.text(api.stream("x", ""))).isEqualTo("Hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void sendsHeadersBeforeItStandsStillWithoutAnEvent() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").stallAfter(0));

        try (InputStream body = open()) {
            assertThat(body.available()).isZero();
        }
    }

    @Test
    void tearsAWholeBody() {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.cutInsideFrame(1, 30)));

        assertThatThrownBy(() -> api.ask("x")).isInstanceOf(IOException.class);
    }

    @Test
    void breaksAResumedStreamToo() throws Exception {
        String id = api.ask("Hello", "\"background\":true").path("id").asText();
        EMULATOR.script(Script.onGet().stream(true).fault(Fault.endAfter(1)));

        assertThat(api.follow(id, "")).hasSize(1);
        assertThat(api.follow(id, "")).hasSizeGreaterThan(5);
    }

    @Test
    void breakingATokenRequestIsPossibleToo() throws Exception {
        EMULATOR.script(Script.on(Operation.TOKEN).httpStatus(503));

        assertThat(api.send(api.request("/_emulator/token").POST(BodyPublishers.ofString("grant_type=x")))
                        .statusCode())
                .isEqualTo(503);
    }

    private InputStream open() throws Exception {
        return api.open(api.authorized("/interactions").POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true"))))
                .body();
    }

    /** All that comes before the connection breaks, which it must. */
    private String readUntilCut() throws Exception {
        RawStream stream = RawStream.create(EMULATOR.baseUrl(), Api.body("x", "\"stream\":true"));
        assertThat(stream.complete()).isFalse();
        return stream.body();
    }
}
