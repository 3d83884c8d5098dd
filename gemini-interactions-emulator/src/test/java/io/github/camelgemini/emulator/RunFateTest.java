// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What befalls stored runs, and what whoever asks for them gets to see of it. */
class RunFateTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void aLostRunIsNotFoundByAnyOperation() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.lost()));
        String id = background();

        assertThat(api.get(id).statusCode()).isEqualTo(404);
        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(404);
        assertThat(cancel(id).statusCode()).isEqualTo(404);
        assertThat(api.post(Api.body("x", "\"previous_interaction_id\":\"" + id + "\""))
                        .statusCode())
                .isEqualTo(404);
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aRunIsLostAfterAnEvent() throws Exception {
        Gate gate = EMULATOR.emulator().gate("two");
        EMULATOR.script(Script.onCreate().text("Hello").gateAfter(2, gate).fault(Fault.lostAfter("e3")));
        String id = background();
        gate.awaitReached(Duration.ofMinutes(1));

        assertThat(api.read(id).path("status").asText()).isEqualTo("in_progress");
        var stream = api.open(api.authorized("/interactions/" + id + "?stream=true"));
        gate.release();
        String rest = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(rest).contains("interaction.completed");
        assertThat(api.get(id).statusCode()).isEqualTo(404);
    }

    @Test
    void aForegroundRunIsDroppedWithItsConnection() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.endAfter(4)).fault(Fault.lostAfter(4)));

        List<JsonNode> events = api.stream("x", "");

        assertThat(events).hasSize(4);
        assertThat(api.get(events.get(0).at("/interaction/id").asText()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aZombieNeverEnds() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.zombieAfter(3)));
        String id = background();

        var stream = api.open(api.authorized("/interactions/" + id + "?stream=true"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (int line = 1; line < 8; line++) {
                lines.readLine();
            }
            assertThat(lines.readLine()).contains("\"event_id\":\"e3\"");
            assertThat(api.read(id).path("status").asText()).isEqualTo("in_progress");
            assertThat(EMULATOR.emulator().openStreams()).isEqualTo(1);
        }
        assertThat(EMULATOR.emulator().ledger().running()).isEqualTo(1);
    }

    @Test
    void aZombieCanBeCancelled() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.zombieAfter(0)));
        String id = background();

        assertThat(cancel(id).statusCode()).isEqualTo(200);
        assertThat(api.read(id).path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void anInteractionExpiresAfterSomeReads() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.expiredAfter(2)));
        String id = api.ask("x").path("id").asText();

        assertThat(api.get(id).statusCode()).isEqualTo(200);
        assertThat(api.get(id + "?stream=true").statusCode()).isEqualTo(200);
        assertThat(api.get(id).statusCode()).isEqualTo(404);
    }

    @Test
    void aPollIsRefusedInPassing() throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                - {on: get}
                - {on: get, times: 2, answer: {fault: {status: 403}}}
                """);
        String id = api.ask("x").path("id").asText();

        assertThat(api.get(id).statusCode()).isEqualTo(200);
        assertThat(api.get(id).body()).contains("permission_denied");
        assertThat(api.get(id).statusCode()).isEqualTo(403);
        assertThat(api.get(id).statusCode()).isEqualTo(200);
    }

    @Test
    void theUsageComesLaterThanTheFinalEvent() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.lateUsage(1)));

        List<JsonNode> events = api.stream("x", "");
        JsonNode last = events.get(events.size() - 1).path("interaction");
        String id = last.path("id").asText();

        assertThat(last.path("status").asText()).isEqualTo("completed");
        assertThat(last.has("usage")).isFalse();
        assertThat(api.read(id).has("usage")).isFalse();
        assertThat(api.read(id).has("usage")).isTrue();
        assertThat(EMULATOR.emulator().ledger().totalTokens()).isPositive();
    }

    @Test
    void aCreateThatIsNeverAnsweredIsBookedAndRuns() throws Exception {
        GeminiEmulator emulator = EMULATOR.emulator();
        EMULATOR.script(Script.onCreate().text("Hello").fault(Fault.stallBeforeHeaders()));

        CompletableFuture<HttpResponse<String>> silent = api.postAndWait(Api.body("x", "\"background\":true"));

        emulator.awaitRequests(1);
        assertThat(emulator.interactionIds()).hasSize(1);
        assertThat(emulator.ledger().creates()).isEqualTo(1);
        assertThat(silent).isNotDone();
        silent.cancel(true);
        assertThat(Api.text(api.readUntilEnded(emulator.interactionIds().get(0))))
                .isEqualTo("Hello");
    }

    @Test
    void aCreateIsSilentForAWhileAndThenCutOff() throws Exception {
        GeminiEmulator emulator = EMULATOR.emulator();
        emulator.script(
                """
                - answer:
                    text: Hello
                    faults: [{stall: {before: headers, for: 100ms}}, {cut: headers}]
                """);
        long start = System.nanoTime();

        assertThatThrownBy(this::background).isInstanceOf(IOException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(90));
        assertThat(emulator.ledger().creates()).isEqualTo(1);
        String ids = api.send(api.request("/_emulator/interactions").GET()).body();
        assertThat(Api.JSON.readTree(ids).path(0).asText())
                .isEqualTo(emulator.interactionIds().get(0));
        assertThat(Api.text(api.readUntilEnded(emulator.interactionIds().get(0))))
                .isEqualTo("Hello");
    }

    private String background() throws Exception {
        return api.ask("x", "\"background\":true").path("id").asText();
    }

    private HttpResponse<String> cancel(String id) throws Exception {
        return api.send(api.authorized("/interactions/" + id + "/cancel").POST(BodyPublishers.noBody()));
    }
}
