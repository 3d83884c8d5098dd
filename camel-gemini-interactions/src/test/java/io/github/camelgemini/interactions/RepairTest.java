// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.feature.decorate.OutputRepairDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An answer that breaks its schema may be given again. */
class RepairTest extends GeminiEmulatorTestSupport {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";

    private static final String ASK = "gemini-interactions:create?outputType=object&model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:once").to(ASK + "&outputRepairAttempts=1&store=false");
                from("direct:twice").to(ASK + "&outputRepairAttempts=2&systemInstruction=Briefly");
                from("direct:often").to(ASK + "&outputRepairAttempts=5");
                from("direct:cheaply").to(ASK + "&outputRepairAttempts=5&maxTotalTokens=10");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate
                .to(route)
                .withBody("Where?")
                .withHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, SCHEMA)
                .send();
    }

    @Test
    void theModelIsShownTheViolationsAndAnswersAgain() {
        emulator()
                .script(
                        onCreate().text("{\"town\":\"Bonn\"}").usage(1, 2, 3),
                        onCreate().text("{\"city\":\"Bonn\"}").usage(10, 20, 30));

        Exchange answered = ask("direct:twice");

        assertThat(answered.getMessage().getBody()).isEqualTo(Map.of("city", "Bonn"));
        assertThat(answered.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(66L);
        assertThat(emulator().lastRequest().at("/previous_interaction_id").asText())
                .isEqualTo(emulator().interactionIds().get(0));
        assertThat(emulator().lastRequest().at("/input").toString())
                .contains("city")
                .doesNotContain("Where?");
        assertThat(emulator().lastRequest().at("/response_format").isMissingNode())
                .isFalse();
        assertThat(emulator().lastRequest().at("/system_instruction").asText()).isEqualTo("Briefly");
    }

    @Test
    void withoutAStoreTheWholeHistoryGoesAlong() {
        emulator().script(onCreate().text("{}"), onCreate().text("{\"city\":\"Bonn\"}"));

        Exchange answered = ask("direct:once");

        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().at("/previous_interaction_id").isMissingNode())
                .isTrue();
        assertThat(emulator().lastRequest().at("/input").toString()).contains("Where?", "{}", "breaks its schema");
    }

    @Test
    void theLastAnswerFailsAsTheFirstOneWould() {
        emulator().script(onCreate().text("{}").always());

        Exchange answered = ask("direct:twice");

        assertThat(answered.getException())
                .isInstanceOfSatisfying(InteractionOutputException.class, e -> assertThat(e.getViolations())
                        .isNotEmpty());
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void noFurtherAnswerIsAskedForWhenTheTokensAreSpent() {
        emulator().script(onCreate().text("{}").usage(1, 2, 3).always());

        Exchange answered = ask("direct:cheaply");

        assertThat(answered.getException()).isInstanceOf(InteractionBudgetException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void anAnswerThatKeepsToItIsPaidForOnce() {
        emulator().script(onCreate().text("{\"city\":\"Bonn\"}"));

        assertThat(ask("direct:often").getException()).isNull();

        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "&outputRepairAttempts=-1, negative",
        "&outputRepairAttempts=1&validateOutput=false, changes nothing with validateOutput=false",
        "&outputRepairAttempts=1&streaming=true, changes nothing"
    })
    void whatCannotBeIsRefused(String options, String message) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:refused").to(ASK + options)))
                .hasStackTraceContaining(message);
        assertThat(emulator().requests()).isEmpty();
    }

    /** What fails between two answers, be it an Error, ends the message. */
    @Test
    void anErrorBeforeTheNextAnswerFailsTheMessage() {
        InteractionRunner runs = new InteractionRunner() {
            private int asked;

            @Override
            public RunHandle create(InteractionRequest request) {
                if (asked++ > 0) throw new NoClassDefFoundError("com/acme/Gone");
                Interaction answer = InteractionJson.read(
                        """
                        {"id": "v1_a", "status": "completed",
                         "steps": [{"type": "model_output", "content": [{"type": "text", "text": "{}"}]}]}
                        """);
                StagedRun answered = new StagedRun();
                answered.end(answer, null);
                return answered;
            }

            @Override
            public RunHandle attach(List<String> ids) {
                throw new AssertionError(ids);
            }
        };
        var request = new InteractionRequest(
                MODEL, null, List.of(), null, List.of(), null, null, null, null, null, false, Map.of());
        var read = new ReadRequest(
                request, null, Schema.of(SCHEMA), null, Map.of(), null, List.of(), null, null, CallObservation.NONE);

        RunHandle asked = new OutputRepairDecorator(1, 0)
                .around(runs, read, new DefaultExchange(context))
                .create(request);

        assertThatThrownBy(() -> asked.whole().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
}
