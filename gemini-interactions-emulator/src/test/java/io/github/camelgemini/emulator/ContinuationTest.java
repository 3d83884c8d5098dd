// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers in several parts: one interaction per part, linked by {@code continuation_token}. */
class ContinuationTest {
    private static final String LONG = "One river runs through two old towns and three new ones.";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    private Path folder;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    private static String token(JsonNode interaction) {
        return interaction.path("continuation_token").asText();
    }

    /** The members of the create for the part behind this one, as the official clients send it. */
    private static String members(JsonNode part, String others) {
        return "{\"model\":\"" + Api.MODEL + "\",\"previous_interaction_id\":\""
                + part.path("id").asText() + "\",\"continuation_token\":\"" + token(part) + "\"" + others + "}";
    }

    private JsonNode next(JsonNode part) throws IOException, InterruptedException {
        return api.create(members(part, ""));
    }

    private List<JsonNode> all(JsonNode first) throws IOException, InterruptedException {
        List<JsonNode> parts = new ArrayList<>(List.of(first));
        while (parts.get(parts.size() - 1).path("status").asText().equals("requires_continuation")) {
            parts.add(next(parts.get(parts.size() - 1)));
        }
        return parts;
    }

    private static String texts(List<JsonNode> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(Api.text(part)));
        return text.toString();
    }

    @Test
    void threePartsAreThreeInteractions() throws Exception {
        EMULATOR.emulator().script("- answer: {text: " + LONG + ", continuation: {hops: 3}}");

        List<JsonNode> parts = all(api.ask("Tell"));

        assertThat(parts).hasSize(3);
        assertThat(texts(parts)).isEqualTo(LONG);
        assertThat(parts).allSatisfy(part -> assertThat(Api.text(part)).isNotEmpty());
        assertThat(parts.get(2).path("status").asText()).isEqualTo("completed");
        assertThat(parts.get(2).has("continuation_token")).isFalse();
        assertThat(parts.stream().map(part -> part.path("id").asText()).distinct())
                .hasSize(3);
        assertThat(parts).allSatisfy(part -> assertThat(
                        part.at("/usage/initial_input_tokens").asInt())
                .isPositive());
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(3);
        assertThat(EMULATOR.emulator().ledger().createsWithEqualInput()).isZero();
        JsonNode read = api.read(parts.get(1).path("id").asText());
        assertThat(token(read)).isEqualTo(token(parts.get(1)));
        assertThat(Api.steps(read)).containsExactly("thought", "model_output");
    }

    @Test
    void theNextTurnContinuesTheLastPart() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).continuation(2));
        List<JsonNode> parts = all(api.ask("My name is Anna"));

        JsonNode turn = api.ask(
                "Who am I?",
                "\"previous_interaction_id\":\"" + parts.get(1).path("id").asText() + "\"");

        assertThat(Api.text(turn)).contains("My name is Anna");
    }

    @Test
    void partsHaveTheTextsOfTheScript() throws Exception {
        EMULATOR.emulator().script("- answer: {continuation: {parts: [\"One \", \"two\"]}}");

        assertThat(all(api.ask("Count")).stream().map(Api::text)).containsExactly("One ", "two");
    }

    @Test
    void withoutAScriptedTextTheStandInsIsCut() throws Exception {
        EMULATOR.script(Script.onCreate().continuation(4));

        List<JsonNode> parts = all(api.ask("Say something that is long enough for four parts"));

        assertThat(parts).hasSize(4);
        assertThat(texts(parts)).startsWith("Emulator answer").contains("four parts");
    }

    @Test
    void eachPartIsAStreamOfItsOwn() throws Exception {
        EMULATOR.script(Script.onCreate().deltas("a", "b", "c", "d").continuation(2));

        List<JsonNode> first = api.stream("Tell", "");
        JsonNode end = first.get(first.size() - 1);
        List<JsonNode> second = Api.events(
                api.post(members(end.path("interaction"), ",\"stream\":true")).body());

        assertThat(end.path("event_type").asText()).isEqualTo("interaction.completed");
        assertThat(end.at("/interaction/status").asText()).isEqualTo("requires_continuation");
        assertThat(Api.text(first)).isEqualTo("ab");
        assertThat(Api.types(second)).startsWith("interaction.created").endsWith("interaction.completed");
        assertThat(Api.text(second)).isEqualTo("cd");
        assertThat(second.get(second.size() - 1).at("/interaction/status").asText())
                .isEqualTo("completed");
        assertThat(second.get(second.size() - 1).path("interaction").has("continuation_token"))
                .isFalse();
    }

    @Test
    void whatIsNotStoredSendsItsInputAgain() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).continuation(2));
        JsonNode first = api.ask("Tell", "\"store\":false");
        String continued = "\"store\":false,\"continuation_token\":\"" + token(first) + "\"";

        assertThat(api.post(Api.body("Something else", continued)).body())
                .contains("invalid_request", "needs the input of the request");
        JsonNode second = api.ask("Tell", continued);

        assertThat(Api.text(first) + Api.text(second)).isEqualTo(LONG);
        assertThat(EMULATOR.emulator().ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void aPartThatIsCreatedTwiceIsPaidTwice() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).continuation(2));
        JsonNode first = api.ask("Tell");

        assertThat(Api.text(next(first))).isEqualTo(Api.text(next(first)));
        assertThat(EMULATOR.emulator().ledger().createsWithEqualInput()).isOne();
    }

    @Test
    void aTokenOfSingleUseIsRefusedTheSecondTime() throws Exception {
        EMULATOR.emulator().script("- answer: {text: " + LONG + ", continuation: {hops: 2, singleUse: true}}");
        JsonNode first = api.ask("Tell");
        next(first);

        HttpResponse<String> again = api.post(members(first, ""));

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("invalid_request", "has been used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\":\"x\",\"continuation_token\":\"nonsense\" | is unknown",
                "\"continuation_token\":\"emulator_AAAA\" | is unknown",
                "\"continuation_token\":\"<token>\" | needs the 'previous_interaction_id'",
                "\"continuation_token\":\"<token>\",\"previous_interaction_id\":\"<id>\",\"input\":\"x\" | 'input' cannot be used",
                "\"continuation_token\":\"<token>\",\"previous_interaction_id\":\"<other>\" | does not belong to",
                "\"previous_interaction_id\":\"<id>\" | 'input' is required"
            })
    void aTokenThatDoesNotBelongIsRefused(String members, String why) throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).continuation(2));
        JsonNode first = api.ask("Tell");
        String other = api.ask("Other").path("id").asText();

        HttpResponse<String> response = api.post("{\"model\":\"" + Api.MODEL + "\","
                + members.replace("<token>", token(first))
                        .replace("<id>", first.path("id").asText())
                        .replace("<other>", other)
                + "}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Api.JSON.readTree(response.body()).at("/error/code").asText())
                .isEqualTo("invalid_request");
        assertThat(response.body()).contains(why);
        assertThat(EMULATOR.emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aTokenOfAScriptedBodyIsAnsweredByTheNextRule() throws Exception {
        EMULATOR.script(
                Script.onCreate()
                        .body("{\"id\":\"v1_a\",\"status\":\"requires_continuation\",\"continuation_token\":\"t1\"}"),
                Script.onCreate().text("the rest"));

        assertThat(Api.text(next(api.ask("Tell")))).isEqualTo("the rest");
    }

    @Test
    void theSameTokenComesBack() throws Exception {
        EMULATOR.emulator().script("- answer: {text: " + LONG + ", continuation: {hops: 3, sameToken: true}}");
        JsonNode first = api.ask("Tell");
        JsonNode second = next(first);
        JsonNode third = next(second);

        assertThat(token(second)).isEqualTo(token(first)).isEqualTo(token(third));
        assertThat(second.path("status").asText()).isEqualTo("requires_continuation");
    }

    @Test
    void aHopHasFaultsOfItsOwn() throws Exception {
        EMULATOR.emulator()
                .script(
                        """
                        - answer: {text: One two three four five six, continuation: {hops: 3}}
                        - {when: {hop: 2}, answer: {fault: {status: 503, retryAfter: 1s}}}
                        - {when: {hop: 2}, answer: {fault: {cut: {after: 3}}}}
                        - {when: {hop: 3}, answer: {calls: [{name: f, id: c1}], usage: false}}
                        - answer: not for a hop
                        """);
        JsonNode first = api.ask("Tell");

        assertThat(api.post(members(first, "")).statusCode()).isEqualTo(503);
        RawStream cut = RawStream.create(EMULATOR.baseUrl(), members(first, ",\"stream\":true"));
        assertThat(cut.complete()).isFalse();
        assertThat(Api.events(cut.body())).hasSize(3);
        JsonNode second =
                api.read(Api.events(cut.body()).get(0).at("/interaction/id").asText());
        JsonNode third = next(second);

        assertThat(second.path("status").asText()).isEqualTo("requires_continuation");
        assertThat(third.path("status").asText()).isEqualTo("requires_action");
        assertThat(third.at("/steps/1/name").asText()).isEqualTo("f");
        assertThat(third.has("usage")).isFalse();
        assertThat(Api.text(api.ask("Next"))).isEqualTo("not for a hop");
        EMULATOR.emulator().assertExhausted();
    }

    @Test
    void aHopStallsOrWaits() throws Exception {
        EMULATOR.script(
                Script.onCreate().text(LONG).continuation(2),
                Script.onCreate()
                        .hop(2)
                        .fault(Fault.stallAfter(2, Duration.ofMillis(1)))
                        .gate("held"));
        JsonNode first = api.ask("Tell");

        CompletableFuture<HttpResponse<String>> second = api.postAndWait(members(first, ",\"stream\":true"));
        EMULATOR.emulator().gate("held").awaitReached(Duration.ofMinutes(1));
        assertThat(second).isNotDone();
        EMULATOR.emulator().gate("held").release();

        assertThat(Api.text(first) + Api.text(Api.events(second.join().body()))).isEqualTo(LONG);
    }

    @Test
    void aHopHasStepsAndAStatusOfItsOwn() throws Exception {
        EMULATOR.script(
                Script.onCreate().text("a").continuation(2),
                Script.onCreate()
                        .hop(2)
                        .steps("[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"mine\"}]}]")
                        .status("incomplete"));

        JsonNode second = next(api.ask("Tell"));

        assertThat(Api.text(second)).isEqualTo("mine");
        assertThat(second.path("status").asText()).isEqualTo("incomplete");
    }

    @Test
    void incompleteMayHaveAToken() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).status("incomplete").continuation(2));

        JsonNode first = api.ask("Tell");

        assertThat(first.path("status").asText()).isEqualTo("incomplete");
        assertThat(Api.text(first) + Api.text(next(first))).isEqualTo(LONG);
    }

    @Test
    void theLastPartCallsAFunction() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).call("c1", "f", "{}").continuation(2));

        List<JsonNode> parts = all(api.ask("Tell"));

        assertThat(Api.steps(parts.get(0))).doesNotContain("function_call");
        assertThat(Api.steps(parts.get(1))).endsWith("function_call");
        assertThat(parts.get(1).path("status").asText()).isEqualTo("requires_action");
        assertThat(Api.text(api.create("{\"model\":\"m\",\"previous_interaction_id\":\""
                        + parts.get(1).path("id").asText()
                        + "\",\"input\":[{\"type\":\"function_result\",\"call_id\":\"c1\",\"result\":\"seven\"}]}")))
                .contains("seven");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{manySteps: 1000000, continuation: {hops: 2}}",
                "{manySteps: 1000000, checkPoint: 3}",
                "{body: {id: a}, continuation: {hops: 2}}",
                "{sse: x, continuation: {hops: 2}}",
                "{raw: {text: x}, checkPoint: 3}",
                "{continuation: {hops: 0}}"
            })
    void whatHasNoPartsIsRefused(String answer) {
        assertThatThrownBy(() -> Script.parse("- answer: " + answer)).hasMessageContaining("An answer");
    }

    @Test
    void veryManyStepsAreNoPart() throws Exception {
        EMULATOR.script(
                Script.onCreate().text(LONG).continuation(2),
                Script.onCreate().hop(2).manySteps(1000));

        assertThat(api.post(members(api.ask("Tell"), "")).statusCode()).isEqualTo(501);
    }

    @Test
    void anAgentsAnswerHasPartsToo() throws Exception {
        EMULATOR.emulator().script("- answer: {text: One two, continuation: {hops: 2}}");
        JsonNode first = api.create("{\"agent\":\"deep-research-1\",\"input\":\"Tell\"}");

        JsonNode second =
                api.create(members(first, "").replace("\"model\":\"" + Api.MODEL, "\"agent\":\"deep-research-1"));

        assertThat(Api.text(first) + Api.text(second)).isEqualTo("One two");
    }

    @Test
    void partsOfJsonForASchemaAreOneJson() throws Exception {
        EMULATOR.script(Script.onCreate().continuation(2));

        List<JsonNode> parts = all(api.ask(
                "city: Bonn",
                "\"response_format\":{\"type\":\"text\",\"mime_type\":\"application/json\",\"schema\":{\"type\":\"object\","
                        + "\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}"));

        assertThat(Api.JSON.readTree(texts(parts)).path("city").asText()).isEqualTo("Bonn");
    }

    @Test
    void inTheBackgroundTheServerContinues() throws Exception {
        EMULATOR.script(Script.onCreate().text(LONG).continuation(3));

        JsonNode ended = api.readUntilEnded(
                api.ask("Tell", "\"background\":true").path("id").asText());

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.has("continuation_token")).isFalse();
        assertThat(Api.steps(ended))
                .containsExactly(
                        "user_input", "thought", "model_output", "thought", "model_output", "thought", "model_output");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6, 7, 8, 9, 40})
    void aCheckPointHasTheTokenOfWhatIsLeft(int after) throws Exception {
        EMULATOR.emulator()
                .script("- answer: {deltas: [One, \" two\", \" three\"], continuation: {hops: 1}, checkPoint: " + after
                        + "}");

        List<JsonNode> events = api.stream("Count", "");
        int at = Math.min(after, events.size() - 2);
        JsonNode point = events.get(at);
        JsonNode left = api.create("{\"model\":\"" + Api.MODEL + "\",\"previous_interaction_id\":\""
                + point.path("interaction_id").asText() + "\",\"continuation_token\":\"" + token(point) + "\"}");

        assertThat(point.path("event_type").asText()).isEqualTo("interaction.status_update");
        assertThat(point.path("status").asText()).isEqualTo("in_progress");
        assertThat(point.path("usage").has("total_tokens")).isTrue();
        assertThat(Api.text(events.subList(0, at)) + (left.path("steps").isEmpty() ? "" : Api.text(left)))
                .isEqualTo("One two three");
        assertThat(left.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void aCheckPointIsGoodWhileItsRunIsUnderWay() throws Exception {
        EMULATOR.script(Script.onCreate().text("One two").checkPoint(2).gateAfter(3, "held"));
        HttpResponse<InputStream> stream = api.open(
                api.authorized("/interactions").POST(BodyPublishers.ofString(Api.body("Count", "\"stream\":true"))));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.contains("continuation_token")) {
                line = lines.readLine();
            }
            JsonNode point = Api.events(line).get(0);
            JsonNode left = api.create(members(
                    Api.JSON
                            .createObjectNode()
                            .put("id", point.path("interaction_id").asText())
                            .put("continuation_token", token(point)),
                    ""));

            assertThat(Api.text(left)).isEqualTo("One two");
        }
    }

    @Test
    void aTokenSurvivesARestart() throws Exception {
        JsonNode first;
        try (GeminiEmulator before = GeminiEmulator.builder().data(folder).start()) {
            before.script(Script.onCreate().text(LONG).continuation(2));
            first = new Api(before.baseUrl()).ask("Tell");
        }
        try (GeminiEmulator after = GeminiEmulator.builder().data(folder).start()) {
            JsonNode second = new Api(after.baseUrl()).create(members(first, ""));

            assertThat(Api.text(first) + Api.text(second)).isEqualTo(LONG);
        }
    }

    @Test
    void javaAndAScriptSayTheSame() {
        String yaml = "{text: x, continuation: {hops: 3, sameToken: true, singleUse: true}, checkPoints: [4, 2]}";

        assertThat(Script.parse("- answer: " + yaml).rules().get(0).answer())
                .isEqualTo(Script.onCreate()
                        .text("x")
                        .continuation(3)
                        .sameToken()
                        .singleUse()
                        .checkPoint(2)
                        .checkPoint(4)
                        .answer());
        assertThatThrownBy(() -> Script.onCreate().checkPoint(1)).hasMessageContaining("second event");
        assertThatThrownBy(() -> Script.onCreate().continuation(0)).hasMessageContaining("at least one part");
    }
}
