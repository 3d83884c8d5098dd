// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** An answer that is longer than one interaction ({@code requires_continuation}): its parts are one answer to the route. */
class ContinuedAnswerTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL + "&maxRetries=0";
    private static final String STREAM = CREATE + "&streaming=true";
    private static final List<String> PARTS = List.of("One river ", "runs through ", "two towns.");
    private static final String WHOLE = String.join("", PARTS);

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("keys", new MemoryStateRepository());
        registry.bind("cursors", new MemoryStateRepository());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:channel").to(STREAM + "&channel=c");
                from("gemini-interactions:stream?channel=c&emit=steps,completed&stepTypes=model_output")
                        .to("mock:steps");
                from("direct:split").to(STREAM).split(body()).streaming().to("mock:parts");
                from("gemini-interactions-tool:look?tags=t&description=Look&parameter.city=string")
                        .setBody(simple("${header.city} ok"));
            }
        };
    }

    private static Rule parts() {
        return onCreate().continuation(PARTS.toArray(String[]::new));
    }

    private Exchange ask(String uri) {
        return ask(uri, Map.of());
    }

    private Exchange ask(String uri, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getMessage().setBody("Tell");
            exchange.getMessage().getHeaders().putAll(headers);
        });
    }

    private static Message answer(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage();
    }

    private List<JsonNode> creates() {
        return emulator().requests(Operation.CREATE).stream()
                .map(RecordedRequest::body)
                .toList();
    }

    private static List<?> ids(Message message) {
        return message.getHeader(GeminiInteractionsConstants.INTERACTION_IDS, List.class);
    }

    private void assertThreePartsWerePaidOnce() {
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    private void assertWhole(Message message) {
        assertThat(message.getBody(String.class)).isEqualTo(WHOLE);
        assertThat(message.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
        assertThat(ids(message)).hasSize(3).doesNotHaveDuplicates();
        assertThat(message.getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(ids(message).get(2));
        assertThat(message.getHeader(GeminiInteractionsConstants.OUTPUT_TOKENS))
                .isEqualTo(emulator().ledger().outputTokens());
        assertThreePartsWerePaidOnce();
    }

    @Test
    void isOneAnswerWithTheTokensOfAllParts() {
        emulator().script(parts());

        assertWhole(answer(ask(CREATE)));
    }

    @Test
    void eachPartNamesTheOneBeforeAndHasNoInput() throws Exception {
        emulator().script(parts());

        Message answer = answer(ask(CREATE + "&systemInstruction=Be brief&generationConfig.seed=7"));

        List<JsonNode> sent = creates();
        assertThat(sent.get(0).has("continuation_token")).isFalse();
        for (int part = 1; part < 3; part++) {
            assertThat(sent.get(part).path("previous_interaction_id").asText())
                    .isEqualTo(ids(answer).get(part - 1));
            assertThat(sent.get(part).path("continuation_token").asText()).isNotEmpty();
            assertThat(sent.get(part).has("input")).isFalse();
            for (String member : List.of("model", "system_instruction", "generation_config"))
                assertThat(sent.get(part).get(member)).isEqualTo(sent.get(0).get(member));
        }
    }

    @Test
    void withoutStoredInteractionsEachPartHasTheInputAgain() throws Exception {
        emulator().script(parts());

        assertThat(answer(ask(CREATE + "&store=false")).getBody()).isEqualTo(WHOLE);

        for (JsonNode sent : creates()) {
            assertThat(sent.path("input").toString()).contains("Tell");
            assertThat(sent.has("previous_interaction_id")).isFalse();
        }
    }

    @Test
    void theInteractionHasTheStepsOfAllPartsAndTheirSummedUsage() {
        emulator()
                .script(parts().usage("{\"total_tokens\":5,\"initial_input_tokens\":3,"
                                + "\"input_tokens_by_modality\":[{\"modality\":\"text\",\"tokens\":4}]}")
                        .times(1));
        emulator()
                .script(onCreate()
                        .hop(2)
                        .usage("{\"total_tokens\":6,\"initial_input_tokens\":9,"
                                + "\"input_tokens_by_modality\":[{\"modality\":\"text\",\"tokens\":5},"
                                + "{\"modality\":\"image\",\"tokens\":1}]}"));

        Interaction whole = answer(ask(CREATE + "&outputType=interaction")).getBody(Interaction.class);

        assertThat(whole.outputText()).isEqualTo(WHOLE);
        assertThat(whole.continuationIds()).hasSize(3).endsWith(whole.id());
        assertThat(whole.continuationToken()).isNull();
        assertThat(whole.usage().more())
                .containsEntry("initial_input_tokens", "3")
                .hasEntrySatisfying("input_tokens_by_modality", json -> assertThat(json)
                        .contains("{\"modality\":\"image\",\"tokens\":1}"));
    }

    @Test
    void onAChannelEachStepArrivesOnceAndTheEndOnce() throws Exception {
        emulator().script(parts());
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMessageCount(4);

        assertWhole(answer(ask("direct:channel")));

        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.bodies(steps)).containsExactly(PARTS.get(0), PARTS.get(1), PARTS.get(2), WHOLE);
        assertThat(RouteKit.headers(steps, GeminiInteractionsConstants.STEP_KEY))
                .doesNotHaveDuplicates();
        assertThat(ids(steps.getReceivedExchanges().get(3).getMessage())).hasSize(3);
    }

    @Test
    void inAnIteratorTheLastPartIsTheWholeAnswer() throws Exception {
        emulator().script(parts());

        assertThat(ask("direct:split").getException()).isNull();

        List<String> parts = RouteKit.bodies(getMockEndpoint("mock:parts"));
        assertThat(parts).containsSubsequence(PARTS).endsWith(WHOLE);
        assertThat(parts.stream().filter(PARTS::contains)).containsExactlyElementsOf(PARTS);
        assertThreePartsWerePaidOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps,completed", "steps"})
    void aConsumerEmitsItAsOneRun(String emit) throws Exception {
        emulator().script(parts());
        MockEndpoint run = getMockEndpoint("mock:run");
        run.expectedMinimumMessageCount(emit.equals("steps") ? 3 : 4);
        String from = "gemini-interactions:create?model=" + MODEL + "&input=Tell&stepTypes=model_output&emit=" + emit
                + "&runKey=k&cursorRepository=#cursors";
        RouteBuilder.addRoutes(
                context, routes -> routes.from(from).routeId("run").to("mock:run"));

        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.bodies(run)).startsWith(PARTS.toArray(String[]::new));
        assertThreePartsWerePaidOnce();

        context.getRouteController().stopRoute("run");
        context.getRouteController().startRoute("run");
        assertThreePartsWerePaidOnce();
        assertThat(run.getReceivedCounter()).isEqualTo(emit.equals("steps") ? 3 : 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps,completed", "steps"})
    void aConsumerCreatesAPartThatWasRefusedAgainAndNoOther(String emit) throws Exception {
        emulator().script(onCreate().hop(2).httpStatus(429).times(1), parts());
        MockEndpoint run = getMockEndpoint("mock:run");
        run.expectedMessageCount(emit.equals("steps") ? 3 : 4);
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:create?model=" + MODEL
                        + "&input=Tell&stepTypes=model_output&maxRetries=0&restartDelay=20&emit=" + emit)
                .to("mock:run"));

        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.bodies(run)).startsWith(PARTS.toArray(String[]::new));
        assertThreePartsWerePaidOnce();
    }

    @Test
    void aConsumerDoesNotCreateAPartAgainThatMayExist() throws Exception {
        emulator().script(onCreate().hop(2).fault(Fault.cutBeforeHeaders()), parts());
        RouteBuilder.addRoutes(context, routes -> routes.from(
                        "gemini-interactions:create?model=" + MODEL + "&input=Tell&maxRetries=0&restartDelay=20")
                .routeId("run")
                .to("mock:run"));
        HealthCheckAware consumer = (HealthCheckAware) context.getRoute("run").getConsumer();

        RouteKit.eventually().until(() -> "broken"
                .equals(consumer.getHealthCheck()
                        .call()
                        .getDetails()
                        .get("stream.state"))); // it does not continue by itself
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void anAwaitedRunIsContinued() {
        emulator()
                .script(
                        onCreate().hop(1).body("{\"id\":\"v1_a\",\"status\":\"in_progress\"}"),
                        onGet().body(
                                        "{\"id\":\"v1_a\",\"status\":\"requires_continuation\",\"continuation_token\":\"t\","
                                                + "\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"One \"}]}]}"),
                        onCreate()
                                .body(
                                        "{\"id\":\"v1_b\",\"status\":\"completed\","
                                                + "\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"two\"}]}]}"));

        Message answer = answer(ask(CREATE + "&awaitCompletion=true&pollInterval=20"));

        assertThat(answer.getBody()).isEqualTo("One two");
        assertThat(ids(answer)).isEqualTo(List.of("v1_a", "v1_b"));
    }

    @Test
    void theNextTurnOfAConversationContinuesTheLastPart() throws Exception {
        emulator().script(parts().times(1));

        Message answer = answer(ask(CREATE + "&conversationId=c1"));
        answer(ask(CREATE + "&conversationId=c1"));

        assertThat(creates().get(3).path("previous_interaction_id").asText())
                .isEqualTo(ids(answer).get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {CREATE, CREATE + "&store=false", STREAM + "&channel=c"})
    void aRoundOfFunctionsIsContinuedBeforeItsCallsRun(String uri) throws Exception {
        emulator()
                .script(
                        parts().call("look", "{\"city\":\"Perth\"}").times(1),
                        onCreate().prompt("(?s).*").text("It is fine."));

        Message answer = answer(ask(uri + "&tags=t"));

        assertThat(answer.getBody()).isEqualTo("It is fine.");
        List<JsonNode> sent = creates();
        assertThat(sent).hasSize(4);
        assertThat(sent.get(3).toString()).contains("Perth ok").doesNotContain("continuation_token");
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void aCallThatWaitsInAnEarlierPartRuns() {
        String call = "{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"look\",\"arguments\":{\"city\":\"Perth\"}}";
        emulator()
                .script(
                        onCreate()
                                .body("{\"status\":\"requires_continuation\",\"continuation_token\":\"t\","
                                        + "\"steps\":[" + call + "]}")
                                .times(1),
                        onCreate()
                                .body("{\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                                        + "\"content\":[{\"type\":\"text\",\"text\":\"Let me look.\"}]}]}")
                                .times(1),
                        onCreate()
                                .body("{\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                                        + "\"content\":[{\"type\":\"text\",\"text\":\"It is fine.\"}]}]}"));

        assertThat(answer(ask(CREATE + "&tags=t&store=false")).getBody()).isEqualTo("It is fine.");

        assertThat(creates().get(2).toString()).contains("Let me look.", "Perth ok");
    }

    @Test
    void aTokenThatComesBackEndsIt() {
        emulator().script(parts().sameToken());

        InteractionEndedException ended = ended(ask(CREATE));

        assertThat(ended).hasMessageContaining("the same token twice");
        assertThat(ended.getContinuationToken()).isNotNull();
        assertThat(ended.getInteractionIds()).hasSize(2);
        assertThat(ended.getInteraction().outputText()).isEqualTo(PARTS.get(0) + PARTS.get(1));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aPartWithoutAnIdIsNotPaidTwice() {
        emulator()
                .script(
                        onCreate()
                                .hop(2)
                                .body("{\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\","
                                        + "\"content\":[{\"type\":\"text\",\"text\":\"ends.\"}]}]}"),
                        parts());
        String keyed = CREATE + "&idempotencyKey=k&idempotencyRepository=#keys";
        assertThat(answer(ask(keyed)).getBody()).isEqualTo(PARTS.get(0) + "ends.");

        Exchange again = ask(keyed);

        assertThat(again.getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(creates()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'',b,c,200",
        "a,'',c,200",
        "a,a,c,200",
        "'',b,c,400",
        "a,'',c,400",
    })
    void anAnswerWithAPartThatHasNoIdOfItsOwnIsNeitherCutShortNorPaidTwice(
            String first, String second, String third, int status) {
        emulator()
                .script(
                        onCreate()
                                .body(part(first, "requires_continuation\",\"continuation_token\":\"t1"))
                                .times(1),
                        onCreate()
                                .body(part(second, "requires_continuation\",\"continuation_token\":\"t2"))
                                .times(1),
                        status == 200
                                ? onCreate().body(part(third, "completed"))
                                : onCreate().httpStatus(status),
                        onGet().body(part("a", "requires_continuation\",\"continuation_token\":\"t1"))
                                .always());
        String keyed = CREATE + "&idempotencyKey=k&idempotencyRepository=#keys";
        Exchange answered = ask(keyed);
        if (status == 200) assertThat(answer(answered).getBody()).isEqualTo("x x x ");
        else assertThat(answered.getException()).isInstanceOf(InteractionRejectedException.class);

        assertThat(ask(keyed).getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(creates()).hasSize(3);
    }

    @Test
    void anAnswerWithoutAnIdAfterARoundOfFunctionsIsNotPaidTwice() {
        emulator()
                .script(
                        onCreate().call("look", "{\"city\":\"Perth\"}").times(1),
                        onCreate().body(part("", "completed")));
        String keyed = CREATE + "&tags=t&idempotencyKey=k&idempotencyRepository=#keys";
        assertThat(answer(ask(keyed)).getBody()).isEqualTo("x ");

        assertThat(ask(keyed).getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(creates()).hasSize(2);
    }

    private static String part(String id, String status) {
        return "{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"steps\":[{\"type\":\"model_output\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"x \"}]}]}";
    }

    @Test
    void noMorePartsThanMaxContinuationsAreCreated() {
        emulator().script(parts());

        Exchange exchange = ask(CREATE + "&maxContinuations=1");

        assertThat(ended(exchange)).hasMessageContaining("maxContinuations=1");
        assertThat(ids(exchange.getMessage())).hasSize(2);
        assertThat(exchange.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("requires_continuation");
        assertThat(exchange.getMessage().getHeader(GeminiInteractionsConstants.OUTPUT_TOKENS))
                .isEqualTo(emulator().ledger().outputTokens());
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void noPartIsCreatedBeyondTheBudget() {
        emulator().script(parts().usage("{\"total_tokens\":5}"));

        assertThat(ask(CREATE + "&maxTotalTokens=5").getException())
                .isInstanceOf(InteractionBudgetException.class)
                .hasMessageContaining("maxTotalTokens=5");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void requestTimeoutIsTheLongestTimeForAllParts() {
        emulator().script(onCreate().hop(2).gate("held"), parts());

        Exchange exchange = ask(CREATE + "&requestTimeout=3s");

        assertThat(exchange.getException())
                .isInstanceOf(InteractionTransportException.class)
                .hasMessageContaining("requestTimeout");
        assertThat(exchange.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY))
                .isEqualTo("timeout");
        emulator().gate("held").release();
    }

    @ParameterizedTest
    @ValueSource(strings = {CREATE, STREAM + "&channel=c"})
    void aPartThatFailsFailsItWithThePartsBefore(String uri) {
        emulator().script(onCreate().hop(3).httpStatus(429), parts());

        Exchange exchange = ask(uri);

        assertThat(exchange.getException()).isInstanceOf(InteractionRejectedException.class);
        InteractionEndedException before =
                (InteractionEndedException) exchange.getException().getSuppressed()[0];
        assertThat(before.getInteraction().outputText()).isEqualTo(PARTS.get(0) + PARTS.get(1));
        assertThat(before.getContinuationToken()).isNotNull();
        assertThat(ids(exchange.getMessage())).isEqualTo(before.getInteractionIds());
        assertThat(exchange.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
        assertThat(exchange.getProperty(GeminiInteractionsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("RATE_LIMIT");
    }

    @Test
    void withoutContinuationTheRouteGetsTheTokenAndCreatesTheNextPart() throws Exception {
        emulator().script(parts());

        InteractionEndedException ended = ended(ask(CREATE + "&continuation=fail"));
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        Map<String, Object> next = new LinkedHashMap<>();
        next.put(GeminiInteractionsConstants.CONTINUATION_TOKEN, ended.getContinuationToken());
        next.put(
                GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID,
                ended.getInteractionIds().get(0));

        Exchange continued = ask(CREATE, next);

        assertThat(answer(continued).getBody()).isEqualTo(PARTS.get(1) + PARTS.get(2));
        assertThat(continued.getMessage().getHeader(GeminiInteractionsConstants.CONTINUATION_TOKEN))
                .isNull();
        assertThat(creates().get(1).has("input")).isFalse();
        assertThreePartsWerePaidOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"await?pollInterval=20", "resume?channel=c"})
    void whatDoesNotKnowTheRequestFailsWithTheToken(String operation) {
        emulator().script(parts());
        String id =
                ended(ask(CREATE + "&continuation=fail")).getInteractionIds().get(0);

        InteractionEndedException ended =
                ended(ask("gemini-interactions:" + operation, Map.of(GeminiInteractionsConstants.INTERACTION_ID, id)));

        assertThat(ended.getContinuationToken()).isNotNull();
        assertThat(ended).hasMessageContaining("continuation=auto");
        assertThat(answer(ask("gemini-interactions:get", Map.of(GeminiInteractionsConstants.INTERACTION_ID, id)))
                        .getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("requires_continuation");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    private static InteractionEndedException ended(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(exchange.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY))
                .isEqualTo("requires_continuation");
        return (InteractionEndedException) exchange.getException();
    }
}
