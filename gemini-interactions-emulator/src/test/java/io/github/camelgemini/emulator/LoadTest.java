// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Much at once: large bodies, many streams. */
class LoadTest {
    private static final int MEGABYTES = 30;

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void takesLargeMedia() throws Exception {
        String data = Base64.getEncoder().encodeToString(new byte[MEGABYTES << 20]);

        JsonNode answer = api.create(
                "{\"model\":\"m\",\"input\":[{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"data\":\""
                        + data + "\"}]}");

        assertThat(Api.text(answer)).contains((MEGABYTES << 20) + " bytes");
        assertThat(EMULATOR.emulator().lastRequest().bodyBytes()).isGreaterThan(data.length());
    }

    @Test
    void givesLargeMediaInOneFrameNoFasterThanTheyAreRead() throws Exception {
        String data = "A".repeat(MEGABYTES << 20);
        EMULATOR.script(Script.onCreate()
                .steps("[{\"type\":\"model_output\",\"content\":[{\"type\":\"video\",\"data\":\"" + data + "\"}]}]")
                .times(2));

        HttpResponse<String> streamed = api.post(Api.body("Film", "\"stream\":true"));
        HttpResponse<String> whole = api.post(Api.body("Film", "\"stream\":false"));

        assertThat(streamed.body().length()).isGreaterThan(data.length());
        assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        assertThat(whole.body().length()).isGreaterThan(data.length());
    }

    @Test
    void keepsStreamsOpenWithoutAThreadForEach() throws Exception {
        keepsOpen(300);
    }

    @Test
    @Tag("long")
    void keepsAThousandStreamsOpenWithoutAThreadForEach() throws Exception {
        keepsOpen(1000);
    }

    private void keepsOpen(int count) throws Exception {
        GeminiEmulator emulator = EMULATOR.emulator();
        Gate gate = emulator.gate("all");
        emulator.script(Script.onCreate().text("Hello").gateAfter(2, gate).times(count));
        long threadsBefore = threadsBesidesTheClients();
        List<CompletableFuture<HttpResponse<InputStream>>> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(api.client()
                    .sendAsync(
                            api.authorized("/interactions")
                                    .POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true")))
                                    .build(),
                            BodyHandlers.ofInputStream()));
        }
        CompletableFuture.allOf(streams.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);

        assertThat(emulator.openStreams()).isEqualTo(count);
        assertThat(emulator.ledger().running()).isEqualTo(count);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("vert.x-eventloop")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(threadsBesidesTheClients()).isLessThan(threadsBefore + 100);

        gate.release();
        for (CompletableFuture<HttpResponse<InputStream>> stream : streams) {
            assertThat(new String(stream.get().body().readAllBytes())).contains("interaction.completed");
        }
    }

    /** How many threads the client has depends on how fast the machine is. */
    private static long threadsBesidesTheClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("HttpClient"))
                .count();
    }
}
