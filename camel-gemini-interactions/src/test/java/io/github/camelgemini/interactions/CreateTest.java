// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.Map;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

class CreateTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:createOnce").to(CREATE + "&maxRetries=0");
                from("direct:createBriefly")
                        .to(CREATE + "&systemInstruction=RAW(Be brief)&generationConfig.maxOutputTokens=99"
                                + "&generationConfig.thinkingLevel=low");
                from("direct:research")
                        .to("gemini-interactions:create?agent=deep-research-preview-04-2026&background=true");
                from("direct:get").to("gemini-interactions:get?outputType=interaction");
                from("direct:cancel").to("gemini-interactions:cancel");
                from("direct:delete").to("gemini-interactions:delete");
            }
        };
    }

    private Exchange create(String input) {
        return fluentTemplate.to("direct:create").withBody(input).send();
    }

    @Test
    void answersWithTheTextAndWhatIsKnownOfIt() {
        emulator().script(onCreate().text("Paris").usage(7, 2, 5));

        Message answer = create("Capital of France?").getMessage();

        assertThat(answer.getBody()).isEqualTo("Paris");
        assertThat(answer.getHeaders())
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.RESPONSE_MODEL, MODEL)
                .containsEntry(GeminiInteractionsConstants.INPUT_TOKENS, 7L)
                .containsEntry(GeminiInteractionsConstants.OUTPUT_TOKENS, 2L)
                .containsEntry(GeminiInteractionsConstants.THOUGHT_TOKENS, 5L)
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L)
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 200);
        assertThat(answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class))
                .startsWith("v1_");
        assertThat(emulator().lastRequest().body().toString())
                .isEqualTo("{\"model\":\"gemini-3.5-flash\",\"input\":[{\"type\":\"user_input\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"Capital of France?\"}]}]}");
    }

    @Test
    void continuesThePreviousInteraction() {
        Message first = create("My name is Ada").getMessage();

        String second = fluentTemplate
                .to("direct:create")
                .withBody("What is my name?")
                .withHeader(
                        GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID,
                        first.getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .request(String.class);

        assertThat(second).contains("My name is Ada");
    }

    @Test
    void readsCancelsAndDeletesWhatIsStored() {
        String id = create("Hello").getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        Message stored = fluentTemplate.to("direct:get").withBody(id).send().getMessage();
        assertThat(stored.getBody(Interaction.class).steps().get(0).type()).isEqualTo("user_input");
        assertThat(stored.getBody(Map.class)).containsEntry("id", id);

        Exchange cancelled = fluentTemplate
                .to("direct:cancel")
                .withBody(Map.of("interaction_id", id))
                .send();
        assertThat(cancelled.getException()).isInstanceOfSatisfying(InteractionRejectedException.class, refused -> {
            assertThat(refused.getHttpResponseCode()).isEqualTo(400);
            assertThat(refused.getCode()).isEqualTo("failed_precondition");
        });

        Exchange deleted = fluentTemplate
                .to("direct:delete")
                .withBody("{\"id\":\"" + id + "\"}")
                .send();
        assertThat(deleted.getException()).isNull();
        Exchange gone =
                fluentTemplate.to("gemini-interactions:get?interactionId=" + id).send();
        assertThat(gone.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(404);
        assertThat(gone.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }

    @Test
    void backgroundAnswersAtOnceWithTheId() {
        emulator().script(onCreate().text("Found.").gate("searching"));
        Message answer =
                fluentTemplate.to("direct:research").withBody("Survey X").send().getMessage();

        assertThat(answer.getBody()).isEqualTo(answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("in_progress");
        assertThat(emulator().lastRequest().at("/background").asBoolean()).isTrue();
        Message cancelled = fluentTemplate
                .to("direct:cancel")
                .withBody(answer.getBody())
                .send()
                .getMessage();
        assertThat(cancelled.getHeader(GeminiInteractionsConstants.STATUS)).isIn("cancelled", "in_progress");
    }

    @Test
    void aCreateThatWasRefusedWith429IsSentAgain() {
        emulator().script(onCreate().httpStatus(429, Duration.ZERO), onCreate().text("at last"));

        assertThat(create("Hi").getMessage().getBody()).isEqualTo("at last");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aWaitThatTheServiceAsksForIsLeftToTheRouteOnceRetriesAreUsedUp() {
        emulator().script(onCreate().httpStatus(429, Duration.ofSeconds(7)));

        Exchange failed = fluentTemplate.to("direct:createOnce").withBody("Hi").send();

        assertThat(failed.getException(InteractionRejectedException.class).getRetryAfter())
                .hasSeconds(7);
    }

    @Test
    void aCreateThatFailedWith500IsNotSentAgain() {
        emulator().script(onCreate().fault(Fault.status(500)), onCreate().text("never"));

        Exchange failed = create("Hi");

        assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(500);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void anAnswerThatEndedOtherwiseIsAFailureThatKnowsItsInteraction() {
        emulator().script(onCreate().text("half an ans").status("incomplete").usage(1, 2, 3));

        Exchange failed = create("Hi");

        InteractionEndedException ended = failed.getException(InteractionEndedException.class);
        assertThat(ended.getInteraction().outputText()).isEqualTo("half an ans");
        assertThat(ended.getMessage()).doesNotContain("half an ans");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("incomplete");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(6L);
    }

    @Test
    void aFailureIsNotTakenForOneOfAnEarlierCall() {
        Message first = create("Hi").getMessage();
        emulator().script(onCreate().httpStatus(500));

        Exchange failed = fluentTemplate
                .to("direct:create")
                .withBody("Again")
                .withHeaders(first.getHeaders())
                .send();

        assertThat(failed.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 500)
                .doesNotContainKeys(
                        GeminiInteractionsConstants.INTERACTION_ID,
                        GeminiInteractionsConstants.STATUS,
                        GeminiInteractionsConstants.TOTAL_TOKENS);
    }

    @Test
    void theHeaderWinsOverTheOption() {
        fluentTemplate
                .to("direct:createBriefly")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.AGENT, "my-agent")
                .withHeader(GeminiInteractionsConstants.SYSTEM_INSTRUCTION, "Be long")
                .withHeader(GeminiInteractionsConstants.STORE, "false")
                .withHeader(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, "  ")
                .send();

        assertThat(emulator().lastRequest().body().toString())
                .contains("\"agent\":\"my-agent\"")
                .doesNotContain("\"model\"")
                .contains("\"system_instruction\":\"Be long\"")
                .contains("\"store\":false")
                .doesNotContain("previous_interaction_id");
    }

    @Test
    void aClassOfTheEndpointWinsOverAFormatOfTheComponent() throws Exception {
        RouteKit.component(context)
                .getConfiguration()
                .setResponseFormat("{\"type\":\"object\",\"properties\":{\"far\":{\"type\":\"string\"}}}");
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:near").to(CREATE + "&outputClass=" + Near.class.getName());
            routes.from("direct:far").to("gemini-interactions:create?agent=my-agent");
        });

        template.send("direct:near", exchange -> exchange.getMessage().setBody("near: 1"));
        assertThat(emulator().lastRequest().body().toString())
                .contains("\"near\"")
                .doesNotContain("\"far\"");
        template.send("direct:far", exchange -> exchange.getMessage().setBody("far: x"));
        assertThat(emulator().lastRequest().body().toString()).contains("\"far\"");
    }

    record Near(int near) {}

    @Test
    void whatTheComponentSaysOfStreamingTouchesNoOtherOperation() throws Exception {
        RouteKit.component(context).getConfiguration().setStreaming(true);
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:look").to("gemini-interactions:get"));

        Exchange failed =
                fluentTemplate.to("direct:look").withBody("v1_unknown").send();

        assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(404);
    }
}
