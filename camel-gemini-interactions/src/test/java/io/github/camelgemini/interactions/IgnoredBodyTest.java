// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a producer that streams to a channel answers with {@code ignoreResponseBody=true}. */
class IgnoredBodyTest extends GeminiEmulatorTestSupport {

    private static final String TO =
            "gemini-interactions:create?model=" + MODEL + "&streaming=true&ignoreResponseBody=true&channel=";
    private static final String FROM = "gemini-interactions:stream?channel=";
    private static final String SCHEMA = "RAW({\"type\":\"object\",\"required\":[\"city\"]})";
    private static final String FUNCTION = "{\"type\":\"function\",\"name\":\"look\"}";

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("keys", new MemoryStateRepository());
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:deltas").to(TO + "deltas");
                from("direct:resume").to("gemini-interactions:resume?ignoreResponseBody=true&channel=deltas");
                from("direct:leniently").to(TO + "deltas&failOnIncomplete=false");
                from("direct:keyed").to(TO + "deltas&idempotencyRepository=#keys&idempotencyKey=order-7");
                from("direct:turn").to(TO + "deltas&conversationId=c");
                from("direct:unchecked").to(TO + "deltas&validateOutput=false&responseFormat=" + SCHEMA);
                from(FROM + "deltas&emit=deltas&stepTypes=model_output").to("mock:deltas");
                from("gemini-interactions-tool:found?tags=t&description=Finds").setBody(constant("x"));

                from("direct:steps").to(TO + "steps");
                from(FROM + "steps&stepTypes=model_output").to("mock:steps");

                from("direct:completed").to(TO + "completed");
                from(FROM + "completed&emit=completed").to("mock:completed");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital of France?").send();
    }

    private static Message answered(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Capital of France?");
        return exchange.getMessage();
    }

    @Test
    void theBodyIsUnchangedAndTheHeadersAreThoseOfTheAnswer() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").usage(7, 2, 5));
        MockEndpoint deltas = getMockEndpoint("mock:deltas");
        deltas.expectedBodiesReceived("Par", "is");

        Message answer = answered(ask("direct:deltas"));

        RouteKit.assertSatisfied(context);
        assertThat(answer.getHeaders())
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L)
                .containsEntry(GeminiInteractionsConstants.HTTP_RESPONSE_CODE, 200)
                .containsKeys(GeminiInteractionsConstants.INTERACTION_ID, GeminiInteractionsConstants.RESPONSE_MODEL)
                .doesNotContainKey(GeminiInteractionsConstants.REASONING_CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps", "completed"})
    void theRouteOfTheChannelGetsAllThatItEmits(String channel) throws Exception {
        emulator().script(onCreate().deltas("Par", "is"));
        getMockEndpoint("mock:" + channel).expectedBodiesReceived("Paris");

        answered(ask("direct:" + channel));

        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deltas", "steps", "completed"})
    void anAnswerInPartsIsContinued(String channel) throws Exception {
        emulator()
                .script(
                        onCreate().continuation("One river ", "runs through ", "two towns."),
                        onCreate().hop(2),
                        onCreate().hop(3));
        MockEndpoint received = getMockEndpoint("mock:" + channel);

        Message answer = answered(ask("direct:" + channel));

        assertThat(answer.getHeader(GeminiInteractionsConstants.INTERACTION_IDS, List.class))
                .hasSize(3);
        List<?> bodies = RouteKit.bodies(received);
        assertThat(bodies.stream().map(String::valueOf).collect(Collectors.joining()))
                .isEqualTo("One river runs through two towns.");
        if (channel.equals("completed")) assertThat(bodies).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deltas", "completed"})
    void theStatusOfTheAnswerDecidesWhetherTheExchangeFails(String channel) {
        for (String status : new String[] {"failed", "cancelled", "incomplete"}) {
            emulator().script(onCreate().text("Par").status(status));

            Exchange failed = ask("direct:" + channel);

            assertThat(failed.getException(InteractionEndedException.class)).hasMessageContaining(status);
            assertThat(failed.getMessage().getHeaders()).containsEntry(GeminiInteractionsConstants.STATUS, status);
        }
    }

    @Test
    void anAnswerThatWasCutShortIsOneWhereThatIsAccepted() {
        emulator().script(onCreate().text("Par").status("incomplete"));

        assertThat(answered(ask("direct:leniently")).getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("incomplete");
    }

    /** What was discarded cannot be found in the text of the error. */
    @ParameterizedTest
    @ValueSource(strings = {"deltas", "steps"})
    void anErrorThatMayQuoteTheAnswerIsNotInTheMessage(String channel) {
        String started = "event: step.start\ndata: {\"event_type\":\"step.start\",\"index\":0,"
                + "\"step\":{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"John Doe has\"}]}}\n\n";
        String grown = "event: step.delta\ndata: {\"event_type\":\"step.delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text\",\"text\":\" a long cold\"}}\n\n";
        String error = "event: error\ndata: {\"error\":{\"code\":\"safety\","
                + "\"message\":\"Blocked: John Doe has a long cold\"}}\n\n";
        for (String answer : new String[] {started, started + grown, grown}) {
            emulator().script(onCreate().sse(answer + error));

            Exchange failed = ask("direct:" + channel);

            assertThat(failed.getException()).isNotNull();
            assertThat(failed.getException()).hasStackTraceContaining("safety");
            assertThat(failed.getException().getMessage()).doesNotContain("John Doe");
        }
    }

    @Test
    void aTurnWithAnUnknownStatusIsContinued() {
        emulator()
                .script(
                        onCreate().deltas("Par", "is").status("archived"),
                        onCreate().deltas("Rome"));
        Object first = answered(ask("direct:turn")).getHeader(GeminiInteractionsConstants.INTERACTION_ID);

        answered(ask("direct:turn"));

        assertThat(emulator().lastRequest().at("/previous_interaction_id").asText())
                .isEqualTo(first);
    }

    @Test
    void anAnswerWithoutOutputIsOne() {
        emulator().script(onCreate().steps("[]"));

        answered(ask("direct:deltas"));
    }

    @Test
    void aSchemaThatIsNotCheckedIsSent() {
        emulator().script(onCreate().text("no city"));

        answered(ask("direct:unchecked"));

        assertThat(emulator().lastRequest().at("/response_format").toString()).contains("city");
    }

    @Test
    void aResumedStreamAndAMessageThatComesAgainHaveTheHeadersToo() {
        emulator().script(onCreate().deltas("Par", "is"));
        Object id = answered(ask("direct:keyed")).getHeader(GeminiInteractionsConstants.INTERACTION_ID);

        assertThat(answered(ask("direct:keyed")).getHeaders())
                .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id)
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed");
        Exchange resumed = fluentTemplate
                .to("direct:resume")
                .withBody("Capital of France?")
                .withHeader(GeminiInteractionsConstants.INTERACTION_ID, id)
                .send();

        assertThat(answered(resumed).getHeaders())
                .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id)
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "responseFormat=" + SCHEMA + "|validateOutput=false",
                "outputClass=io.github.camelgemini.interactions.OutputTest$Invoice|validateOutput=false",
                "tags=t|option tags",
                "tools=RAW(" + FUNCTION + ")|option tools",
                "storeFullResponse=true|storeFullResponse=true",
                "outputType=json|changes nothing without ignoreResponseBody=false",
                "allowEmptyOutput=true|changes nothing without ignoreResponseBody=false"
            })
    void whatNeedsTheAnswerIsRefusedAtTheStart(String option, String words) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:refused").to(TO + "deltas&" + option)))
                .hasStackTraceContaining("ignoreResponseBody")
                .hasStackTraceContaining(words);
    }

    @Test
    void aHeaderThatNeedsTheAnswerIsRefused() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:all").to(TO + "deltas&allowedHeaders=all"));
        Map<String, String> headers = Map.of(
                GeminiInteractionsConstants.RESPONSE_FORMAT, "{\"type\":\"object\"}",
                GeminiInteractionsConstants.TAGS, "t",
                GeminiInteractionsConstants.TOOLS, FUNCTION);
        headers.forEach((name, value) -> {
            Exchange failed = fluentTemplate
                    .to("direct:all")
                    .withBody("Hi")
                    .withHeader(name, value)
                    .send();

            assertThat(failed.getException())
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageContaining("ignoreResponseBody=true");
        });
        assertThat(emulator().requests()).isEmpty();
    }
}
