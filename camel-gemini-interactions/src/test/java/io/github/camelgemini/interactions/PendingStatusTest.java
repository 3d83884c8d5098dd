// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls that wait for a result although the status does not say so. */
class PendingStatusTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String TOOLS = "&tools=RAW([{\"type\":\"function\",\"name\":\"look\"}])";
    private static final String CALL =
            "{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"look\",\"arguments\":{\"city\":\"Perth\"}}";
    private static final String LET_ME_LOOK =
            "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Let me look.\"}]}";

    private final Queue<Object> ran = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void nothingHasRun() {
        ran.clear();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(CREATE + "&tags=t");
                from("direct:askUnstored").to(CREATE + "&tags=t&store=false");
                from("direct:askLeniently").to(CREATE + "&tags=t&failOnIncomplete=false");
                from("direct:askStreaming").to(CREATE + "&tags=t&streaming=true&channel=c");
                from("direct:askManually").to(CREATE + "&tags=t&autoToolExecution=false");
                from("direct:decide").to("gemini-interactions:approve?model=" + MODEL + "&tags=t");
                from("direct:byHand").to(CREATE + TOOLS);
                from("direct:byHandStreaming").to(CREATE + TOOLS + "&streaming=true&channel=c");
                from("direct:byHandIterating")
                        .to(CREATE + TOOLS + "&streaming=true")
                        .split(body())
                        .streaming()
                        .to("mock:parts");
                from("direct:converse").to(CREATE + TOOLS + "&conversationId=x");
                from("direct:agent").to("gemini-interactions:create?agent=antigravity&conversationId=y&tags=t");
                from("gemini-interactions:stream?channel=c&emit=completed").to("mock:completed");

                from("gemini-interactions-tool:look?tags=t&parameter.city=string")
                        .process(call ->
                                ran.add(call.getMessage().getBody(Map.class).get("city")))
                        .setBody()
                        .constant("fine");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Look").send();
    }

    private static String answer(String status, String... steps) {
        return "{\"id\":\"v1_a\",\"status\":\"" + status + "\",\"steps\":[" + String.join(",", steps) + "]}";
    }

    private static String stream(String... steps) {
        return EventText.stream("{\"id\":\"v1_a\",\"status\":\"completed\",\"usage\":{\"total_tokens\":1}}", steps);
    }

    private void assertPending(Message message) throws Exception {
        assertThat(message.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("requires_action");
        assertThat(new ObjectMapper()
                        .readTree(message.getBody(String.class))
                        .at("/pending/0/id")
                        .asText())
                .isEqualTo("c1");
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "direct:ask,completed",
        "direct:askUnstored,completed",
        "direct:ask,paused",
        "direct:askLeniently,incomplete",
        "direct:askLeniently,budget_exceeded"
    })
    void aCallOfADeclaredFunctionIsRunWhateverTheStatusSays(String route, String status) {
        emulator()
                .script(
                        onCreate().body(answer(status, LET_ME_LOOK, CALL)),
                        onCreate().text("It is fine."));

        assertThat(ask(route).getMessage().getBody()).isEqualTo("It is fine.");

        assertThat(ran).containsExactly("Perth");
        assertThat(emulator().lastRequest().at("/input").toString()).contains("\"call_id\":\"c1\"");
    }

    @Test
    void soItIsInAStream() throws Exception {
        emulator().script(onCreate().sse(stream(LET_ME_LOOK, CALL)), onCreate().text("It is fine."));
        getMockEndpoint("mock:completed").expectedBodiesReceived("It is fine.");

        assertThat(ask("direct:askStreaming").getMessage().getBody()).isEqualTo("It is fine.");

        assertThat(ran).containsExactly("Perth");
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_progress", "queued"})
    void soItIsAtTheEndOfAStreamThatSaysTheRunHasNotEnded(String status) {
        String last = "{\"id\":\"v1_a\",\"status\":\"" + status + "\",\"usage\":{\"total_tokens\":1}}";
        emulator()
                .script(
                        onCreate().sse(EventText.stream(last, LET_ME_LOOK, CALL)),
                        onCreate().text("It is fine."));

        assertThat(ask("direct:askStreaming").getMessage().getBody()).isEqualTo("It is fine.");

        assertThat(ran).containsExactly("Perth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled", "incomplete"})
    void butNotIfTheAnswerIsAFailure(String status) {
        emulator().script(onCreate().body(answer(status, CALL)));

        assertThat(ask("direct:ask").getException()).isInstanceOf(InteractionEndedException.class);

        assertThat(ran).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void byHandItIsHandedOut() throws Exception {
        emulator().script(onCreate().body(answer("completed", LET_ME_LOOK, CALL)));

        assertPending(ask("direct:byHand").getMessage());
    }

    @Test
    void byHandItIsHandedOutAtTheEndOfAStream() throws Exception {
        emulator().script(onCreate().sse(stream(LET_ME_LOOK, CALL)));
        getMockEndpoint("mock:completed").expectedMessageCount(1);

        assertPending(ask("direct:byHandStreaming").getMessage());

        RouteKit.assertSatisfied(context);
        assertPending(
                getMockEndpoint("mock:completed").getReceivedExchanges().get(0).getMessage());
    }

    @Test
    void byHandItIsTheLastPartOfAnIterator() throws Exception {
        emulator().script(onCreate().sse(stream(LET_ME_LOOK, CALL)));
        getMockEndpoint("mock:parts").expectedMessageCount(3);

        ask("direct:byHandIterating");

        RouteKit.assertSatisfied(context);
        assertPending(
                getMockEndpoint("mock:parts").getReceivedExchanges().get(2).getMessage());
    }

    @Test
    void aPersonDecidesAboutItOnceTheInteractionIsReadAgain() throws Exception {
        emulator()
                .script(
                        onCreate().body(answer("completed", CALL)),
                        onCreate().text("It is fine."),
                        onGet().body(answer("completed", CALL)).always());
        Message parked = ask("direct:askManually").getMessage();
        assertPending(parked);
        String decided = parked.getBody(String.class).replaceFirst("\\{", "{\"decisions\":{\"c1\":\"approve\"},");

        Exchange answer = fluentTemplate.to("direct:decide").withBody(decided).send();

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("It is fine.");
        assertThat(ran).containsExactly("Perth");
    }

    @Test
    void aConversationWaitsForItsResult() throws Exception {
        emulator().script(onCreate().body(answer("completed", CALL)));
        assertPending(ask("direct:converse").getMessage());

        assertThat(ask("direct:converse").getException()).isInstanceOf(ConversationBusyException.class);
    }

    @Test
    void anAgentsOwnCallsAreLeftAloneAndItsConversationContinues() {
        String pair = "{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"write_file\",\"arguments\":{}},"
                + "{\"type\":\"function_result\",\"call_id\":\"c1\",\"name\":\"write_file\",\"result\":\"ok\"}";
        String open = "{\"type\":\"function_call\",\"id\":\"\",\"name\":\"think\",\"arguments\":{}}";
        emulator()
                .script(
                        onCreate().body(answer("completed", pair, open, LET_ME_LOOK)),
                        onCreate().body(answer("completed", LET_ME_LOOK)));

        assertThat(ask("direct:agent").getMessage().getBody()).isEqualTo("Let me look.");
        assertThat(ask("direct:agent").getMessage().getBody()).isEqualTo("Let me look.");

        assertThat(ran).isEmpty();
        assertThat(emulator().lastRequest().at("/previous_interaction_id").asText())
                .isEqualTo("v1_a");
    }
}
