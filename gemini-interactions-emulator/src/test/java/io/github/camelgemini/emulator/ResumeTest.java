// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Replaying and following what is stored. */
class ResumeTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void aBackgroundRunHasAnIdOnEveryEvent() throws Exception {
        List<JsonNode> events = api.stream("Hello", ",\"background\":true");

        assertThat(Api.ids(events))
                .startsWith("e1", "e2", "e3")
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void goesOnBehindTheLastEventId() throws Exception {
        List<JsonNode> all = api.stream("Hello", ",\"background\":true");
        String id = all.get(0).at("/interaction/id").asText();

        List<JsonNode> rest = api.follow(id, "&last_event_id=e3");

        assertThat(rest).isEqualTo(all.subList(3, all.size()));
        assertThat(EMULATOR.emulator().lastRequest().query("last_event_id")).isEqualTo("e3");
    }

    @Test
    void replaysAllForNoneAndForAnUnknownId() throws Exception {
        List<JsonNode> all = api.stream("Hello", ",\"background\":true");
        String id = all.get(0).at("/interaction/id").asText();

        assertThat(api.follow(id, "")).isEqualTo(all);
        assertThat(api.follow(id, "&last_event_id=nobody")).isEqualTo(all);
    }

    @Test
    void replaysAForegroundRunWithoutIds() throws Exception {
        String id = api.ask("Hello").path("id").asText();

        List<JsonNode> events = api.follow(id, "");

        assertThat(Api.types(events)).startsWith("interaction.created").endsWith("interaction.completed");
        assertThat(Api.ids(events)).containsOnly("");
    }

    @Test
    void aScriptLeavesTheIdsOut() throws Exception {
        EMULATOR.script(Script.onCreate().text("Hi").eventIds(false));

        assertThat(Api.ids(api.stream("Hello", ",\"background\":true"))).containsOnly("");
    }

    @Test
    void followsARunToItsEnd() throws Exception {
        GeminiEmulator emulator = EMULATOR.emulator();
        Gate gate = emulator.gate("middle");
        emulator.script(Script.onCreate().deltas("One ", "two").gateAfter(5, gate));
        String id = api.ask("Count", "\"background\":true").path("id").asText();
        gate.awaitReached(Duration.ofMinutes(1));

        var response = api.open(api.authorized("/interactions/" + id + "?stream=true&last_event_id=e4"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: step.stop");
            assertThat(emulator.openStreams()).isEqualTo(1);
            gate.release();
            assertThat(lines.lines().toList()).contains("event: interaction.completed", "data: [DONE]");
        }
    }

    @Test
    void aCutStreamIsCompletedByResuming() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("One ", "two ", "three").fault(Fault.endAfter(8)));

        List<JsonNode> before = api.stream("Count", ",\"background\":true");
        String id = before.get(0).at("/interaction/id").asText();
        List<JsonNode> after = api.follow(
                id,
                "&last_event_id="
                        + before.get(before.size() - 1).path("event_id").asText());

        assertThat(before).hasSize(8);
        assertThat(Api.text(before) + Api.text(after)).isEqualTo("One two three");
    }
}
