// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.Map;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

class CreateTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    @Test
    void answersWithTheTextAndWhatIsKnownOfIt() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("Paris").usage(7, 2, 5));

        Message answer = send(CREATE, "Capital of France?").getMessage();

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
    void continuesThePreviousInteraction() throws Exception {
        start(routes -> {});
        Message first = send(CREATE, "My name is Ada").getMessage();

        Message second = send(
                        CREATE,
                        "What is my name?",
                        Map.of(
                                GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID,
                                first.getHeader(GeminiInteractionsConstants.INTERACTION_ID)))
                .getMessage();

        assertThat(second.getBody(String.class)).contains("My name is Ada");
    }

    @Test
    void readsCancelsAndDeletesWhatIsStored() throws Exception {
        start(routes -> {});
        String id =
                send(CREATE, "Hello").getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        Message stored =
                send("gemini-interactions:get?outputType=interaction", id).getMessage();
        assertThat(stored.getBody(Interaction.class).steps().get(0).type()).isEqualTo("user_input");
        assertThat(stored.getBody(Map.class)).containsEntry("id", id);

        Exchange cancelled = send("gemini-interactions:cancel", Map.of("interaction_id", id));
        assertThat(cancelled.getException()).isInstanceOfSatisfying(InteractionRejectedException.class, refused -> {
            assertThat(refused.getHttpResponseCode()).isEqualTo(400);
            assertThat(refused.getCode()).isEqualTo("failed_precondition");
        });

        Exchange deleted = send("gemini-interactions:delete", "{\"id\":\"" + id + "\"}");
        assertThat(deleted.getException()).isNull();
        Exchange gone = send("gemini-interactions:get?interactionId=" + id, null);
        assertThat(gone.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(404);
        assertThat(gone.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }

    @Test
    void backgroundAnswersAtOnceWithTheId() throws Exception {
        start(routes -> {});

        Message answer = send(
                        "gemini-interactions:create?agent=deep-research-preview-04-2026&background=true", "Survey X")
                .getMessage();

        assertThat(answer.getBody()).isEqualTo(answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("in_progress");
        assertThat(emulator().lastRequest().at("/background").asBoolean()).isTrue();
        Message cancelled = send("gemini-interactions:cancel", answer.getBody()).getMessage();
        assertThat(cancelled.getHeader(GeminiInteractionsConstants.STATUS)).isIn("cancelled", "in_progress");
    }

    @Test
    void aCreateThatWasRefusedWith429IsSentAgain() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().httpStatus(429, Duration.ZERO), onCreate().text("at last"));

        assertThat(send(CREATE, "Hi").getMessage().getBody()).isEqualTo("at last");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aWaitThatTheServiceAsksForIsLeftToCamelsRedeliveryOnceRetriesAreUsedUp() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().httpStatus(429, Duration.ofSeconds(7)));

        Exchange failed = send(CREATE + "&maxRetries=0", "Hi");

        assertThat(failed.getException(InteractionRejectedException.class).getRetryAfter())
                .hasSeconds(7);
        assertThat(failed.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isEqualTo(7000L);
    }

    @Test
    void aCreateThatFailedWith500IsNotSentAgain() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().fault(Fault.status(500)), onCreate().text("never"));

        Exchange failed = send(CREATE, "Hi");

        assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(500);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void anAnswerThatEndedOtherwiseIsAFailureThatKnowsItsInteraction() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("half an ans").status("incomplete").usage(1, 2, 3));

        Exchange failed = send(CREATE, "Hi");

        InteractionEndedException ended = failed.getException(InteractionEndedException.class);
        assertThat(ended.getInteraction().outputText()).isEqualTo("half an ans");
        assertThat(ended.getMessage()).doesNotContain("half an ans");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("incomplete");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(6L);
    }

    @Test
    void aFailureIsNotTakenForOneOfAnEarlierCall() throws Exception {
        start(routes -> {});
        Message first = send(CREATE, "Hi").getMessage();
        emulator().script(onCreate().httpStatus(500));

        Message failed = send(CREATE, "Again", first.getHeaders()).getMessage();

        assertThat(failed.getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 500)
                .doesNotContainKeys(
                        GeminiInteractionsConstants.INTERACTION_ID,
                        GeminiInteractionsConstants.STATUS,
                        GeminiInteractionsConstants.TOTAL_TOKENS);
    }

    @Test
    void theHeaderWinsOverTheOption() throws Exception {
        start(routes -> {});

        send(
                CREATE
                        + "&systemInstruction=RAW(Be brief)&generationConfig.maxOutputTokens=99&generationConfig.thinkingLevel=low",
                "Hi",
                Map.of(
                        GeminiInteractionsConstants.AGENT, "my-agent",
                        GeminiInteractionsConstants.SYSTEM_INSTRUCTION, "Be long",
                        GeminiInteractionsConstants.STORE, "false",
                        GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, "  "));

        assertThat(emulator().lastRequest().body().toString())
                .contains("\"agent\":\"my-agent\"")
                .doesNotContain("\"model\"")
                .contains("\"system_instruction\":\"Be long\"")
                .contains("\"store\":false")
                .doesNotContain("previous_interaction_id");
    }

    @Test
    void aClassOfTheEndpointWinsOverAFormatOfTheComponent() throws Exception {
        component
                .getConfiguration()
                .setResponseFormat("{\"type\":\"object\",\"properties\":{\"far\":{\"type\":\"string\"}}}");
        start(routes -> {});

        send(CREATE + "&outputClass=" + Near.class.getName(), "near: 1");
        assertThat(emulator().lastRequest().body().toString())
                .contains("\"near\"")
                .doesNotContain("\"far\"");
        send(CREATE, "far: x");
        assertThat(emulator().lastRequest().body().toString()).contains("\"far\"");
    }

    record Near(int near) {}

    @Test
    void whatTheComponentSaysOfStreamingTouchesNoOtherOperation() throws Exception {
        component.getConfiguration().setStreaming(true);
        start(routes -> {});

        assertThat(send("gemini-interactions:get", "v1_unknown")
                        .getException(InteractionRejectedException.class)
                        .getHttpResponseCode())
                .isEqualTo(404);
    }
}
