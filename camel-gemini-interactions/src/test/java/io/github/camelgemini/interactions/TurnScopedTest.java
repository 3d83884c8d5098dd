// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** What the service forgets from one turn to the next is sent with each. Documented: docs/api.adoc 2.1, "not inherited". */
class TurnScopedTest extends GeminiEmulatorTestSupport {

    static Stream<Arguments> options() {
        return Stream.of(
                Arguments.of("model=m&systemInstruction=RAW(Be brief)", "system_instruction", "\"Be brief\""),
                Arguments.of("model=m&tools=RAW({\"type\":\"url_context\"})", "tools", "[{\"type\":\"url_context\"}]"),
                Arguments.of("model=m&builtinTools=google_search", "tools", "[{\"type\":\"google_search\"}]"),
                Arguments.of(
                        "model=m&mcpServers=RAW({\"name\":\"a\"})",
                        "tools",
                        "[{\"type\":\"mcp_server\",\"name\":\"a\"}]"),
                Arguments.of("model=m&generationConfig=RAW({\"seed\":5})", "generation_config", "{\"seed\":5}"),
                Arguments.of(
                        "model=m&generationConfig.thinkingLevel=low",
                        "generation_config",
                        "{\"thinking_level\":\"low\"}"),
                Arguments.of(
                        "agent=a&agentConfig=RAW({\"type\":\"dynamic\"})", "agent_config", "{\"type\":\"dynamic\"}"),
                Arguments.of("agent=a&agentConfig.type=dynamic", "agent_config", "{\"type\":\"dynamic\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void areSentWithEveryTurn(String options, String member, String json) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to("gemini-interactions:create?" + options));

        Message first = fluentTemplate.to("direct:in").withBody("One").send().getMessage();
        Object id = first.getHeader(GeminiInteractionsConstants.INTERACTION_ID);
        fluentTemplate
                .to("direct:in")
                .withBody("Two")
                .withHeader(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, id)
                .send();

        assertThat(emulator().requests()).hasSize(2).allSatisfy(request -> assertThat(
                        request.at("/" + member).toString())
                .isEqualTo(json));
        RecordedRequest second = emulator().lastRequest();
        assertThat(second.at("/previous_interaction_id").asText()).isEqualTo(id);
        assertThat(second.at("/input").toString()).contains("Two").doesNotContain("One");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void areSentWithEveryRoundOfAFunctionLoop(String options, String member, String json) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:in").to("gemini-interactions:create?allowedHeaders=all&" + options + "&tags=t");
            routes.from("gemini-interactions-tool:work?tags=t").setBody().constant("done");
        });
        emulator().script(onCreate().call("work", "{}"), onCreate().text("ready"));

        String answer = fluentTemplate
                .to("direct:in")
                .withBody("Go")
                .withHeader(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-Request", "r1"))
                .request(String.class);

        assertThat(answer).isEqualTo("ready");
        String declared = ",{\"type\":\"function\",\"name\":\"work\"";
        assertThat(emulator().requests()).hasSize(2).allSatisfy(request -> {
            String sent = request.at("/" + member).toString();
            if (member.equals("tools")) assertThat(sent).startsWith(json.replace("]", declared));
            else assertThat(sent).isEqualTo(json);
            assertThat(request.header("x-request")).isEqualTo("r1");
        });
    }
}
