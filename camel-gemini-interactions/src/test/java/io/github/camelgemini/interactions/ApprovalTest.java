// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** A person decides about calls: what waits in the meantime, and what is taken up afterwards. */
class ApprovalTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String ASK = CREATE + "&tags=t";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a decision comes in. */
    private enum As {
        TEXT,
        MAP,
        TREE,
        BYTES,
        STREAM;

        Object body(String json) throws Exception {
            byte[] bytes = ("\n" + json).getBytes(StandardCharsets.UTF_8);
            return switch (this) {
                case TEXT -> json;
                case MAP -> JSON.readValue(json, Map.class);
                case TREE -> JSON.readTree(json);
                case BYTES -> bytes;
                case STREAM -> new ByteArrayInputStream(bytes);
            };
        }
    }

    @Test
    void aMixedRoundRunsWhatItMayAndWaitsWithAllThatIsNeeded() throws Exception {
        start(this::routes);
        mixedRound();

        Message waiting = send(ASK + "&systemInstruction=Be brief", "Pay").getMessage();

        JsonNode body = JSON.readTree(waiting.getBody(String.class));
        assertThat(waiting.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("requires_action");
        assertThat(body.path("interaction_id").asText())
                .isEqualTo(waiting.getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(body.path("pending").toString())
                .isEqualTo("[{\"id\":\"c2\",\"name\":\"pay\",\"arguments\":{\"sum\":5}}]");
        assertThat(body.path("results").toString())
                .isEqualTo(
                        "[{\"type\":\"function_result\",\"call_id\":\"c1\",\"name\":\"look\",\"result\":\"looked\"}]");
        assertThat(body.at("/request/model").asText()).isEqualTo(MODEL);
        assertThat(body.at("/request/system_instruction").asText()).isEqualTo("Be brief");
        assertThat(body.at("/request/tools"))
                .extracting(tool -> tool.path("name").asText())
                .containsExactly("look", "pay");
        assertThat(names()).containsExactly("look");
        assertThat(FunctionTest.outcomes(waiting.getExchange())).containsExactlyInAnyOrder("pending", "ok");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsApprovedRunsAndAllResultsGoInOneRequest(As as) throws Exception {
        start(this::routes);
        mixedRound();
        emulator().script(onCreate().text("paid").usage(7, 2, 5));
        String parked =
                send(ASK + "&systemInstruction=Be brief", "Pay").getMessage().getBody(String.class);
        // What people were shown may have changed on its way: what counts is what the model called.
        String decided = decided(parked.replace("\"sum\":5", "\"sum\":5000"), Map.of("c2", "approve"));

        Exchange answer = send("direct:decide", as.body(decided));

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("paid");
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(14L);
        assertThat(names()).containsExactly("look", "pay");
        assertThat(collected).last().satisfies(call -> assertThat(
                        call.getMessage().getHeader("sum"))
                .isEqualTo(5));
        JsonNode sent = emulator().requests(Operation.CREATE).get(1).body();
        assertThat(sent.at("/input"))
                .extracting(step -> step.path("call_id").asText())
                .containsExactly("c1", "c2");
        assertThat(sent.at("/system_instruction").asText()).isEqualTo("Be brief");
        assertThat(sent.at("/previous_interaction_id"))
                .isEqualTo(JSON.readTree(parked).path("interaction_id"));
        assertThat(sent.at("/tools"))
                .isEqualTo(emulator().requests(Operation.CREATE).get(0).at("/tools"));
        emulator().assertExhausted();
    }

    @Test
    void whatIsRejectedIsToldToTheModel() throws Exception {
        start(this::routes);
        mixedRound();
        emulator().script(onCreate().text("not paid"));
        String parked = send(ASK, "Pay").getMessage().getBody(String.class);

        Exchange answer = send(ASK, decided(parked, Map.of("c2", "reject: too dear")));

        assertThat(answer.getMessage().getBody()).isEqualTo("not paid");
        assertThat(names()).containsExactly("look");
        JsonNode rejected = emulator().lastRequest().at("/input/1");
        assertThat(rejected.path("is_error").asBoolean()).isTrue();
        assertThat(rejected.path("result").asText()).isEqualTo("The call was rejected by a person: too dear");
    }

    @Test
    void aDecisionThatComesTwiceRunsNothingTwice() throws Exception {
        start(this::routes);
        mixedRound();
        emulator().script(onCreate().httpStatus(500), onCreate().text("paid"));
        String decided = decided(send(ASK, "Pay").getMessage().getBody(String.class), Map.of("c2", "approve"));

        assertThat(send(ASK + "&maxRetries=0", decided).getException())
                .isInstanceOf(InteractionRejectedException.class);
        Exchange again = send(ASK, decided);

        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(FunctionTest.outcomes(again)).containsExactly("stored");
        assertThat(names()).containsExactly("look", "pay");
    }

    @Test
    void withoutAutomaticExecutionEveryCallWaits() throws Exception {
        start(this::routes);
        mixedRound();

        Message waiting =
                send(ASK + "&autoToolExecution=false&outputType=object", "Pay").getMessage();

        assertThat(waiting.getBody(Map.class).get("pending"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThat(names()).isEmpty();
    }

    @Test
    void functionsOfSomebodyElseWait() throws Exception {
        start(this::routes);
        emulator().script(onCreate().call("c1", "theirs", "{}"));

        Message waiting = send(
                        ASK,
                        "Pay",
                        Map.of(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"theirs\"}"))
                .getMessage();

        assertThat(waiting.getBody(String.class)).contains("\"pending\":[{\"id\":\"c1\",\"name\":\"theirs\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"c2\":\"yes\"}", "{\"c1\":\"approve\"}", "{\"c2\":\"approve\",\"c3\":\"approve\"}"})
    void decisionsThatAreNotAboutTheCallsRunNothing(String decisions) throws Exception {
        start(this::routes);
        mixedRound();
        ObjectNode parked =
                (ObjectNode) JSON.readTree(send(ASK, "Pay").getMessage().getBody(String.class));
        parked.set("decisions", JSON.readTree(decisions));

        Exchange failed = send(ASK, parked.toString());

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("body");
        assertThat(names()).containsExactly("look");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void withoutStoreTheHistoryIsKeptAlongAndOnlyAMapIsTrusted() throws Exception {
        start(this::routes);
        mixedRound();
        emulator().script(onCreate().text("paid"));
        String parked = send(ASK + "&store=false", "Pay").getMessage().getBody(String.class);
        String decided = decided(parked, Map.of("c2", "approve"));

        Exchange refused = send("direct:decide", decided);
        Exchange answer = send("direct:decide", JSON.readValue(decided, Map.class));
        Exchange again = send("direct:decide", JSON.readValue(decided, Map.class));

        assertThat(refused.getException()).isInstanceOf(InteractionRequestException.class);
        assertThat(answer.getMessage().getBody()).isEqualTo("paid");
        assertThat(FunctionTest.outcomes(again)).containsExactly("stored");
        assertThat(names()).containsExactly("look", "pay");
        JsonNode input = emulator().requests(Operation.CREATE).get(1).at("/input");
        assertThat(input)
                .extracting(step -> step.path("type").asText())
                .containsExactly(
                        "user_input",
                        "thought",
                        "function_call",
                        "function_call",
                        "function_result",
                        "function_result");
        assertThat(emulator().requests(Operation.CREATE).get(1).at("/store").asBoolean(true))
                .isFalse();
    }

    @Test
    void theStepsAfterADecisionGoToTheChannel() throws Exception {
        start(routes -> {
            routes(routes);
            routes.from("gemini-interactions:stream?channel=c&emit=steps,completed&copyHeaders=false")
                    .to("seda:steps");
        });
        mixedRound();
        emulator().script(onCreate().text("paid"));
        String parked = send(ASK, "Pay").getMessage().getBody(String.class);

        Exchange answer = send(ASK + "&streaming=true&channel=c", decided(parked, Map.of("c2", "approve")));

        assertThat(answer.getMessage().getBody()).isEqualTo("paid");
        try (var consumer = context.createConsumerTemplate()) {
            assertThat(consumer.receive("seda:steps", 20_000)
                            .getMessage()
                            .getHeader(GeminiInteractionsConstants.STEP_TYPE))
                    .isEqualTo("thought");
            assertThat(consumer.receiveBody("seda:steps", 20_000)).isEqualTo("paid");
            assertThat(consumer.receiveBody("seda:steps", 20_000)).isEqualTo("paid");
            assertThat(consumer.receiveNoWait("seda:steps")).isNull();
        }
    }

    private void routes(RouteBuilder routes) {
        routes.from("gemini-interactions-tool:look?tags=t")
                .process(collector())
                .setBody()
                .constant("looked");
        routes.from("gemini-interactions-tool:pay?tags=t&execution=manual&parameter.sum=integer")
                .process(collector())
                .setBody()
                .constant("done");
        // Knows nothing of the model and the tags: both are in what was kept.
        routes.from("direct:decide").to("gemini-interactions:create");
    }

    private static void mixedRound() {
        emulator().script(onCreate().call("c1", "look", "{}").call("c2", "pay", "{\"sum\":5}"));
    }

    private static String decided(String parked, Map<String, String> decisions) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>();
        JSON.readTree(parked).properties().forEach(member -> body.put(member.getKey(), member.getValue()));
        body.put("decisions", decisions);
        return JSON.writeValueAsString(body);
    }

    /** Of the functions that ran, in order. */
    private List<String> names() {
        return collected.stream()
                .map(call -> call.getFromEndpoint().getEndpointUri())
                .map(uri -> uri.replaceAll(".*://|\\?.*", ""))
                .toList();
    }
}
