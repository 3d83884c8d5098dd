// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RequestJsonTest {

    private static final List<Step> HELLO = List.of(new Step.UserInput(List.of(new Content.Text("Hello"))));

    static Stream<String> requests() {
        return Traffic.samples("request.json", "steps-redacted", "pasted");
    }

    /** What was sent comes out again, but that input is always a list of steps and stream is never false. */
    @ParameterizedTest
    @MethodSource("requests")
    void writesEveryRecordedRequest(String sample) {
        ObjectNode expected = (ObjectNode) Traffic.tree(Traffic.text(sample));
        InteractionRequest request = request(expected.deepCopy());
        if (!expected.path("stream").asBoolean()) expected.remove("stream");
        ObjectNode written = (ObjectNode) Traffic.tree(new String(RequestJson.write(request), UTF_8));

        JsonNode input = written.remove("input");
        JsonNode sent = expected.remove("input");
        assertThat(written).isEqualTo(expected);
        if (sent.isTextual()) assertThat(input.at("/0/content/0/text")).isEqualTo(sent);
        else assertThat(input).isEqualTo(sent);
    }

    private static InteractionRequest request(ObjectNode json) {
        List<Step> input = InputJson.from(json.remove("input"));
        String model = text(json, "model");
        String agent = text(json, "agent");
        String instruction = text(json, "system_instruction");
        String previous = text(json, "previous_interaction_id");
        JsonNode config = json.remove("generation_config");
        JsonNode format = json.remove("response_format");
        JsonNode tools = json.remove("tools");
        JsonNode store = json.remove("store");
        JsonNode background = json.remove("background");
        JsonNode stream = json.remove("stream");
        Map<String, String> more = new LinkedHashMap<>();
        json.properties()
                .forEach(member -> more.put(member.getKey(), member.getValue().toString()));
        return new InteractionRequest(
                model,
                agent,
                input,
                instruction,
                tools == null
                        ? List.of()
                        : Stream.of(tools)
                                .flatMap(JsonNode::valueStream)
                                .map(JsonNode::toString)
                                .toList(),
                config == null ? null : config.toString(),
                format == null ? null : format.toString(),
                previous,
                store == null ? null : store.booleanValue(),
                background == null ? null : background.booleanValue(),
                stream != null && stream.booleanValue(),
                more);
    }

    private static String text(ObjectNode json, String name) {
        JsonNode value = json.remove(name);
        return value == null ? null : value.textValue();
    }

    @Test
    void leavesOutWhatIsNotSet() {
        assertThat(write(simple(Map.of())))
                .isEqualTo(
                        "{\"model\":\"m\",\"input\":[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]}");
    }

    @Test
    void letsMoreReplaceMembersOfTheSameName() {
        String json = write(simple(Map.of("model", "\"other\"", "stream", "false", "labels", "{\"a\":\"b\"}")));
        assertThat(Traffic.tree(json).get("model").asText()).isEqualTo("other");
        assertThat(Traffic.tree(json).get("stream").booleanValue()).isFalse();
        assertThat(Traffic.tree(json).get("labels").get("a").asText()).isEqualTo("b");
    }

    @Test
    void sendsStepsOfTheHistoryUnchanged() {
        List<Step> history = InteractionJson.read(Traffic.text("steps-untouched/google-search.json"))
                .steps();
        InteractionRequest request = new InteractionRequest(
                "m", null, history, null, List.of(), null, null, null, false, null, true, Map.of());
        JsonNode written = Traffic.tree(write(request));
        assertThat(written.get("input"))
                .isEqualTo(Traffic.tree(Traffic.text("steps-untouched/google-search.json"))
                        .get("steps"));
        assertThat(written.get("store").booleanValue()).isFalse();
        assertThat(written.get("stream").booleanValue()).isTrue();
    }

    @Test
    void flattensToolsThatHoldSeveralFunctions() {
        InteractionRequest request = new InteractionRequest(
                "m",
                null,
                HELLO,
                null,
                List.of(
                        "{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":\"OBJECT\",\"properties\":{\"t\":{\"type\":\"STRING\"}}}},{\"name\":\"g\"}]}",
                        "{\"type\":\"google_search\"}"),
                null,
                null,
                null,
                null,
                null,
                false,
                Map.of());
        assertThat(Traffic.tree(write(request)).get("tools"))
                .isEqualTo(
                        Traffic.tree(
                                """
                [{"type":"function","name":"f","parameters":{"type":"object","properties":{"t":{"type":"string"}}}},
                 {"type":"function","name":"g"},{"type":"google_search"}]"""));
    }

    @Test
    void refusesMembersThatAreNoJson() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> write(simple(Map.of("a", "{secret"))))
                .withMessageNotContaining("secret");
    }

    @Test
    void sendsHalfACharacterAsAnEscape() {
        InteractionRequest request = new InteractionRequest(
                "m",
                null,
                List.of(new Step.UserInput(List.of(new Content.Text("half \uD83D")))),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                Map.of());
        assertThat(write(request)).containsIgnoringCase("half \\ud83d\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5|5", "-1.50|-1.50", "1e3|1E+3", "true|true", "[1, 2]|[1,2]", "{\"a\": 1}|{\"a\":1}", " 5 |5",
                "\"5\"|\"5\"", "low|\"low\"", "5s|\"5s\"", "007|\"007\"", "1.|\"1.\"", "NaN|\"NaN\"", "null|\"null\"",
                "{broken|\"{broken\"", "True|\"True\"", "5 6|\"5 6\""
            })
    void takesAValueForJsonOnlyWhereItIs(String value, String expected) {
        assertThat(RequestJson.literal(value)).isEqualTo(expected);
    }

    @Test
    void keepsAnEmptyAndABlankValueAsStrings() {
        assertThat(RequestJson.literal("")).isEqualTo("\"\"");
        assertThat(RequestJson.literal(" ")).isEqualTo("\" \"");
    }

    @Test
    void setsSingleMembersOverAnObject() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("toolChoice.allowedTools.mode", "any");
        fields.put("thinkingLevel", "low");
        fields.put("maxOutputTokens", "2048");
        fields.put("seed", 7);
        fields.put("topP", "0.10");
        fields.put("stop_sequences", List.of("a"));
        fields.put("label", "\"5\"");
        assertThat(Traffic.tree(RequestJson.merge("{\"thinking_level\":\"high\",\"kept\":1.50}", fields)))
                .isEqualTo(
                        Traffic.tree(
                                """
                        {"thinking_level":"low","kept":1.50,"max_output_tokens":2048,"seed":7,"top_p":0.10,
                        "stop_sequences":["a"],"label":"5","tool_choice":{"allowed_tools":{"mode":"any"}}}"""));
    }

    @Test
    void setsMembersInsideObjectsThatAreThere() {
        assertThat(RequestJson.merge("{\"a\":{\"b\":1,\"c\":2}}", Map.of("a.b", "3")))
                .isEqualTo("{\"a\":{\"b\":3,\"c\":2}}");
        assertThat(RequestJson.merge("{\"a\":5}", Map.of("a.b", "3"))).isEqualTo("{\"a\":{\"b\":3}}");
        assertThat(RequestJson.merge(null, Map.of("a", "x"))).isEqualTo("{\"a\":\"x\"}");
        assertThat(RequestJson.merge("", Map.of())).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "thinkingLevel, thinking_level",
        "a, a",
        "already_snake, already_snake",
        "baseURLPath, base_url_path",
        "sourceURL, source_url",
        "x2Y, x2_y",
        "Top, top"
    })
    void writesNamesInSnakeCase(String name, String expected) {
        assertThat(RequestJson.merge(null, Map.of(name, "1"))).isEqualTo("{\"" + expected + "\":1}");
    }

    @Test
    void setsOneObjectOverAnother() {
        assertThat(RequestJson.overlay("{\"a\":{\"b\":1},\"c\":1.50}", "{\"a\":{\"d\":2},\"e\":null}"))
                .isEqualTo("{\"a\":{\"d\":2},\"c\":1.50,\"e\":null}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestJson.overlay("{}", "[]"))
                .withMessageContaining("a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "secret", "{\"secret"})
    void setsMembersOverAnObjectOnly(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestJson.merge(json, Map.of("a", "1")))
                .withMessageNotContaining("secret");
    }

    private static InteractionRequest simple(Map<String, String> more) {
        return new InteractionRequest("m", null, HELLO, null, List.of(), null, null, null, null, null, false, more);
    }

    private static String write(InteractionRequest request) {
        return new String(RequestJson.write(request), UTF_8);
    }
}
