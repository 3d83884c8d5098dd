// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.Client;
import com.google.genai.gaos.models.errors.ContinuationInterruptedException;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.Function;
import com.google.genai.gaos.models.interactions.FunctionCallStep;
import com.google.genai.gaos.models.interactions.FunctionResultStep;
import com.google.genai.gaos.models.interactions.FunctionResultStepResultUnion;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionCompletedEvent;
import com.google.genai.gaos.models.interactions.InteractionCreatedEvent;
import com.google.genai.gaos.models.interactions.InteractionSSEEvent;
import com.google.genai.gaos.models.interactions.InteractionSSEStreamEvent;
import com.google.genai.gaos.models.interactions.InteractionStatus;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.StepDelta;
import com.google.genai.gaos.models.interactions.TextDelta;
import com.google.genai.gaos.models.interactions.Usage;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.gaos.models.operations.GetInteractionByIdRequest;
import com.google.genai.gaos.utils.EventStream;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Google's newer client for Java continues an answer of several parts by itself, and sends to {@code v1}. */
class ContinuationClientTest {
    private static final String MODEL = "gemini-4-argon";

    private static GeminiEmulator emulator;
    private static Client client;

    @BeforeAll
    static void start() {
        emulator = GeminiEmulator.builder().strict().start();
        client = Client.builder()
                .apiKey("test-key")
                .httpOptions(HttpOptions.builder()
                        .baseUrl(emulator.baseUrl())
                        .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                        .build())
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        emulator.close();
    }

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @Test
    void sendsToTheStableVersion() {
        create(ask("Hello"));

        assertThat(emulator.lastRequest().path()).isEqualTo("/v1/interactions");
    }

    @Test
    void joinsThreePartsToOneAnswer() {
        emulator.script(Script.onCreate().continuation("One ", "river ", "runs"));

        Interaction answer = create(ask("Tell"));

        assertThat(answer.status()).contains(InteractionStatus.COMPLETED);
        assertThat(answer.outputText()).contains("One river runs");
        assertThat(answer.continuationIds().orElseThrow())
                .containsExactlyElementsOf(emulator.interactionIds())
                .hasSize(3)
                .endsWith(answer.id().orElseThrow());
        assertThat(answer.continuationToken()).isEmpty();
        assertThat(bodies()).hasSize(3).allSatisfy(body -> assertThat(body.has("model"))
                .isTrue());
        assertThat(bodies().get(2).path("previous_interaction_id").asText())
                .isEqualTo(emulator.interactionIds().get(1));
        assertThat(bodies().get(2).has("input")).isFalse();
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void addsUpTheUsage() throws Exception {
        emulator.script(Script.onCreate().continuation("One ", "river ", "runs"));

        Interaction answer = create(ask("Tell"));

        int paid = 0;
        for (String id : answer.continuationIds().orElseThrow()) {
            paid += client.interactions
                    .get(new GetInteractionByIdRequest(id))
                    .interaction()
                    .flatMap(Interaction::usage)
                    .flatMap(Usage::totalTokens)
                    .orElseThrow();
        }
        assertThat(answer.usage().orElseThrow().totalTokens()).contains(paid);
    }

    @Test
    void passesOnTheEventsOfThreeStreams() throws Exception {
        emulator.script(Script.onCreate().stream(true).continuation("One ", "river ", "runs"));

        List<InteractionSSEEvent> events = stream(ask("Tell"));

        assertThat(text(events)).isEqualTo("One river runs");
        assertThat(events.stream().filter(InteractionCreatedEvent.class::isInstance))
                .hasSize(3);
        assertThat(events.stream().filter(InteractionCompletedEvent.class::isInstance))
                .hasSize(3);
        assertThat(bodies()).hasSize(3);
    }

    @Test
    void sendsTheInputAgainWhereNothingIsStored() throws Exception {
        emulator.script(
                Script.onCreate().continuation("One ", "river ", "runs"),
                Script.onCreate().stream(true).continuation("Two ", "towns"));

        Interaction answer = create(ask("Tell").store(false));
        List<InteractionSSEEvent> events = stream(ask("Tell more").store(false));

        assertThat(answer.outputText()).contains("One river runs");
        assertThat(text(events)).isEqualTo("Two towns");
        assertThat(bodies()).hasSize(5).allSatisfy(body -> {
            assertThat(body.has("input")).isTrue();
            assertThat(body.has("previous_interaction_id")).isFalse();
        });
    }

    @Test
    void tellsTokenAndIdsWhereAPartFails() {
        emulator.script(
                Script.onCreate().continuation("One ", "river ", "runs"),
                Script.onCreate().hop(3).fault(Fault.status(500)));

        ContinuationInterruptedException interrupted =
                catchThrowableOfType(ContinuationInterruptedException.class, () -> create(ask("Tell")));

        assertThat(interrupted.continuationIds()).containsExactlyElementsOf(emulator.interactionIds());
        assertThat(interrupted.interactionId())
                .contains(emulator.interactionIds().get(1));
        assertThat(interrupted.partialInteraction().orElseThrow().outputText()).contains("One river ");

        Interaction rest = create(CreateModelInteraction.builder()
                .model(MODEL)
                .previousInteractionId(interrupted.interactionId().orElseThrow())
                .continuationToken(interrupted.continuationToken().orElseThrow()));
        assertThat(rest.outputText()).contains("runs");
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void tellsTokenAndIdsWhereAStreamBreaks() {
        emulator.script(
                Script.onCreate().stream(true).continuation("One ", "river ", "runs"),
                Script.onCreate().stream(true).hop(2).cutAfter(4));

        ContinuationInterruptedException interrupted =
                catchThrowableOfType(ContinuationInterruptedException.class, () -> stream(ask("Tell")));

        assertThat(interrupted.continuationIds())
                .startsWith(emulator.interactionIds().get(0));
        assertThat(interrupted.continuationToken()).isPresent();
    }

    @Test
    void reconnectsAtACheckPoint() throws Exception {
        emulator.script(Script.onCreate().stream(true)
                .deltas("One ", "river ", "runs")
                .checkPoint(7)
                .cutAfter(8));

        List<InteractionSSEEvent> events = stream(ask("Tell"));

        assertThat(text(events)).isEqualTo("One river runs");
        assertThat(bodies()).hasSize(2);
    }

    @Test
    void stopsAtATokenThatComesBack() {
        emulator.script(Script.onCreate().continuation(3).sameToken());

        assertThat(create(ask("Tell")).status()).contains(InteractionStatus.REQUIRES_CONTINUATION);
        assertThat(bodies()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void leavesThePartsToTheCallerWhereAskedTo() {
        emulator.script(Script.onCreate().continuation("One ", "river"));

        Interaction part = client.interactions
                .create(CreateInteractionRequestBody.of(ask("Tell").build()), false)
                .interaction()
                .orElseThrow();

        assertThat(part.status()).contains(InteractionStatus.REQUIRES_CONTINUATION);
        assertThat(part.continuationToken()).isPresent();
        assertThat(bodies()).hasSize(1);
    }

    @Test
    void continuesAConversationAtTheLastPart() {
        emulator.script(Script.onCreate().continuation("Hello ", "Anna"));
        Interaction first = create(ask("My name is Anna"));

        Interaction second =
                create(ask("Who am I?").previousInteractionId(first.id().orElseThrow()));

        assertThat(second.outputText().orElseThrow()).contains("My name is Anna");
    }

    @Test
    void continuesAnAnswerToAFunctionsResult() {
        Function function = Function.builder()
                .name("add")
                .parameters(Map.of("type", "object"))
                .build();
        emulator.script(
                Script.onCreate().call("c1", "add", "{}"), Script.onCreate().continuation("It ", "is ", "five"));
        Interaction asked = create(ask("What is 2 + 3?").tools(List.of(function)));
        FunctionCallStep call = (FunctionCallStep) asked.steps().orElseThrow().stream()
                .filter(FunctionCallStep.class::isInstance)
                .findFirst()
                .orElseThrow();

        Interaction answer = create(CreateModelInteraction.builder()
                .model(MODEL)
                .previousInteractionId(asked.id().orElseThrow())
                .tools(List.of(function))
                .input(InteractionsInput.ofStep(List.of(FunctionResultStep.builder()
                        .callId(call.id().orElseThrow())
                        .name("add")
                        .result(FunctionResultStepResultUnion.of("5"))
                        .build()))));

        assertThat(answer.outputText()).contains("It is five");
    }

    private static CreateModelInteraction.Builder ask(String prompt) {
        return CreateModelInteraction.builder().model(MODEL).input(InteractionsInput.of(prompt));
    }

    private static Interaction create(CreateModelInteraction.Builder request) {
        return client.interactions
                .create(CreateInteractionRequestBody.of(request.build()))
                .interaction()
                .orElseThrow();
    }

    private static List<InteractionSSEEvent> stream(CreateModelInteraction.Builder request) throws Exception {
        try (EventStream<InteractionSSEStreamEvent> stream = client.interactions
                .create(CreateInteractionRequestBody.of(request.stream(true).build()))
                .events()) {
            return stream.toList().stream()
                    .map(event -> event.data().orElseThrow())
                    .toList();
        }
    }

    private static String text(List<InteractionSSEEvent> events) {
        StringBuilder text = new StringBuilder();
        for (InteractionSSEEvent event : events) {
            if (event instanceof StepDelta delta && delta.delta().orElseThrow() instanceof TextDelta piece) {
                text.append(piece.text().orElse(""));
            }
        }
        return text.toString();
    }

    private static List<JsonNode> bodies() {
        return emulator.requests().stream().map(request -> request.body()).toList();
    }
}
