// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a client sees of the retention. */
class RetentionOfAnEmulatorTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    @TempDir
    private Path folder;

    @Test
    void anInteractionThatEndedLongerAgoIsNotFound() throws Exception {
        try (GeminiEmulator emulator = start()) {
            Api api = new Api(emulator.baseUrl());
            JsonNode old = api.ask("Old");
            pass(Duration.ofSeconds(61));
            JsonNode fresh = api.ask("Fresh");

            assertThat(api.get(old.path("id").asText()).statusCode()).isEqualTo(404);
            assertThat(api.get(old.path("id").asText() + "?stream=true").statusCode())
                    .isEqualTo(404);
            assertThat(api.post(Api.body(
                                    "x",
                                    "\"previous_interaction_id\":\""
                                            + old.path("id").asText() + "\""))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(emulator.interactionIds())
                    .containsExactly(fresh.path("id").asText());
            assertThat(emulator.requests())
                    .allMatch(request -> !request.at("/input").asText().equals("Old"));
        }
    }

    @Test
    void theLedgerCountsWhatIsGone() throws Exception {
        try (GeminiEmulator emulator = start()) {
            Api api = new Api(emulator.baseUrl());
            api.ask("Pay me");
            long tokens = emulator.ledger().totalTokens();
            pass(Duration.ofSeconds(61));
            api.ask("Pay me");

            assertThat(emulator.interactionIds()).hasSize(1);
            assertThat(emulator.ledger().creates()).isEqualTo(2);
            assertThat(emulator.ledger().createsWithEqualInput()).isEqualTo(1);
            assertThat(emulator.ledger().totalTokens()).isEqualTo(2 * tokens);
        }
    }

    @Test
    void filesOfWhatIsGoneGo() throws Exception {
        try (GeminiEmulator emulator = start()) {
            new Api(emulator.baseUrl()).ask("Old");
        }
        pass(Duration.ofSeconds(61));
        try (GeminiEmulator emulator = start()) {
            assertThat(emulator.interactionIds()).isEmpty();
            assertThat(emulator.ledger().creates()).isEqualTo(1);
        }
        try (Stream<Path> files = Files.list(folder.resolve("interactions"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aRetentionOfNoTimeIsRefused() {
        GeminiEmulator.Builder builder = GeminiEmulator.builder();

        assertThatThrownBy(() -> builder.retention(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retention is longer than 0");
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private GeminiEmulator start() {
        return GeminiEmulator.builder()
                .data(folder)
                .retention(Duration.ofMinutes(1))
                .clock(now::get)
                .start();
    }
}
