// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** A conversation, functions, a key that is paid for once and a wait, all at one endpoint. */
class LayersTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL
            + "&tags=stocks&conversationId=anna&idempotencyRepository=#keys&toolResultRepository=#results";

    private static final String PRICE = "gemini-interactions-tool:get_stock_price?tags=stocks&parameter.ticker=string";

    /** A key stands for an interaction. */
    private final CountDownLatch known = new CountDownLatch(1);

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("keys", new MemoryStateRepository() {
            @Override
            public void setState(String key, String value) {
                super.setState(key, value);
                if (emulator().interactionIds().stream().anyMatch(value::contains)) known.countDown();
            }
        });
        registry.bind("results", new MemoryStateRepository());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions:stream?channel=answers&stepTypes=model_output")
                        .to("mock:answers");
            }
        };
    }

    /** A process that is killed in the midst of a turn has told what it has paid for. */
    @Test
    void theKeyKnowsTheFirstRoundWhileItsFunctionRuns() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(PRICE).setBody(exchange -> awaited(known)));
        emulator()
                .script(
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("It is 178.50"));

        Exchange answered = ask("", "Price of GOOG?", "m1");

        assertThat(answered.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(emulator().lastRequest().at("/input").toString()).contains("known");
    }

    private static String awaited(CountDownLatch kept) {
        try {
            return kept.await(60, TimeUnit.SECONDS) ? "known" : "not told";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Exchange ask(String options, Object body, String key) {
        return fluentTemplate
                .to(ASK + options)
                .withBody(body)
                .withHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, key)
                .send();
    }

    private Exchange approve(String decided, String key) {
        return fluentTemplate
                .to(ASK.replace(":create?", ":approve?"))
                .withBody(decided)
                .withHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, key)
                .send();
    }

    /** A function that is called once. */
    private void offer(String execution) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(PRICE + "&execution=" + execution)
                .to("mock:prices")
                .setBody()
                .constant("178.50"));
        getMockEndpoint("mock:prices").expectedMessageCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&background=true&awaitCompletion=true&pollInterval=5&maxPollInterval=10",
                "&streaming=true&channel=c"
            })
    void aTurnWithFunctionsIsPaidForOnceAndTheNextContinuesItsLastRound(String options) throws Exception {
        offer("auto");
        emulator()
                .script(
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("It is 178.50"),
                        onCreate().text("It is still 178.50"));

        Exchange first = ask(options, "Price of GOOG?", "m1");
        Exchange again = ask(options, "Price of GOOG?", "m1");
        Exchange next = ask(options, "And now?", "m2");

        assertThat(first.getException()).isNull();
        assertThat(first.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(again.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(next.getMessage().getBody()).isEqualTo("It is still 178.50");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
        assertThat(continued(2)).isEqualTo(emulator().interactionIds().get(1));
    }

    private String continued(int create) {
        RecordedRequest sent = emulator().requests(Operation.CREATE).get(create);
        return sent.at("/previous_interaction_id").asText();
    }

    @Test
    void aDecisionIsTheNextTurnOfItsConversationAndCountsOnce() throws Exception {
        offer("manual");
        emulator()
                .script(
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("It is 178.50"),
                        onCreate().text("You are welcome"));

        Exchange parked = ask("", "Price of GOOG?", "m1");
        Exchange tooEarly = ask("", "Well?", "m2");
        String decided =
                parked.getMessage().getBody(String.class).replaceFirst("}$", ",\"decisions\":{\"c1\":\"approve\"}}");
        Exchange approved = approve(decided, "m3");
        Exchange again = approve(decided, "m3");
        Exchange thanks = ask("", "Thanks", "m4");

        assertThat(tooEarly.getException()).isInstanceOf(ConversationBusyException.class);
        assertThat(approved.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(again.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(thanks.getMessage().getBody()).isEqualTo("You are welcome");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
        assertThat(continued(1)).isEqualTo(emulator().interactionIds().get(0));
        assertThat(continued(2)).isEqualTo(emulator().interactionIds().get(1));
    }

    @Test
    void aTurnWhoseLastRoundFailedIsGoneOnWithWhenItComesAgain() throws Exception {
        offer("auto");
        emulator()
                .script(
                        onCreate().text("Hello"),
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().httpStatus(500),
                        onCreate().text("It is 178.50"),
                        onCreate().text("You are welcome"));

        ask("", "Hi", "m0");
        Exchange failed = ask("", "Price of GOOG?", "m1");
        Exchange again = ask("", "Price of GOOG?", "m1");
        Exchange thanks = ask("", "Thanks", "m2");

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getMessage().getBody()).isEqualTo("It is 178.50");
        assertThat(thanks.getMessage().getBody()).isEqualTo("You are welcome");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(4);
        assertThat(continued(4)).isEqualTo(emulator().interactionIds().get(2));
    }

    @Test
    void aTurnWhoseLastStepFailedIsTheLastTurnWhenItComesAgain() throws Exception {
        offer("auto");
        AtomicBoolean fails = new AtomicBoolean(true);
        getMockEndpoint("mock:answers").whenAnyExchangeReceived(step -> {
            if (step.getMessage().getBody(String.class).contains("178.50") && fails.getAndSet(false))
                throw new IllegalStateException("no room");
        });
        emulator()
                .script(
                        onCreate().text("Hello"),
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("It is 178.50"),
                        onCreate().text("You are welcome"));
        String streaming = "&streaming=true&channel=answers";

        ask(streaming, "Hi", "m0");
        Exchange failed = ask(streaming, "Price of GOOG?", "m1");
        Exchange again = ask(streaming, "Price of GOOG?", "m1");
        ask(streaming, "Thanks", "m2");

        assertThat(failed.getException()).hasMessage("no room");
        assertThat(again.getMessage().getBody()).isEqualTo("It is 178.50");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(4);
        assertThat(continued(3)).isEqualTo(emulator().interactionIds().get(2));
    }

    @Test
    void aRepairedAnswerIsTheOneThatComesAgain() throws Exception {
        offer("auto");
        String options =
                "&outputType=object&outputRepairAttempts=1&responseFormat=RAW({\"type\":\"object\",\"required\":[\"price\"]})";
        emulator()
                .script(
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("{}"),
                        onCreate().text("{\"price\":178.50}"));

        Exchange first = ask(options, "Price of GOOG?", "m1");
        Exchange again = ask(options, "Price of GOOG?", "m1");

        assertThat(first.getException()).isNull();
        assertThat(first.getMessage().getBody()).isInstanceOf(Map.class);
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }
}
