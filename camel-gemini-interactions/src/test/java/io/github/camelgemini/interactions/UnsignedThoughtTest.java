// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** A history that is sent back has no thought without a signature, which the service refuses, and all that have one. */
class UnsignedThoughtTest extends GeminiEmulatorTestSupport {

    private static final String UNSTORED = "gemini-interactions:create?store=false&model=" + MODEL;
    private static final String SIGNED = "{\"type\":\"thought\",\"signature\":\"c2ln\"}";
    private static final String EMPTY =
            "{\"type\":\"thought\",\"signature\":\"\",\"summary\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}";
    private static final String NULL =
            "{\"type\":\"thought\",\"signature\":null,\"summary\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}";
    private static final String MISSING = "{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                RouteKit.component(getContext()).setApprovalKey("a key");
                from("direct:ask").to(UNSTORED + "&tags=t");
                from("direct:askStreaming").to(UNSTORED + "&tags=t&streaming=true&channel=c");
                from("direct:askManually").to(UNSTORED + "&tags=t&autoToolExecution=false&outputType=object");
                from("direct:repaired")
                        .to(UNSTORED + "&outputRepairAttempts=1&responseFormat=RAW({\"type\":\"object\"})");
                from("direct:decide").to("gemini-interactions:approve");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:look?tags=t").setBody().constant("fine");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Look").send();
    }

    private static String round(String thought) {
        return "[" + SIGNED + "," + thought + ",{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"look\","
                + "\"arguments\":{}}]";
    }

    private void assertOnlySignedThoughts(String... others) {
        JsonNode input = emulator().lastRequest().at("/input");
        assertThat(input.toString()).doesNotContain("Hm.");
        assertThat(input)
                .filteredOn(step -> step.path("type").asText().equals("thought"))
                .singleElement()
                .satisfies(thought ->
                        assertThat(thought.path("signature").asText()).isEqualTo("c2ln"));
        List<String> types = StreamSupport.stream(input.spliterator(), false)
                .map(step -> step.path("type").asText())
                .toList();
        assertThat(types).containsExactly(others);
    }

    @ParameterizedTest
    @ValueSource(strings = {EMPTY, NULL, MISSING})
    void inARoundOfFunctions(String thought) {
        for (String route : List.of("direct:ask", "direct:askStreaming")) {
            emulator().script(onCreate().steps(round(thought)), onCreate().text("done"));

            assertThat(ask(route).getMessage().getBody()).isEqualTo("done");

            assertOnlySignedThoughts("user_input", "thought", "function_call", "function_result");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EMPTY, NULL, MISSING})
    void afterADecision(String thought) {
        emulator().script(onCreate().steps(round(thought)), onCreate().text("done"));
        ObjectNode decided = new ObjectMapper()
                .valueToTree(ask("direct:askManually").getMessage().getBody());
        decided.putObject("decisions").put("c1", "approve");

        Exchange answer = fluentTemplate.to("direct:decide").withBody(decided).send();

        assertThat(answer.getException()).isNull();
        assertOnlySignedThoughts("user_input", "thought", "function_call", "function_result");
    }

    @ParameterizedTest
    @ValueSource(strings = {EMPTY, NULL, MISSING})
    void inTheRepairOfAnAnswer(String thought) {
        emulator()
                .script(
                        onCreate()
                                .steps(
                                        "[" + SIGNED + "," + thought
                                                + ",{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"[]\"}]}]"),
                        onCreate().text("{}"));

        assertThat(ask("direct:repaired").getMessage().getBody()).isEqualTo("{}");

        assertOnlySignedThoughts("user_input", "thought", "model_output", "user_input");
    }
}
