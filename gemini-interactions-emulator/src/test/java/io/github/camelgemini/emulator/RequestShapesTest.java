// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A request may come in any shape the API takes or took. */
class RequestShapesTest {
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
                "\"Hello\"",
                "{\"type\":\"text\",\"text\":\"Hello\"}",
                "[{\"type\":\"text\",\"text\":\"Hello\"}]",
                "[{\"text\":\"Hello\"}]",
                "[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]",
                "{\"type\":\"user_input\",\"content\":[{\"text\":\"Hello\"}]}",
                "{\"type\":\"user_input\",\"content\":\"Hello\"}",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]",
                "[{\"role\":\"user\",\"content\":\"Hello\"}]"
            })
    void everyFormOfInputIsTheSameTurn(String input) throws Exception {
        JsonNode created = api.create("{\"model\":\"m\",\"input\":" + input + "}");

        assertThat(Api.text(created)).isEqualTo("Emulator answer: you said \"Hello\".");
        assertThat(api.read(created.path("id").asText()).path("steps").path(0))
                .isEqualTo(Api.JSON.readTree(
                        "{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"response_format\":{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":SCHEMA}",
                "\"response_format\":[{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":SCHEMA}]",
                "\"response_format\":SCHEMA",
                "\"responseFormat\":SCHEMA",
                "\"response_format\":SCHEMA,\"response_mime_type\":\"application/json\""
            })
    void everyFormOfSchemaIsTheSameSchema(String format) throws Exception {
        String schema = "{\"type\":\"OBJECT\",\"properties\":{\"city\":{\"type\":\"STRING\"}}}";

        JsonNode answer = api.ask("city: Bonn", format.replace("SCHEMA", schema));

        assertThat(Api.text(answer)).isEqualTo("{\"city\":\"Bonn\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"function_result\",\"call_id\":\"c1\",\"result\":\"seven\"}",
                "[{\"type\":\"function_result\",\"call_id\":\"c1\",\"result\":[{\"type\":\"text\",\"text\":\"seven\"}]}]",
                "[{\"type\":\"user_input\",\"content\":[{\"type\":\"function_result\",\"call_id\":\"c1\",\"result\":\"seven\"}]}]"
            })
    void everyFormOfResultAnswersTheCall(String input) throws Exception {
        EMULATOR.script(Script.onCreate().call("c1", "count", "{}"));
        String id = api.ask("Count").path("id").asText();

        JsonNode answer =
                api.create("{\"model\":\"m\",\"previous_interaction_id\":\"" + id + "\",\"input\":" + input + "}");

        assertThat(Api.text(answer)).contains("count returned seven.");
    }

    @ParameterizedTest
    @MethodSource("recordedRequests")
    void takesWhatWasSentToTheService(Path file) throws Exception {
        ObjectNode request = (ObjectNode) Api.JSON.readTree(Files.readString(file));
        if (request.remove("previous_interaction_id") != null) {
            EMULATOR.script(Script.onCreate().call("fc_REDACTED_1", "add", "{}"));
            request.put("previous_interaction_id", api.ask("Before").path("id").asText());
        }

        assertThat(api.post(request.toString()).statusCode()).isEqualTo(200);
    }

    static Stream<Path> recordedRequests() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/traffic/steps-redacted"))) {
            return files.filter(file -> file.toString().endsWith(".request.json")).sorted().toList().stream();
        }
    }
}
