// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class InputJsonTest {

    private static final Step HELLO = new Step.UserInput(List.of(new Content.Text("Hello")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Hello\"",
                "{\"type\":\"text\",\"text\":\"Hello\"}",
                "{\"text\":\"Hello\"}",
                "[{\"type\":\"text\",\"text\":\"Hello\"}]",
                "[\"Hello\"]",
                "[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]",
                "{\"type\":\"user_input\",\"content\":\"Hello\"}",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]",
                "[{\"role\":\"user\",\"content\":\"Hello\"}]",
                "{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Hello\"}}"
            })
    void readsTheSameHelloInEveryShape(String json) {
        assertThat(InputJson.read(json)).containsExactly(HELLO);
        assertThat(InputJson.from(Traffic.tree(json))).containsExactly(HELLO);
        assertThat(InputJson.from(InteractionJson.value(json))).containsExactly(HELLO);
    }

    @Test
    void takesContentsThatStandTogetherForOneInput() {
        List<Step> steps = InputJson.read(
                """
                [{"type":"text","text":"What is this?"},{"type":"image","uri":"files/x","mime_type":"image/png"}]""");
        assertThat(steps)
                .containsExactly(new Step.UserInput(List.of(
                        new Content.Text("What is this?"),
                        new Content.Media("image", null, "files/x", "image/png", Map.of()))));
    }

    @Test
    void takesStepsOfEveryKindAsTheyAre() {
        String json =
                """
                [{"type":"user_input","content":[{"type":"text","text":"2+3?"}]},{"type":"thought","signature":"c2ln"},
                {"type":"function_call","id":"c1","name":"add","arguments":{"x":2}},
                {"type":"function_result","call_id":"c1","name":"add","result":"5","safety_acknowledgement":true},
                {"type":"model_output","content":[{"type":"text","text":"5"}]},{"type":"hologram","a":1.50}]""";
        assertThat(Traffic.tree(InteractionJson.writeSteps(InputJson.read(json))))
                .isEqualTo(Traffic.tree(json));
        assertThat(InputJson.read("{\"type\":\"function_result\",\"call_id\":\"c1\",\"name\":\"f\",\"result\":\"7\"}"))
                .containsExactly(new Step.Result("function_result", "c1", "f", "\"7\"", null, null, Map.of()));
    }

    @Test
    void turnsTurnsIntoSteps() {
        assertThat(
                        InputJson.read(
                                """
                [{"role":"user","content":"Weather?"},
                 {"role":"model","content":[{"type":"thought","signature":"s"},{"type":"text","text":"I"},{"type":"text","text":" look"},
                   {"type":"function_call","id":"c","name":"f","arguments":{}}]},
                 {"role":"user","content":[{"type":"function_result","call_id":"c","result":"sun"},{"type":"text","text":"so?"}]}]"""))
                .containsExactly(
                        new Step.UserInput(List.of(new Content.Text("Weather?"))),
                        new Step.Thought("s", List.of(), Map.of()),
                        new Step.ModelOutput(List.of(new Content.Text("I"), new Content.Text(" look")), Map.of()),
                        new Step.Call("function_call", "c", "f", "{}", null, Map.of()),
                        new Step.Result("function_result", "c", null, "\"sun\"", null, null, Map.of()),
                        new Step.UserInput(List.of(new Content.Text("so?"))));
    }

    @Test
    void takesResultsInWhatAUserSaysAsTheyAre() {
        String json =
                """
                [{"type":"user_input","content":[{"type":"function_result","call_id":"c","result":{"sum":18.0}}]}]""";
        assertThat(Traffic.tree(InteractionJson.writeSteps(InputJson.read(json))))
                .isEqualTo(Traffic.tree(json));
    }

    @Test
    void readsValuesAndMapsMixed() {
        assertThat(InputJson.from(HELLO)).containsExactly(HELLO);
        assertThat(InputJson.from(new Content.Text("Hello"))).containsExactly(HELLO);
        assertThat(InputJson.from("Hello")).containsExactly(HELLO);
        assertThat(InputJson.from("{\"type\":\"text\"}"))
                .as("a String is what the user says, whatever it looks like")
                .containsExactly(new Step.UserInput(List.of(new Content.Text("{\"type\":\"text\"}"))));
        assertThat(InputJson.from(List.of(
                        "a",
                        new Content.Text("b"),
                        Map.of("type", "function_result", "call_id", "c", "result", 5),
                        "d")))
                .containsExactly(
                        new Step.UserInput(List.of(new Content.Text("a"), new Content.Text("b"))),
                        new Step.Result("function_result", "c", null, "5", null, null, Map.of()),
                        new Step.UserInput(List.of(new Content.Text("d"))));
    }

    @Test
    void readsValuesInsideMaps() {
        assertThat(InputJson.from(Map.of("role", "user", "content", List.of(new Content.Text("Hello")))))
                .containsExactly(HELLO);
        assertThat(InputJson.from(Map.of("type", "user_input", "content", new Content[] {new Content.Text("Hello")})))
                .containsExactly(HELLO);
    }

    @Test
    void leavesAGivenTreeAsItIs() {
        JsonNode tree =
                Traffic.tree("[{\"type\":\"user_input\",\"content\":\"Hello\"},{\"role\":\"user\",\"content\":\"x\"}]");
        JsonNode before = tree.deepCopy();
        InputJson.from(tree);
        assertThat(tree).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{secret|not JSON",
                "5|a number",
                "null|null",
                "[]|empty",
                "[[\"secret\"]]|a list",
                "[true]|a boolean",
                "{}|no members",
                "{\"type\":\"\"}|neither content nor step",
                "{\"type\":\"\",\"role\":\"user\",\"content\":\"x\"}|neither content nor step",
                "{\"customer\":\"secret\",\"total\":1}|customer, total",
                "{\"role\":\"assistant\",\"content\":\"secret\"}|role, content",
                "{\"role\":\"user\",\"parts\":[{\"text\":\"secret\"}]}|role, parts",
                "{\"content\":\"secret\"}|content",
                "{\"type\":5}|type",
                "[{\"role\":\"user\",\"content\":5}]|a number"
            })
    void namesAShapeItDoesNotKnow(String json, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputJson.read(json))
                .withMessageContaining(named)
                .withMessageNotContaining("secret");
    }
}
