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
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/** A person decides about calls: what waits in the meantime, and what is taken up afterwards. */
class ApprovalTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL + "&tags=t";
    private static final String DECIDE = "gemini-interactions:approve?model=" + MODEL + "&tags=t";
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

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(ASK);
                from("direct:askBriefly").to(ASK + "&systemInstruction=Be brief");
                from("direct:askByHand").to(ASK + "&autoToolExecution=false&outputType=object");
                from("direct:decide").to(DECIDE);
                from("direct:decideBriefly").to(DECIDE + "&systemInstruction=Be brief");
                from("direct:decideOnce").to(DECIDE + "&maxRetries=0");
                from("direct:decideStreaming").to(DECIDE + "&streaming=true&channel=c");

                from("gemini-interactions-tool:look?tags=t")
                        .to("mock:functions")
                        .setBody()
                        .constant("looked");
                from("gemini-interactions-tool:pay?tags=t&execution=manual&parameter.sum=integer")
                        .to("mock:functions")
                        .setBody()
                        .constant("done");
                from("gemini-interactions:stream?channel=c&emit=steps,completed&copyHeaders=false")
                        .to("mock:steps");
            }
        };
    }

    private Exchange send(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    @Test
    void aMixedRoundRunsWhatItMayAndWaitsWithAllThatIsNeeded() throws Exception {
        mixedRound();

        Message waiting = send("direct:askBriefly", "Pay").getMessage();

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
        mixedRound();
        emulator().script(onCreate().text("paid").usage(7, 2, 5));
        String parked = send("direct:askBriefly", "Pay").getMessage().getBody(String.class);
        String decided = decided(parked, Map.of("c2", "approve"));

        Exchange answer = send("direct:decideBriefly", as.body(decided));

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("paid");
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(14L);
        assertThat(names()).containsExactly("look", "pay");
        assertThat(headers(getMockEndpoint("mock:functions"), "sum")).endsWith(5);
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
        mixedRound();
        emulator().script(onCreate().text("not paid"));
        String parked = send("direct:ask", "Pay").getMessage().getBody(String.class);

        Exchange answer = send("direct:decide", decided(parked, Map.of("c2", "reject: too dear")));

        assertThat(answer.getMessage().getBody()).isEqualTo("not paid");
        assertThat(names()).containsExactly("look");
        JsonNode rejected = emulator().lastRequest().at("/input/1");
        assertThat(rejected.path("is_error").asBoolean()).isTrue();
        assertThat(rejected.path("result").asText()).isEqualTo("The call was rejected by a person: too dear");
    }

    @Test
    void aDecisionThatComesTwiceRunsNothingTwice() throws Exception {
        mixedRound();
        emulator().script(onCreate().httpStatus(500), onCreate().text("paid"));
        String decided = decided(send("direct:ask", "Pay").getMessage().getBody(String.class), Map.of("c2", "approve"));

        assertThat(send("direct:decideOnce", decided).getException()).isInstanceOf(InteractionRejectedException.class);
        Exchange again = send("direct:decide", decided);

        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(FunctionTest.outcomes(again)).containsExactly("stored");
        assertThat(names()).containsExactly("look", "pay");
    }

    @Test
    void withoutAutomaticExecutionEveryCallWaits() throws Exception {
        mixedRound();

        Message waiting = send("direct:askByHand", "Pay").getMessage();

        assertThat(waiting.getBody(Map.class).get("pending")).asInstanceOf(LIST).hasSize(2);
        assertThat(names()).isEmpty();
    }

    @Test
    void functionsOfSomebodyElseWait() {
        emulator().script(onCreate().call("c1", "theirs", "{}"));

        Message waiting = fluentTemplate
                .to("direct:ask")
                .withBody("Pay")
                .withHeader(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"theirs\"}")
                .send()
                .getMessage();

        assertThat(waiting.getBody(String.class)).contains("\"pending\":[{\"id\":\"c1\",\"name\":\"theirs\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"c2\":\"yes\"}", "{\"c1\":\"approve\"}", "{\"c2\":\"approve\",\"c3\":\"approve\"}"})
    void decisionsThatAreNotAboutTheCallsRunNothing(String decisions) throws Exception {
        mixedRound();
        ObjectNode parked = (ObjectNode)
                JSON.readTree(send("direct:ask", "Pay").getMessage().getBody(String.class));
        parked.set("decisions", JSON.readTree(decisions));

        Exchange failed = send("direct:decide", parked.toString());

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("body");
        assertThat(names()).containsExactly("look");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void theStepsAfterADecisionGoToTheChannel() throws Exception {
        mixedRound();
        emulator().script(onCreate().text("paid"));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMessageCount(3);
        String parked = send("direct:ask", "Pay").getMessage().getBody(String.class);

        Exchange answer = send("direct:decideStreaming", decided(parked, Map.of("c2", "approve")));

        assertThat(answer.getMessage().getBody()).isEqualTo("paid");
        RouteKit.assertSatisfied(context);
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_TYPE)).startsWith("thought");
        assertThat(bodies(steps)).endsWith("paid", "paid");
    }

    private void mixedRound() {
        emulator().script(onCreate().call("c1", "look", "{}").call("c2", "pay", "{\"sum\":5}"));
    }

    private static String decided(String parked, Map<String, String> decisions) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>();
        JSON.readTree(parked).properties().forEach(member -> body.put(member.getKey(), member.getValue()));
        body.put("decisions", decisions);
        return JSON.writeValueAsString(body);
    }

    /** Names of the functions that ran, in order. */
    private List<String> names() {
        return getMockEndpoint("mock:functions").getReceivedExchanges().stream()
                .map(call -> call.getFromEndpoint().getEndpointUri())
                .map(uri -> uri.replaceAll(".*://|\\?.*", ""))
                .toList();
    }
}
