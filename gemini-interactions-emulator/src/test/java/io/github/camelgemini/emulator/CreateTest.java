// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What a create answers when no script says otherwise. */
class CreateTest {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(EMULATOR.baseUrl());
    }

    @Test
    void answersWithAThoughtAndATextThatSaysWhoSpeaks() throws Exception {
        JsonNode answer = api.ask("Say hello to Anna");

        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(answer.path("object").asText()).isEqualTo("interaction");
        assertThat(answer.path("model").asText()).isEqualTo(Api.MODEL);
        assertThat(answer.path("id").asText()).matches("v1_[A-Za-z0-9_-]{67}");
        assertThat(Api.steps(answer)).containsExactly("thought", "model_output");
        assertThat(answer.at("/steps/0/signature").asText()).isNotEmpty();
        assertThat(Api.text(answer)).startsWith("Emulator answer: ").contains("\"Say hello to Anna\"");
    }

    @Test
    void givesTheSameAnswerEveryTime() throws Exception {
        assertThat(api.ask("Again").path("steps")).isEqualTo(api.ask("Again").path("steps"));
    }

    @Test
    void countsTokensThatAddUp() throws Exception {
        JsonNode usage = api.ask("Count me").path("usage");

        int sum = usage.path("total_input_tokens").asInt()
                + usage.path("total_output_tokens").asInt()
                + usage.path("total_thought_tokens").asInt();
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(sum).isPositive();
    }

    @Test
    void postGivesGeneratedStepsAndGetPutsTheInputInFront() throws Exception {
        JsonNode created = api.ask("Question");
        JsonNode read = api.read(created.path("id").asText());

        assertThat(Api.steps(read)).containsExactly("user_input", "thought", "model_output");
        assertThat(read.at("/steps/0/content/0/text").asText()).isEqualTo("Question");
        assertThat(read.path("usage")).isEqualTo(created.path("usage"));
    }

    @Test
    void withoutStorageThereIsNoId() throws Exception {
        assertThat(api.ask("Forget this", "\"store\":false").has("id")).isFalse();
    }

    @Test
    void quotesEarlierTurnsOfTheConversation() throws Exception {
        JsonNode first = api.ask("My name is Anna");
        JsonNode second = api.ask("I live in Bonn", previous(first));
        JsonNode third = api.ask("Who am I?", previous(second));

        assertThat(Api.text(third)).contains("\"Who am I?\"", "\"My name is Anna\"", "\"I live in Bonn\"");
    }

    @Test
    void quotesEarlierTurnsOfAStatelessHistory() throws Exception {
        JsonNode answer = api.create(
                """
                {"model":"m","store":false,"input":[
                  {"type":"user_input","content":[{"type":"text","text":"My name is Anna"}]},
                  {"type":"thought","signature":"c2ln"},
                  {"type":"model_output","content":[{"type":"text","text":"Hello"}]},
                  {"type":"user_input","content":[{"type":"text","text":"Who am I?"}]}]}""");

        assertThat(Api.text(answer)).contains("you said \"Who am I?\"", "Earlier you said \"My name is Anna\"");
    }

    @Test
    void aModelTurnFollowsAnAgentTurn() throws Exception {
        JsonNode agent = api.create("{\"agent\":\"deep-research-preview-04-2026\",\"input\":\"Survey X\"}");
        JsonNode answer = api.ask("Shorten it", previous(agent));

        assertThat(Api.text(answer)).contains("Survey X");
    }

    @Test
    void describesMedia() throws Exception {
        String data = Base64.getEncoder().encodeToString(new byte[1234]);
        JsonNode answer = api.create(
                """
                {"model":"m","input":[{"type":"text","text":"Extract"},
                  {"type":"document","mime_type":"application/pdf","data":"%s"},
                  {"type":"image","mime_type":"image/png","uri":"gs://b/i.png"}]}"""
                        .formatted(data));

        assertThat(Api.text(answer))
                .contains("document application/pdf, 1234 bytes", "image image/png at gs://b/i.png");
    }

    @Test
    void summarisesItsThoughtWhereAskedTo() throws Exception {
        JsonNode answer = api.ask("Think", "\"generation_config\":{\"thinking_summaries\":\"auto\"}");

        assertThat(answer.at("/steps/0/summary/0/text").asText()).startsWith("Emulator thought");
    }

    @Test
    void stopsIncompleteAtTheTokenLimit() throws Exception {
        JsonNode answer = api.ask("A long answer please", "\"generation_config\":{\"max_output_tokens\":2}");

        assertThat(answer.path("status").asText()).isEqualTo("incomplete");
        assertThat(Api.text(answer)).hasSize(8);
    }

    @Test
    void agentsTakeSeveralSteps() throws Exception {
        JsonNode answer =
                api.create("{\"agent\":\"agents/my-agent\",\"input\":\"Survey X\",\"environment\":\"remote\"}");

        assertThat(answer.path("agent").asText()).isEqualTo("agents/my-agent");
        assertThat(answer.path("environment_id").asText()).isNotEmpty();
        assertThat(Api.steps(answer))
                .containsExactly("thought", "google_search_call", "google_search_result", "thought", "model_output");
    }

    @Test
    void fillsASchemaFromThePrompt() throws Exception {
        JsonNode answer = api.ask(
                "Invoice R-77 over 42.50 EUR, due 2026-12-01",
                """
                "response_format":{"type":"text","mime_type":"application/json","schema":{"type":"object","properties":{
                  "number":{"type":"string"},"total":{"type":"number"},"currency":{"enum":["USD","EUR"]},
                  "due":{"type":"string","format":"date"},"items":{"type":"array","items":{"$ref":"#/$defs/item"}}},
                  "required":["number"],
                  "$defs":{"item":{"type":"object","properties":{"quantity":{"type":"integer","minimum":1}}}}}}""");

        assertThat(Api.JSON.readTree(Api.text(answer)))
                .isEqualTo(
                        Api.JSON.readTree(
                                """
                {"number":"R-77","total":42.50,"currency":"EUR","due":"2026-12-01","items":[{"quantity":1}]}"""));
    }

    @Test
    void callsTheFunctionThatThePromptMentions() throws Exception {
        JsonNode answer = api.ask("What is the stock price of GOOG?", TOOLS);

        assertThat(answer.path("status").asText()).isEqualTo("requires_action");
        assertThat(Api.steps(answer)).containsExactly("thought", "function_call");
        assertThat(answer.at("/steps/1/name").asText()).isEqualTo("get_stock_price");
        assertThat(answer.at("/steps/1/arguments")).isEqualTo(Api.JSON.readTree("{\"ticker\":\"GOOG\"}"));
    }

    @Test
    void answersQuotingTheResults() throws Exception {
        JsonNode call = api.ask("What is the stock price of GOOG?", TOOLS);
        JsonNode answer = api.create(
                """
                {"model":"m","previous_interaction_id":"%s",%s,"input":[
                  {"type":"function_result","call_id":"%s","name":"get_stock_price","result":{"price":170.25}}]}"""
                        .formatted(
                                call.path("id").asText(),
                                TOOLS,
                                call.at("/steps/1/id").asText()));

        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(Api.text(answer)).contains("get_stock_price returned {\"price\":170.25}", "stock price of GOOG");
    }

    @Test
    void callsNothingThatIsNotMentionedUnlessForced() throws Exception {
        assertThat(Api.steps(api.ask("Good morning", TOOLS))).containsExactly("thought", "model_output");
        assertThat(api.ask("Good morning", TOOLS + ",\"generation_config\":{\"tool_choice\":\"any\"}")
                        .path("status")
                        .asText())
                .isEqualTo("requires_action");
        assertThat(api.ask("Stock price of GOOG", TOOLS + ",\"generation_config\":{\"tool_choice\":\"none\"}")
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void callsSeveralFunctionsAtOnce() throws Exception {
        JsonNode answer = api.ask(
                "Weather in New York and the stock price of GOOG",
                """
                "tools":[{"functionDeclarations":[
                  {"name":"getStockPrice","parameters":{"type":"OBJECT","properties":{"ticker":{"type":"STRING"}}}},
                  {"name":"getWeather","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"}}}}]}]""");

        assertThat(answer.at("/steps/1/arguments/ticker").asText()).isEqualTo("GOOG");
        assertThat(answer.at("/steps/2/arguments/city").asText()).isEqualTo("New York");
    }

    private static final String TOOLS =
            """
            "tools":[{"type":"function","name":"get_stock_price","description":"d","parameters":
              {"type":"object","properties":{"ticker":{"type":"string"}},"required":["ticker"]}}]""";

    private static String previous(JsonNode interaction) {
        return "\"previous_interaction_id\":\"" + interaction.path("id").asText() + "\"";
    }
}
