// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** How calls are distinguished whose ids are missing, empty or the same. */
class CallIdsTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&tags=t";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void nothingHasRun() {
        ran.clear();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                RouteKit.component(getContext()).setApprovalKey("a key");
                bindToRegistry("keys", new MemoryStateRepository());
                from("direct:ask").to(ASK);
                from("direct:askUnstored").to(ASK + "&store=false");
                from("direct:askStreaming").to(ASK + "&streaming=true&channel=c");
                from("direct:askUnstoredStreaming").to(ASK + "&store=false&streaming=true&channel=c");
                from("direct:askByHand")
                        .to("gemini-interactions:create?model=" + MODEL
                                + "&tools=RAW([{\"type\":\"function\",\"name\":\"look\"}])");
                from("direct:askOnce").to(ASK + "&maxRetries=0&idempotencyRepository=#keys&idempotencyKey=k");
                from("direct:decide").to("gemini-interactions:approve");
                from("gemini-interactions:stream?channel=c").to("mock:steps");

                from("gemini-interactions-tool:look?tags=t&parameter.city=string")
                        .process(CallIdsTest.this::run);
                from("gemini-interactions-tool:other?tags=t&parameter.city=string")
                        .process(CallIdsTest.this::run);
                from("gemini-interactions-tool:pay?tags=t&execution=manual").process(CallIdsTest.this::run);
            }
        };
    }

    private void run(Exchange call) {
        Object city = call.getMessage().getBody(Map.class).get("city");
        ran.add(call.getMessage().getHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID) + " " + city);
        call.getMessage().setBody(city + " ok");
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Look").send();
    }

    private static String waiting(String... calls) {
        return "{\"id\":\"v1_a\",\"status\":\"requires_action\",\"steps\":[" + String.join(",", calls) + "]}";
    }

    private static String call(String name, String idMember, String city) {
        return "{\"type\":\"function_call\"," + idMember + "\"name\":\"" + name + "\",\"arguments\":{\"city\":\"" + city
                + "\"}}";
    }

    private static String stream(String interaction) throws Exception {
        ObjectNode end = (ObjectNode) JSON.readTree(interaction);
        List<String> steps = new ArrayList<>();
        end.remove("steps").forEach(step -> steps.add(step.toString()));
        end.putObject("usage").put("total_tokens", 1);
        return EventText.stream(end.toString(), steps.toArray(String[]::new));
    }

    private void answer(String route, String first) throws Exception {
        String last = "{\"id\":\"v1_b\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"done\"}]}]}";
        boolean streams = route.endsWith("Streaming");
        emulator()
                .script(
                        streams ? onCreate().sse(stream(first)) : onCreate().body(first),
                        streams ? onCreate().sse(stream(last)) : onCreate().body(last));
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (JsonNode step : emulator().lastRequest().at("/input")) {
            if (step.path("type").asText().equals("user_input"))
                sent.add(step.at("/content/0/text").asText());
            if (step.path("type").asText().equals("function_result"))
                sent.add(step.path("call_id").asText() + " "
                        + step.path("result").asText());
        }
        return sent;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "direct:ask|`\"id\":\"\",`",
                "direct:ask|`\"id\":\" \",`",
                "direct:ask|`\"id\":null,`",
                "direct:ask|``",
                "direct:askStreaming|`\"id\":\"\",`",
                "direct:askStreaming|``"
            })
    void withoutAnIdEachRunsAndTheModelGetsEachResultWithItsArguments(String route, String id) throws Exception {
        answer(route, waiting(call("look", id, "Perth"), call("look", id, "Hobart")));

        Exchange asked = ask(route);

        assertThat(asked.getException()).isNull();
        assertThat(asked.getMessage().getBody()).isEqualTo("done");
        assertThat(ran).containsExactlyInAnyOrder("#1 Perth", "#2 Hobart");
        assertThat(sent())
                .containsSubsequence(
                        "The function call look({\"city\":\"Perth\"}) returned \"Perth ok\"",
                        "The function call look({\"city\":\"Hobart\"}) returned \"Hobart ok\"");
    }

    /** The service refuses a history with a call that has no id. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "direct:askUnstored|`\"id\":\"\",`",
                "direct:askUnstored|`\"id\":\" \",`",
                "direct:askUnstored|`\"id\":null,`",
                "direct:askUnstored|`\"id\":7,`",
                "direct:askUnstored|``",
                "direct:askUnstoredStreaming|`\"id\":\"\",`",
                "direct:askUnstoredStreaming|``"
            })
    void aHistoryHasThePlaceOfACallAsItsIdWhereTheServiceSentNone(String route, String id) throws Exception {
        String own = "{\"type\":\"function_result\"," + id.replace("id", "call_id")
                + "\"name\":\"look\",\"result\":\"Rome\"}";
        answer(route, waiting(call("look", id, "Rome"), own, call("look", id, "Perth"), call("look", id, "Hobart")));

        Exchange asked = ask(route);

        assertThat(asked.getException()).isNull();
        assertThat(ran).containsExactlyInAnyOrder("#2 Perth", "#3 Hobart");
        assertThat(emulator().lastRequest().at("/input"))
                .extracting(step -> step.path("id").asText()
                        + step.path("call_id").asText()
                        + step.path("result").asText())
                .containsExactly("", "#1", "#1Rome", "#2", "#3", "#2Perth ok", "#3Hobart ok");
    }

    @Test
    void thePlaceOfACallIsThatInTheWholeHistory() {
        String round = waiting(call("look", "", "CITY")).replace("\"id\":\"v1_a\",", "");
        emulator()
                .script(
                        onCreate().body(round.replace("CITY", "Perth")),
                        onCreate().body(round.replace("CITY", "Hobart")),
                        onCreate().text("done"));

        assertThat(ask("direct:ask").getMessage().getBody()).isEqualTo("done");

        assertThat(sent()).containsExactly("Look", "#1 Perth ok", "#2 Hobart ok");
    }

    /** Documented: a function_result of the stream need not have a call_id. */
    @ParameterizedTest
    @CsvSource({"direct:askUnstored,true", "direct:askUnstoredStreaming,true", "direct:askUnstored,false"})
    void aResultOfTheServiceWithoutACallIdAnswersTheCallOfItsFunction(String route, boolean named) throws Exception {
        String own = "{\"type\":\"function_result\"," + (named ? "\"name\":\"look\"," : "") + "\"result\":\"Rome\"}";
        answer(route, waiting(call("look", "\"id\":\"a\",", "Rome"), own, call("other", "\"id\":\"b\",", "Perth")));

        assertThat(ask(route).getException()).isNull();

        assertThat(ran).containsExactly("b Perth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:ask", "direct:askUnstored", "direct:askStreaming"})
    void aCallThatComesTwiceUnderOneIdRunsTwice(String route) throws Exception {
        answer(route, waiting(call("look", "\"id\":\"x\",", "Perth"), call("look", "\"id\":\"x\",", "Perth")));

        assertThat(ask(route).getException()).isNull();

        assertThat(ran).containsExactlyInAnyOrder("x Perth", "#2 Perth");
        assertThat(sent()).containsSubsequence("x Perth ok", "x Perth ok");
    }

    @ParameterizedTest
    @CsvSource({
        "direct:ask,look,Hobart",
        "direct:ask,other,Perth",
        "direct:ask,pay,Perth",
        "direct:askUnstored,look,Hobart",
        "direct:askStreaming,look,Hobart",
        "direct:askByHand,look,Hobart"
    })
    void oneIdForTwoDifferentCallsIsRefusedBeforeEitherRuns(String route, String name, String city) throws Exception {
        answer(route, waiting(call("look", "\"id\":\"x\",", "Perth"), call(name, "\"id\":\"x\",", city)));

        Exchange failed = ask(route);

        assertThat(failed.getException(InteractionFunctionException.class))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo(Reason.INVALID))
                .satisfies(e -> assertThat(e.getCallId()).isEqualTo("x"))
                .hasMessageNotContainingAny("Perth", "Hobart");
        assertThat(ran).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anIdThatAnEarlierRoundUsedIsNewAgain() throws Exception {
        String round = waiting(call("look", "\"id\":\"call_1\",", "CITY"));
        emulator()
                .script(
                        onCreate().body(round.replace("CITY", "Perth")),
                        onCreate().body(round.replace("CITY", "Hobart").replace("v1_a", "v1_b")),
                        onCreate().text("done"));

        assertThat(ask("direct:askUnstored").getMessage().getBody()).isEqualTo("done");

        assertThat(ran).containsExactly("call_1 Perth", "call_1 Hobart");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "direct:ask|`\"id\":\"call_1\",`",
                "direct:ask|``",
                "direct:askStreaming|`\"id\":\"call_1\",`",
                "direct:askUnstored|`\"id\":\"call_1\",`"
            })
    void aCallIsNotTakenForAnotherOneOfARoundWithTheSameIds(String route, String id) throws Exception {
        boolean streaming = route.endsWith("Streaming");
        for (String city : List.of("Perth", "Hobart")) {
            String call = call("look", id, city);
            String last = "{\"id\":\"v1_a\",\"status\":\"requires_action\"}";
            emulator()
                    .script(
                            streaming
                                    ? onCreate()
                                            .sse(EventText.stream(last, call))
                                            .times(1)
                                    : onCreate().body(waiting(call)).times(1));
        }
        emulator().script(onCreate().text("done"));

        assertThat(ask(route).getMessage().getBody()).isEqualTo("done");

        assertThat(ran).hasSize(2).element(1).asString().endsWith("Hobart");
        assertThat(emulator().lastRequest().at("/input").toString()).contains("Hobart ok");
    }

    @Test
    void aRedeliveryFindsTheResultsOfCallsWithoutAnId() throws Exception {
        String waiting = waiting(call("look", "\"id\":\"\",", "Perth"), call("look", "\"id\":\"\",", "Hobart"));
        String stored = waiting.replace(
                "\"steps\":[",
                "\"steps\":[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"}]},");
        emulator()
                .script(
                        onCreate().body(waiting),
                        onCreate().httpStatus(400),
                        onCreate().text("done"),
                        onGet().body(stored).always());
        assertThat(ask("direct:askOnce").getException()).isInstanceOf(InteractionRejectedException.class);

        Exchange again = ask("direct:askOnce");

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo("done");
        assertThat(ran).hasSize(2);
        assertThat(sent()).hasSize(2).allMatch(text -> text.endsWith(" ok\""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPersonDecidesAboutCallsWithoutAnIdByTheirPlace(boolean stored) throws Exception {
        String waiting = waiting(call("look", "\"id\":\"\",", "Perth"), call("pay", "\"id\":\"\",", "Hobart"));
        emulator()
                .script(
                        onCreate().body(stored ? waiting : waiting.replace("\"id\":\"v1_a\",", "")),
                        onCreate().text("done"),
                        onGet().body(waiting).always());
        String parked =
                ask(stored ? "direct:ask" : "direct:askUnstored").getMessage().getBody(String.class);
        ObjectNode decided = (ObjectNode) JSON.readTree(parked);
        assertThat(decided.at("/pending"))
                .extracting(call -> call.path("id").asText())
                .containsExactly("#2");
        decided.putObject("decisions").put("#2", "approve");

        Exchange answer = fluentTemplate.to("direct:decide").withBody(decided).send();

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("done");
        assertThat(ran).containsExactly("#1 Perth", "#2 Hobart");
        if (stored)
            assertThat(sent())
                    .containsSubsequence(
                            "The function call look({\"city\":\"Perth\"}) returned \"Perth ok\"",
                            "The function call pay({\"city\":\"Hobart\"}) returned \"Hobart ok\"");
        else assertThat(sent()).containsSubsequence("#1 Perth ok", "#2 Hobart ok");
    }
}
