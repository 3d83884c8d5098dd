// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** State outlives the emulator that wrote it. */
class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void interactionsConversationsAndLedgerSurviveARestart() throws Exception {
        JsonNode first;
        JsonNode second;
        List<JsonNode> events;
        try (GeminiEmulator emulator = start()) {
            Api api = new Api(emulator.baseUrl());
            first = api.ask("My name is Anna");
            second = api.ask("I live in Bonn", previous(first));
            events = api.stream("Streamed", ",\"background\":true");
        }

        try (GeminiEmulator emulator = start()) {
            Api api = new Api(emulator.baseUrl());
            String streamed = events.get(0).at("/interaction/id").asText();

            assertThat(emulator.ledger().creates()).isEqualTo(3);
            assertThat(emulator.ledger().running()).isZero();
            assertThat(api.read(first.path("id").asText()).path("usage")).isEqualTo(first.path("usage"));
            assertThat(Api.text(api.ask("Who am I?", previous(second)))).contains("My name is Anna", "I live in Bonn");
            assertThat(Api.ids(api.follow(streamed, "&last_event_id=e3")))
                    .isEqualTo(Api.ids(events).subList(3, events.size()));
            api.ask("My name is Anna");
            assertThat(emulator.ledger().createsWithEqualInput()).isEqualTo(1);
        }
    }

    @Test
    void aRunThatWasUnderWayHasEndedMeanwhile() throws Exception {
        String id;
        try (GeminiEmulator emulator = start()) {
            emulator.script(Script.onCreate().text("Done").gate("never"));
            id = new Api(emulator.baseUrl())
                    .ask("x", "\"background\":true")
                    .path("id")
                    .asText();
        }

        try (GeminiEmulator emulator = start()) {
            JsonNode read = new Api(emulator.baseUrl()).read(id);
            assertThat(read.path("status").asText()).isEqualTo("completed");
            assertThat(Api.text(read)).isEqualTo("Done");
        }
    }

    @Test
    void aTornLedgerLosesOnlyItsLastEntry() throws Exception {
        try (GeminiEmulator emulator = start()) {
            new Api(emulator.baseUrl()).ask("One");
        }
        Files.writeString(folder.resolve("ledger.jsonl"), "{\"entry\":\"cre", StandardOpenOption.APPEND);
        try (GeminiEmulator emulator = start()) {
            new Api(emulator.baseUrl()).ask("Two");
        }

        try (GeminiEmulator emulator = start()) {
            assertThat(emulator.ledger().creates()).isEqualTo(2);
        }
    }

    @Test
    void whatIsDeletedStaysDeleted() throws Exception {
        String id;
        try (GeminiEmulator emulator = start()) {
            Api api = new Api(emulator.baseUrl());
            id = api.ask("x").path("id").asText();
            api.send(api.authorized("/interactions/" + id).DELETE());
        }

        try (GeminiEmulator emulator = start()) {
            assertThat(new Api(emulator.baseUrl()).get(id).statusCode()).isEqualTo(404);
        }
    }

    private GeminiEmulator start() {
        return GeminiEmulator.builder().data(folder).start();
    }

    private static String previous(JsonNode interaction) {
        return "\"previous_interaction_id\":\"" + interaction.path("id").asText() + "\"";
    }
}
