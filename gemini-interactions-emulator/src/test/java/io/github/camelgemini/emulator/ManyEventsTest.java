// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams of very many events, made no faster than the client reads. */
class ManyEventsTest {
    private static final int MILLION = 1_000_000;
    /** More than any machine sends within a test. */
    private static final int ENDLESS = 300_000_000;

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void manyStepsAreAStreamLikeAnyOther() throws Exception {
        EMULATOR.script(Script.onCreate().manySteps(3));

        List<JsonNode> events = api.stream("x", "");
        String id = events.get(0).at("/interaction/id").asText();

        assertThat(Api.text(events)).isEqualTo("Step 1.Step 2.Step 3.");
        assertThat(Api.types(events))
                .startsWith("interaction.created", "interaction.status_update", "step.start", "step.delta", "step.stop")
                .endsWith("step.stop", "interaction.completed");
        assertThat(events.get(events.size() - 1)
                        .at("/interaction/usage/total_output_tokens")
                        .asInt())
                .isEqualTo(3);
        assertThat(Api.text(api.read(id))).isEqualTo("Step 3.");
        assertThat(api.follow(id, "")).isEqualTo(events);
    }

    @Test
    void manyDeltasMakeUpOneStep() throws Exception {
        EMULATOR.emulator().script("- answer: {manyDeltas: {count: 5, text: ab}}");

        List<JsonNode> events = api.stream("x", ",\"background\":true");
        String id = events.get(0).at("/interaction/id").asText();

        assertThat(Api.text(events)).isEqualTo("ababababab");
        assertThat(Api.ids(events)).hasSize(10).startsWith("e1").endsWith("e10");
        assertThat(Api.ids(api.follow(id, "&last_event_id=e7"))).containsExactly("e8", "e9", "e10");
        assertThat(api.follow(id, "&last_event_id=e10")).isEmpty();
        assertThat(Api.text(api.read(id))).isEqualTo("ababababab");
    }

    @Test
    void manyStepsAreCutLikeOthers() throws Exception {
        EMULATOR.script(Script.onCreate().manySteps(MILLION).eventIds(true).fault(Fault.endAfter(100)));

        assertThat(Api.ids(api.stream("x", ""))).hasSize(100).endsWith("e100");
    }

    @Test
    void thousandsOfStepsAreStreamed() throws Exception {
        allAreStreamed(5_000);
    }

    @Test
    @Tag("long")
    void aMillionStepsAreStreamed() throws Exception {
        allAreStreamed(MILLION);
    }

    private void allAreStreamed(int count) throws Exception {
        EMULATOR.emulator().script("- answer: {manySteps: " + count + "}");

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
            long steps = lines.lines().filter("event: step.stop"::equals).count();

            assertThat(steps).isEqualTo(count);
        }
    }

    @Test
    void aStreamWithoutEndLeavesRoomForOtherRequests() throws Exception {
        EMULATOR.script(Script.onCreate().stream(true).manySteps(ENDLESS));
        CompletableFuture<HttpResponse<Void>> stream = api.client()
                .sendAsync(
                        api.authorized("/interactions")
                                .POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true")))
                                .build(),
                        BodyHandlers.discarding());
        await(() -> EMULATOR.emulator().openStreams() == 1);

        assertThat(Api.text(api.ask("Hi"))).contains("Hi");
        assertThat(stream).isNotDone();
        stream.cancel(true);
    }

    @Test
    void aClientThatDoesNotReadHoldsItsStreamUp() throws Exception {
        GeminiEmulator emulator = EMULATOR.emulator();
        EMULATOR.script(Script.onCreate().manyDeltas(MILLION, "more and more "));

        try (InputStream body = open()) {
            await(() -> emulator.blockedStreams() == 1);
            assertThat(emulator.openStreams()).isEqualTo(1);
            assertThat(api.send(api.request("/_emulator/health").GET()).body()).contains("\"blocked_streams\":1");
            assertThat(body.readNBytes(10)).hasSize(10);
        }
        await(() -> emulator.blockedStreams() == 0);
    }

    @Test
    void aBodyOfAMillionStepsIsRefused() throws Exception {
        EMULATOR.script(Script.onCreate().manySteps(MILLION));

        assertThat(api.post(Api.body("x", "\"store\":true")).statusCode()).isEqualTo(501);
    }

    private InputStream open() throws Exception {
        return api.open(api.authorized("/interactions").POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true"))))
                .body();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
