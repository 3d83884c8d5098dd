// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.answer.StreamFold;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream looks like those recorded from the service. */
class FramingTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void everyFrameIsAnEventLineADataLineAndABlankOne() throws Exception {
        HttpResponse<String> response = api.post(Api.body("Hello there, how are you?", "\"stream\":true"));

        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("transfer-encoding")).hasValue("chunked");
        assertThat(response.body()).doesNotContain("\r").endsWith("\n\nevent: done\ndata: [DONE]\n\n");
        for (String frame : response.body().split("\n\n")) {
            String[] lines = frame.split("\n");
            assertThat(lines).hasSize(2);
            assertThat(lines[0]).startsWith("event: ");
            assertThat(lines[1]).startsWith("data: ");
            if (!lines[1].equals("data: [DONE]")) {
                JsonNode event = Api.JSON.readTree(lines[1].substring(6));
                assertThat(event.path("event_type").asText()).isEqualTo(lines[0].substring(7));
                assertThat(event.has("event_id")).isFalse();
            }
        }
    }

    @Test
    void textComesInSeveralDeltasThatMakeUpTheAnswer() throws Exception {
        List<JsonNode> events = api.stream("Hello there, how are you?", "");

        assertThat(events.stream()
                        .filter(event -> event.at("/delta/type").asText().equals("text")))
                .hasSizeGreaterThan(2);
        assertThat(Api.text(events)).isEqualTo(Api.text(api.ask("Hello there, how are you?")));
    }

    @Test
    void theLastEventHasStatusAndUsageButNoSteps() throws Exception {
        List<JsonNode> events = api.stream("Hello", "");
        JsonNode last = events.get(events.size() - 1);

        assertThat(last.path("event_type").asText()).isEqualTo("interaction.completed");
        assertThat(last.at("/interaction/status").asText()).isEqualTo("completed");
        assertThat(last.at("/interaction/usage/total_tokens").asInt()).isPositive();
        assertThat(last.path("interaction").has("steps")).isFalse();
    }

    @Test
    void withoutStorageTheIdsAreEmpty() throws Exception {
        List<JsonNode> events = api.stream("Hello", ",\"store\":false");

        assertThat(events.get(0).at("/interaction/id").asText("none")).isEmpty();
        assertThat(events.get(1).path("interaction_id").asText("none")).isEmpty();
        assertThat(events.get(events.size() - 1).at("/interaction/id").asText("none"))
                .isEmpty();
    }

    @Test
    void doesNotTearCharactersApart() throws Exception {
        String smileys = "😀".repeat(200);

        assertThat(Api.text(api.stream(smileys, ""))).contains(smileys);
    }

    @ParameterizedTest
    @MethodSource("recordedStreams")
    void recordedStepsAreStreamedAsTheServiceStreamedThem(Path file) throws Exception {
        String recorded = Files.readString(file);
        List<JsonNode> expected = Api.events(recorded);
        JsonNode folded = StreamFold.of(List.of(recorded.split("(?<=\n\n)")));
        List<String> texts = new ArrayList<>();
        expected.forEach(event -> {
            if (event.at("/delta/type").asText().equals("text")) {
                texts.add(event.at("/delta/text").asText());
            }
        });
        EMULATOR.script(Script.onCreate()
                .steps(folded.path("steps").toString())
                .deltas(texts)
                .status(folded.path("status").asText())
                .usage(folded.path("usage").toString()));

        List<JsonNode> streamed = api.stream("As recorded", "");

        assertThat(shapes(streamed)).isEqualTo(shapes(expected));
        assertThat(Api.text(streamed)).isEqualTo(Api.text(expected));
    }

    /** Type and members of each event; several pieces of one argument or summary count as one. */
    private static List<String> shapes(List<JsonNode> events) {
        List<String> shapes = new ArrayList<>();
        for (JsonNode event : events) {
            String shape = event.path("event_type").asText() + members(event)
                    + event.path("index").asText() + " "
                    + event.at("/delta/type").asText() + event.at("/step/type").asText()
                    + members(event.path("interaction"));
            if (shapes.isEmpty() || !shape.equals(shapes.get(shapes.size() - 1))) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    private static Set<String> members(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.remove("metadata");
        return names;
    }

    static Stream<Path> recordedStreams() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/traffic/steps-redacted"))) {
            return files.filter(file -> file.toString().endsWith(".sse")).sorted().toList().stream();
        }
    }

    @Test
    void aStreamWrittenDownComesByteForByte() throws Exception {
        Path file = Path.of(
                "src/test/resources/traffic/steps-redacted/interactions_api__streaming_interaction.response.sse");
        EMULATOR.script(Script.onCreate().sse(file));

        String body = api.post(Api.body("Verbatim", "\"stream\":true")).body();

        assertThat(body.getBytes(StandardCharsets.UTF_8)).isEqualTo(Files.readAllBytes(file));
        assertThat(Api.steps(api.read("v1_REDACTED_1"))).containsExactly("thought", "model_output");
    }
}
