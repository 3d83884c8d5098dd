// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InteractionJsonTest {

    static Stream<String> responses() {
        return Stream.of(
                        Traffic.samples(".json", "steps-untouched"),
                        Traffic.samples("response.json", "steps-redacted", "pasted"),
                        Traffic.samples("background-post.json", "documented"))
                .flatMap(samples -> samples);
    }

    static Stream<String> olderResponses() {
        return Stream.concat(Traffic.samples(".json", "legacy"), Traffic.samples(".legacy.json", "pasted"));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void bringsEveryRecordedResponseBackAsItWas(String sample) {
        String json = Traffic.text(sample);
        Interaction read = InteractionJson.read(json.getBytes(UTF_8));

        assertThat(Traffic.tree(InteractionJson.write(read))).isEqualTo(Traffic.tree(json));
        assertThat(InteractionJson.read(InteractionJson.write(read))).isEqualTo(read);
        assertThat(read.steps()).noneMatch(step -> step instanceof Step.Unknown);
    }

    @ParameterizedTest
    @MethodSource("olderResponses")
    void bringsOlderResponsesBackWithStepsForOutputs(String sample) {
        ObjectNode expected = (ObjectNode) Traffic.tree(Traffic.text(sample));
        expected.set("steps", steps(expected.remove("outputs")));
        Interaction read = InteractionJson.read(Traffic.text(sample));
        if (!expected.has("status")) expected.put("status", "requires_action");

        assertThat(Traffic.tree(InteractionJson.write(read))).isEqualTo(expected);
    }

    /** Contents that stand together are one step of the model. */
    private static ArrayNode steps(JsonNode outputs) {
        ArrayNode steps = Traffic.MAPPER.createArrayNode();
        boolean together = false;
        for (JsonNode output : outputs) {
            boolean isContent =
                    Set.of("text", "image").contains(output.path("type").asText());
            if (!isContent) steps.add(output);
            else if (together) ((ArrayNode) steps.get(steps.size() - 1).get("content")).add(output);
            else
                steps.addObject()
                        .put("type", "model_output")
                        .putArray("content")
                        .add(output);
            together = isContent;
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'completed','steps':[],'usage':{},'errors':[],'model':null,'id':''}",
                "{'status':'completed','steps':{'a':1},'usage':[1],'errors':'x','model':5,'id':7,'created':[]}",
                "{'status':7,'agent':'a','new':{'deep':[1,2.50,1e3,-0.10,12345678901234567890,null,true]}}",
                "{'status':'completed','steps':[5,'x',null,[],{},{'type':7,'a':1},{'type':'new','a':null}]}",
                "{'status':'completed','steps':[{'type':'model_output'},{'type':'model_output','content':[]},"
                        + "{'type':'model_output','content':null,'error':{'code':3}},{'type':'user_input','content':{}}]}",
                "{'status':'completed','steps':[{'type':'model_output','content':[{'type':'text','text':'a',"
                        + "'annotations':[],'n':1},{'type':'text','text':null},{'type':'text','text':'b','annotations':[7]},"
                        + "{'type':'image','data':null,'uri':5,'mime_type':'image/png','resolution':'low'},{'type':'hologram'}]}]}",
                "{'status':'completed','steps':[{'type':'thought','signature':''},{'type':'thought','signature':null,"
                        + "'summary':[]},{'type':'thought','summary':[{'type':'image','data':'AA=='}]}]}",
                "{'status':'completed','steps':[{'type':'new_call','id':'','arguments':null,'signature':'','x':1},"
                        + "{'type':'function_call','arguments':[1],'name':{}},{'type':'function_call','arguments':'text'}]}",
                "{'status':'completed','steps':[{'type':'new_result','result':null,'is_error':'no'},"
                        + "{'type':'function_result','call_id':'c','result':'','is_error':false},"
                        + "{'type':'url_context_result','result':[{'url':'u','status':'success'}]}]}",
                "{'status':'failed','errors':[{'code':503,'message':'m','status':'UNAVAILABLE','details':[{}]}]}",
                "{'status':'completed','usage':{'total_tokens':null,'total_input_tokens':1.5,'total_output_tokens':'7',"
                        + "'raw_prompt_token':5,'grounding_tool_count':[{'type':'google_search','count':1}]}}"
            })
    void losesNothingOfWhatItDoesNotKnow(String quoted) {
        String json = quoted.replace('\'', '"');
        assertThat(Traffic.tree(InteractionJson.write(InteractionJson.read(json))))
                .isEqualTo(Traffic.tree(json));
    }

    @Test
    void takesTheFieldsOfARecordedAnswer() {
        Interaction read = InteractionJson.read(Traffic.text("steps-untouched/google-search.json"));
        assertThat(read.status()).isEqualTo(InteractionStatus.COMPLETED);
        assertThat(read.model()).isEqualTo("gemini-2.5-flash");
        assertThat(read.agent()).isNull();
        assertThat(read.serviceTier()).isEqualTo("standard");
        assertThat(read.created()).isEqualTo("2026-05-15T18:52:36Z");
        assertThat(read.more()).containsExactly(Map.entry("object", "\"interaction\""));
        assertThat(read.steps())
                .extracting(Step::type)
                .containsExactly("thought", "model_output", "google_search_call", "google_search_result");
        Usage usage = read.usage();
        assertThat(usage.inputTokens()).isEqualTo(22);
        assertThat(usage.outputTokens()).isEqualTo(973);
        assertThat(usage.thoughtTokens()).isEqualTo(249);
        assertThat(usage.toolUseTokens()).isEqualTo(129);
        assertThat(usage.cachedTokens()).isZero();
        assertThat(usage.totalTokens()).isEqualTo(1373);
        Content.Text text = (Content.Text) read.output().get(0);
        assertThat(text.annotations()).isNotEmpty().allSatisfy(a -> assertThat(a)
                .contains("url_citation"));
        Step.Call call = (Step.Call) read.steps().get(2);
        assertThat(call.id()).isEqualTo("3tz1p6wn");
        assertThat(call.arguments()).startsWith("{\"queries\":[\"notable AI");
        assertThat(call.more()).containsEntry("search_type", "\"web_search\"");
    }

    @Test
    void takesCountsThatAreStrings() {
        String json = "{\"status\":\"completed\",\"usage\":{\"total_input_tokens\":\"4\",\"total_output_tokens\":\"5\","
                + "\"total_tokens\":\"9\",\"total_cached_tokens\":0,\"total_thought_tokens\":\"many\","
                + "\"total_tool_use_tokens\":\"99999999999999999999\",\"input_tokens_by_modality\":"
                + "[{\"modality\":\"text\",\"tokens\":\"4\"}]}}";

        Interaction read = InteractionJson.read(json);

        assertThat(read.usage().inputTokens()).isEqualTo(4);
        assertThat(read.usage().outputTokens()).isEqualTo(5);
        assertThat(read.usage().totalTokens()).isEqualTo(9);
        assertThat(read.usage().cachedTokens()).isZero();
        assertThat(read.usage().thoughtTokens()).isNull();
        assertThat(read.usage().toolUseTokens()).isNull();
        assertThat(Traffic.tree(InteractionJson.write(read))).isEqualTo(Traffic.tree(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000000000", "9223372036854775808", "4.5", "\"1e1000000000\"", "\"\"", "true"})
    void leavesACountThatIsNoneAsItIs(String count) {
        String json = "{\"status\":\"completed\",\"usage\":{\"total_tokens\":" + count + "}}";

        Interaction read = InteractionJson.read(json);

        assertThat(read.usage().totalTokens()).isNull();
        assertThat(Traffic.tree(InteractionJson.write(read))).isEqualTo(Traffic.tree(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text A, thought, text B                     | AB",
                "text A, thought, thought, text B, thought   | AB",
                "text A, call, thought, text B               | B",
                "text A, thought, text B, call               | AB",
                "text A, image, thought, text B              | B",
                "text A, user_input, text B                  | B",
                "text A, empty, text B                       | AB",
                "thought                                     | "
            })
    void theTextOfAnAnswerContinuesOverThoughts(String steps, String text) {
        StringBuilder json = new StringBuilder();
        for (String step : steps.split(", "))
            json.append(json.isEmpty() ? "" : ",")
                    .append(
                            switch (step.split(" ")[0]) {
                                case "text" ->
                                    "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\""
                                            + step.split(" ")[1] + "\"}]}";
                                case "image" ->
                                    "{\"type\":\"model_output\",\"content\":[{\"type\":\"image\",\"data\":\"AA==\"}]}";
                                case "empty" -> "{\"type\":\"model_output\"}";
                                case "call" -> "{\"type\":\"google_search_call\",\"id\":\"s\"}";
                                default -> "{\"type\":\"" + step + "\"}";
                            });

        assertThat(InteractionJson.read("{\"status\":\"completed\",\"steps\":[" + json + "]}")
                        .outputText())
                .isEqualTo(text);
    }

    /** One sample a kind, so that a new kind of step or content cannot be forgotten here. */
    @Test
    void readsEveryKindOfStepAndContent() {
        Interaction read = InteractionJson.read(
                """
                {"status":"completed","steps":[{"type":"user_input","content":[{"type":"text","text":"t"}]},
                {"type":"thought"},{"type":"function_call"},{"type":"function_result"},{"type":"hologram"},
                {"type":"model_output","content":[{"type":"text","text":""},{"type":"video"},{"type":"hologram"}]}]}""");
        assertThat(read.steps().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(Set.of(Step.class.getPermittedSubclasses()));
        assertThat(((Step.ModelOutput) read.steps().get(5))
                        .content().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(Set.of(Content.class.getPermittedSubclasses()));
    }

    @Test
    void readsTheShapesOfOlderServersAndDocuments() {
        Interaction read = InteractionJson.read(
                """
                {"id":"i1","steps":[{"role":"user","content":"hi"},{"role":"model","content":[{"text":"a"}]},
                {"content":["b"]},{"type":"thought","summary":"hm"},
                {"type":"function_call","id":"c0","name":"f","arguments":"{\\"x\\": 1.0}"},
                {"type":"function_result","call_id":"c0","result":{"a":1}}],
                "usage":{"total_reasoning_tokens":4,"prompt_tokens":2,"completion_tokens":3}}""");
        assertThat(read.status()).isEqualTo(InteractionStatus.COMPLETED);
        assertThat(read.steps().get(0))
                .isEqualTo(new Step.UserInput(List.of(new Content.Text("hi")), Map.of("role", "\"user\"")));
        assertThat(read.steps().get(1))
                .isEqualTo(new Step.ModelOutput(List.of(new Content.Text("a")), Map.of("role", "\"model\"")));
        assertThat(read.steps().get(2)).isEqualTo(new Step.ModelOutput(List.of(new Content.Text("b")), Map.of()));
        assertThat(read.steps().get(3)).isEqualTo(new Step.Thought(null, List.of(new Content.Text("hm")), Map.of()));
        assertThat(((Step.Call) read.steps().get(4)).arguments()).isEqualTo("{\"x\":1.0}");
        assertThat(read.usage().thoughtTokens()).isEqualTo(4);
        assertThat(read.usage().inputTokens()).isEqualTo(2);
        assertThat(read.usage().outputTokens()).isEqualTo(3);
        assertThat(read.usage().more()).containsKeys("total_reasoning_tokens", "prompt_tokens", "completion_tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool_calls", "toolCalls"})
    void liftsCallsOutOfTheStepThatNestsThem(String member) {
        Interaction read = InteractionJson.read(
                "{\"steps\":[{\"role\":\"model\",\"content\":[{\"text\":\"a\"}],\"" + member
                        + "\":[{\"name\":\"f\",\"args\":{\"t\":\"G\"}},{\"name\":\"g\",\"call_id\":\"c\",\"arguments\":{}}]}]}");
        assertThat(read.steps().subList(1, 3))
                .containsExactly(
                        new Step.Call("function_call", null, "f", "{\"t\":\"G\"}", null, Map.of()),
                        new Step.Call("function_call", "c", "g", "{}", null, Map.of()));
        assertThat(read.outputText()).isEqualTo("a");
        assertThat(((Step.ModelOutput) read.steps().get(0)).content()).containsExactly(new Content.Text("a"));
        assertThat(read.status()).isEqualTo(InteractionStatus.REQUIRES_ACTION);
        assertThat(read.pendingCalls()).hasSize(2);
    }

    @Test
    void knowsNoIdOfAnInteractionThatIsNotStored() {
        assertThat(InteractionJson.read("{\"id\":\"\",\"status\":\"completed\"}")
                        .id())
                .isNull();
        assertThat(InteractionJson.read(Traffic.text("steps-untouched/multi-turn-stateless-turn1.json"))
                        .id())
                .isNull();
    }

    @Test
    void readsErrorsWithWordsAndWithNumbers() {
        Interaction read = InteractionJson.read(
                "{\"status\":\"failed\",\"errors\":[{\"code\":\"safety\",\"message\":\"m\"},{\"code\":503},{},\"text\"]}");
        assertThat(read.errors()).extracting(InteractionError::code).containsExactly("safety", "503", null, null);
        assertThat(read.errors()).extracting(InteractionError::message).containsExactly("m", null, null, "text");
        assertThat(read.errors()).extracting(InteractionError::isEmpty).containsExactly(false, false, true, false);
    }

    @Test
    void readsAndWritesStringsLongerThanJacksonAllowsByDefault() {
        String data = "QUJD".repeat(6_000_000);
        String json =
                "{\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"video\",\"data\":\""
                        + data + "\"}]}]}";
        Interaction read = InteractionJson.read(json.getBytes(UTF_8));
        assertThat(((Content.Media) read.output().get(0)).data()).hasSize(data.length());
        assertThat(InteractionJson.write(read).length()).isEqualTo(json.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "5", "<html>", "{\"a\":1", "{} {}"})
    void refusesWhatIsNoInteraction(String json) {
        assertThatThrownBy(() -> InteractionJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(InteractionProtocolException.class);
        assertThatThrownBy(() -> InteractionJson.read(json)).isInstanceOf(InteractionProtocolException.class);
    }

    @Test
    void readsStepsBackAsTheyWereWritten() {
        List<Step> steps = new ArrayList<>(InteractionJson.read(Traffic.text("steps-untouched/google-search.json"))
                .steps());
        steps.add(new Step.Unknown("hologram", "{\"type\":\"hologram\",\"a\":[1.50]}"));
        assertThat(InteractionJson.readSteps(InteractionJson.writeSteps(steps))).isEqualTo(steps);
        for (Step step : steps) {
            assertThat(InteractionJson.readSteps(InteractionJson.write(step))).containsExactly(step);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> InteractionJson.readSteps("5"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, java.lang.Integer", "-12345678901, java.lang.Long", "123456789012345678901, java.math.BigInteger",
        "1.10, java.math.BigDecimal", "1e400, java.math.BigDecimal", "true, java.lang.Boolean"
    })
    void viewsNumbersWithTheirDigits(String json, Class<?> type) {
        Object value = InteractionJson.value(json);
        assertThat(value).isInstanceOf(type);
        if (value instanceof BigDecimal decimal) assertThat(decimal).isEqualTo(new BigDecimal(json));
        else assertThat(value).hasToString(json);
    }

    @Test
    void viewsValuesAsMapsAndLists() {
        Interaction read = InteractionJson.read(
                "{\"id\":\"i\",\"status\":\"completed\",\"x\":1.10,\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"t\"}]}]}");
        Map<String, Object> text = Map.of("type", "text", "text", "t");
        Map<String, Object> step = Map.of("type", "model_output", "content", List.of(text));
        assertThat(InteractionJson.map(read))
                .isEqualTo(
                        Map.of("id", "i", "status", "completed", "x", new BigDecimal("1.10"), "steps", List.of(step)));
        assertThat(InteractionJson.map(read.steps().get(0))).isEqualTo(step);
        assertThat(InteractionJson.map(read.output().get(0))).isEqualTo(text);
        assertThat(InteractionJson.write(read.output().get(0))).isEqualTo("{\"type\":\"text\",\"text\":\"t\"}");
        assertThat(InteractionJson.value("null")).isNull();
        assertThat(InteractionJson.value("[\"a\",5]")).isEqualTo(List.of("a", 5));
        assertThat(InteractionJson.tree("{\"a\":1.10}").get("a").decimalValue()).isEqualTo(new BigDecimal("1.10"));
        assertThat(InteractionJson.text(Map.of("n", new BigInteger("5")))).isEqualTo("{\"n\":5}");
        assertThat(Traffic.tree(InteractionJson.text(
                        Map.of("a", read, "b", read.steps(), "c", read.output().get(0)))))
                .isEqualTo(Traffic.tree(InteractionJson.object(Map.of(
                        "a", InteractionJson.write(read),
                        "b", InteractionJson.writeSteps(read.steps()),
                        "c", InteractionJson.write(read.output().get(0))))));
        assertThat(InteractionJson.object(Map.of("a", "[1.50]"))).isEqualTo("{\"a\":[1.50]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "{\"secret\":"})
    void saysThatATextIsNoJsonWithoutQuotingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InteractionJson.value(text))
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InteractionJson.map(text))
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InteractionJson.tree(text))
                .withMessageNotContaining("secret");
    }

    @Test
    void countsInStringsAreAddedUp() {
        Usage one = InteractionJson.read(
                        "{\"usage\":{\"total_tokens\":\"9\",\"total_input_tokens\":\"4\",\"n\":\"1\"}}")
                .usage();
        Usage other = InteractionJson.read("{\"usage\":{\"total_tokens\":\"7\",\"total_input_tokens\":5,\"n\":\"2\"}}")
                .usage();

        Usage sum = UsageJson.sum(one, other);

        assertThat(sum.totalTokens()).isEqualTo(16);
        assertThat(sum.inputTokens()).isEqualTo(9);
        assertThat(InteractionJson.text(sum)).isEqualTo("{\"total_input_tokens\":9,\"total_tokens\":16,\"n\":\"3\"}");
    }
}
