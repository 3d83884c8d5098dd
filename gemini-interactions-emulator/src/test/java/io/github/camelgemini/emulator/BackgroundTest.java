// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs that outlive their request: polling, cancelling, deleting. */
class BackgroundTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void answersAtOnceAndCompletesLater() throws Exception {
        JsonNode created = api.ask("Research", "\"background\":true");
        String id = created.path("id").asText();

        assertThat(created.path("status").asText()).isEqualTo("in_progress");
        assertThat(created.has("steps")).isFalse();
        assertThat(created.has("usage")).isFalse();
        assertThat(api.read(id).path("status").asText()).isEqualTo("in_progress");

        JsonNode ended = api.readUntilEnded(id);
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(Api.steps(ended)).containsExactly("user_input", "thought", "model_output");
    }

    @Test
    void aRunningOneShowsTheStepsThatAreFinished() throws Exception {
        Gate gate = EMULATOR.emulator().gate("after thought");
        EMULATOR.script(Script.onCreate().text("Done").gateAfter(6, gate));
        String id = api.ask("Research", "\"background\":true").path("id").asText();
        gate.awaitReached(Duration.ofMinutes(1));

        assertThat(Api.steps(api.read(id))).containsExactly("user_input", "thought");
        gate.release();
        assertThat(Api.text(api.readUntilEnded(id))).isEqualTo("Done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void cancelsARunAndKeepsItsSteps(String body) throws Exception {
        Gate gate = EMULATOR.emulator().gate("held");
        EMULATOR.script(Script.onCreate().text("Never").gateAfter(7, gate));
        String id = api.ask("Research", "\"background\":true").path("id").asText();
        gate.awaitReached(Duration.ofMinutes(1));

        HttpResponse<String> cancelled = cancel(id, body);

        assertThat(Api.JSON.readTree(cancelled.body()).path("status").asText()).isEqualTo("cancelled");
        gate.release();
        assertThat(Api.steps(api.read(id))).containsExactly("user_input", "thought");
        List<JsonNode> events = api.follow(id, "");
        assertThat(events.get(events.size() - 1).at("/interaction/status").asText())
                .isEqualTo("cancelled");
        assertThat(EMULATOR.emulator().ledger().cancels()).isEqualTo(1);
    }

    @Test
    void whatHasEndedCannotBeCancelled() throws Exception {
        HttpResponse<String> response = cancel(api.ask("Done").path("id").asText(), "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("failed_precondition");
    }

    @Test
    void whatIsDeletedIsNotFoundButItsFollowersRemember() throws Exception {
        String first = api.ask("My name is Anna").path("id").asText();
        String second = api.ask("Hello", previous(first)).path("id").asText();

        HttpResponse<String> deleted =
                api.send(api.authorized("/interactions/" + first).DELETE());

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEqualTo("{}");
        assertThat(api.get(first).statusCode()).isEqualTo(404);
        assertThat(api.post(Api.body("Hello", previous(first))).statusCode()).isEqualTo(404);
        assertThat(Api.text(api.ask("Who am I?", previous(second)))).contains("My name is Anna");
    }

    @Test
    void aFailedRunSaysWhy() throws Exception {
        EMULATOR.script(Script.onCreate().error("safety", "Blocked by the emulator"));

        JsonNode ended = api.readUntilEnded(
                api.ask("Bad", "\"background\":true").path("id").asText());

        assertThat(ended.path("status").asText()).isEqualTo("failed");
        assertThat(ended.at("/errors/0/code").asText()).isEqualTo("safety");
    }

    @Test
    void leavesTheInteractionOfAStreamWhoseClientWentAway() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("One ", "two").cutAfter(3));
        RawStream stream = RawStream.create(EMULATOR.baseUrl(), Api.body("Go", "\"stream\":true"));
        String id = Api.events(stream.body()).get(0).at("/interaction/id").asText();

        assertThat(stream.complete()).isFalse();
        assertThat(Api.text(api.read(id))).isEqualTo("One two");
    }

    private HttpResponse<String> cancel(String id, String body) throws Exception {
        return api.send(api.authorized("/interactions/" + id + "/cancel").POST(BodyPublishers.ofString(body)));
    }

    private static String previous(String id) {
        return "\"previous_interaction_id\":\"" + id + "\"";
    }
}
