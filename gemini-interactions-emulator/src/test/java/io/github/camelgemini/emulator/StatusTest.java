// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpResponse;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An interaction has any status, in each answer that has it. */
class StatusTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queued",
                "in_progress",
                "completed",
                "incomplete",
                "budget_exceeded",
                "failed",
                "cancelled",
                "requires_action",
                "requires_continuation",
                "expired"
            })
    void aCreateAStreamAndAGetTellIt(String status) throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - {times: 2, answer: {text: x, status: %s}}
                        - {on: get, answer: {status: %s}}
                        """
                                .formatted(status, status));

        JsonNode created = api.ask("Ask");
        List<JsonNode> events = api.stream("Ask", "");
        String other = api.ask("Other").path("id").asText();

        assertThat(created.path("status").asText()).isEqualTo(status);
        assertThat(events.get(events.size() - 1).at("/interaction/status").asText())
                .isEqualTo(status);
        assertThat(api.read(other).path("status").asText()).isEqualTo(status);
        assertThat(api.read(created.path("id").asText()).path("status").asText())
                .isEqualTo(status);
    }

    @Test
    void thereMayBeNone() throws Exception {
        EMULATOR.script(
                Script.onCreate().text("x").withoutStatus().times(2),
                Script.onGet().withoutStatus());

        JsonNode created = api.ask("Ask");
        List<JsonNode> events = api.stream("Ask", "");
        String other = api.ask("Other").path("id").asText();

        assertThat(created.has("status")).isFalse();
        assertThat(events.get(events.size() - 1).path("interaction").has("status"))
                .isFalse();
        assertThat(api.read(other).has("status")).isFalse();
        assertThat(Script.parse("- answer: {text: x, status: \"\"}")
                        .rules()
                        .get(0)
                        .answer())
                .isEqualTo(Script.onCreate().text("x").withoutStatus().answer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"background\":true,"})
    void aCreateIsAnsweredBeforeItsRunHasEnded(String background) throws Exception {
        EMULATOR.emulator().script("- answer: {text: Later, answeredAs: queued, gate: held}");

        JsonNode created = api.ask("Ask", background + "\"service_tier\":\"flex\"");
        String id = created.path("id").asText();

        assertThat(created.path("status").asText()).isEqualTo("queued");
        assertThat(created.has("steps")).isFalse();
        assertThat(api.read(id).path("status").asText()).isEqualTo("in_progress");
        EMULATOR.emulator().gate("held").release();
        assertThat(Api.text(api.readUntilEnded(id))).isEqualTo("Later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"code\":\"safety\",\"message\":\"Blocked.\"}}", "{}"})
    void anAnswerWith200IsNoInteraction(String body) throws Exception {
        EMULATOR.script(Script.onCreate().body(body).times(2), Script.onGet().body(body));

        for (String stream : List.of("true", "false")) {
            HttpResponse<String> response = api.post(Api.body("x", "\"stream\":" + stream));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(body);
        }
        assertThat(api.get("v1_x").body()).isEqualTo(body);
    }
}
