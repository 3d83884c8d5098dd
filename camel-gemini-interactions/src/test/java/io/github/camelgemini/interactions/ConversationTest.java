// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onDelete;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;

/** Turns of a conversation: what each continues, who waits for whom, and what happens when one fails. */
class ConversationTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String ASK = CREATE + "&conversationId=anna";
    private static final String STREAM = ASK + "&streaming=true&channel=c";
    private static final String FORGET = "gemini-interactions:delete?conversationId=anna";
    private static final Map<String, String> RESULT = Map.of("type", "function_result", "call_id", "c1", "result", "7");

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private static String continued(RecordedRequest create) {
        return create.at("/previous_interaction_id").asText(null);
    }

    private static RecordedRequest lastCreate() {
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1);
    }

    /** Sends without waiting; what is sent first comes first. */
    private CompletableFuture<Exchange> sending(String uri, Object body) throws Exception {
        AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
        producer.start();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        CompletableFuture<Exchange> answered = new CompletableFuture<>();
        producer.process(exchange, sync -> answered.complete(exchange));
        return answered;
    }

    private static Exchange answer(CompletableFuture<Exchange> sent) throws Exception {
        return sent.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aTurnContinuesTheOneBefore() throws Exception {
        start(routes -> {});

        String first = id(send(ASK, "My name is Anna."));
        Exchange second = send(ASK, "Who am I?");
        send(ASK, "Sure?");

        assertThat(second.getMessage().getBody(String.class)).contains("My name is Anna.");
        assertThat(emulator().requests(Operation.CREATE))
                .extracting(ConversationTest::continued)
                .containsExactly(null, first, id(second));
    }

    @Test
    void eachKeyIsAConversationOfItsOwnAndTheHeaderNamesItFirst() throws Exception {
        start(routes -> {});
        String annas = id(send(ASK, "I am Anna."));

        String bertas = id(send(ASK, "I am Berta.", Map.of(GeminiInteractionsConstants.CONVERSATION_ID, "berta = 2")));
        assertThat(continued(lastCreate())).isNull();
        send(ASK, "Who am I?", Map.of(GeminiInteractionsConstants.CONVERSATION_ID, "berta = 2"));
        assertThat(continued(lastCreate())).isEqualTo(bertas);
        send(ASK, "Who am I?", Map.of(GeminiInteractionsConstants.CONVERSATION_ID, " "));
        assertThat(continued(lastCreate())).isEqualTo(annas);
        send(CREATE, "Who am I?");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void endpointsOfAContextShareTheirConversations() throws Exception {
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(collector()));

        String first = id(send(ASK, "I am Anna."));
        String second = id(send(STREAM, "Who am I?"));
        assertThat(continued(lastCreate())).isEqualTo(first);
        send(ASK + "&outputType=json", "And now?");

        assertThat(continued(lastCreate())).isEqualTo(second);
    }

    @Test
    void aTurnThatNamesAnInteractionForksAndTheConversationGoesOnFromThere() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        send(ASK, "Two");

        String fork =
                id(send(ASK, "Two, differently", Map.of(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, first)));
        assertThat(continued(lastCreate())).isEqualTo(first);
        send(ASK, "Three");

        assertThat(continued(lastCreate())).isEqualTo(fork);
    }

    static Stream<Rule> badEnds() {
        return Stream.of(
                onCreate().httpStatus(500),
                onCreate().error("safety", "Blocked"),
                onCreate().status("cancelled"),
                onCreate().text("half").status("incomplete"),
                onCreate().fault(Fault.cutBeforeHeaders()));
    }

    @ParameterizedTest
    @MethodSource("badEnds")
    void aTurnThatFailsLeavesTheConversationWhereItWas(Rule badEnd) throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        emulator().script(badEnd);

        assertThat(send(ASK, "Two").getException()).isNotNull();
        send(ASK, "Two again");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void anAnswerThatWasCutShortIsATurnWhereThatIsNoFailure() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("half").status("incomplete"));

        String half = id(send(ASK + "&failOnIncomplete=false", "One"));
        send(ASK, "Go on");

        assertThat(continued(lastCreate())).isEqualTo(half);
    }

    @Test
    void anAnswerThatNothingCanContinueFails() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().body("{\"status\":\"completed\",\"steps\":[]}"));

        assertThat(send(ASK, "One").getException())
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessageContaining("has no id");
    }

    @Test
    void aConversationThatAsksForResultsTakesNothingElse() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        String asking = id(send(ASK, "What does it cost?"));

        Exception busy = send(ASK, "Hello?").getException();
        assertThat(busy)
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining("interaction " + asking + " waits for the results of functions")
                .hasMessageNotContaining("anna");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);

        String answered = id(send(ASK, RESULT));
        assertThat(continued(lastCreate())).isEqualTo(asking);
        send(ASK, "Thanks");
        assertThat(continued(lastCreate())).isEqualTo(answered);
    }

    @Test
    void aForkLeavesTheQuestionOfAFunctionBehind() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "Hello"));
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        send(ASK, "What does it cost?");

        String fork = id(send(ASK, "Never mind", Map.of(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, first)));
        send(ASK, "Bye");

        assertThat(continued(lastCreate())).isEqualTo(fork);
    }

    @Test
    void aLostConversationFailsAndSaysWhatToDo() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        send("gemini-interactions:delete", first);

        Exchange refused = send(ASK, "Two");

        assertThat(refused.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(404);
        assertThat(refused.getException()).hasMessageContaining("onConversationLost=restart");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(send(ASK, "Two").getException()).isInstanceOf(InteractionRejectedException.class);
    }

    @Test
    void aLostConversationBeginsAnewWhereThatIsWanted() throws Exception {
        start(routes -> {});
        send("gemini-interactions:delete", id(send(ASK, "One")));

        String anew = id(send(ASK + "&onConversationLost=restart", "Two"));
        assertThat(continued(lastCreate())).isNull();
        send(ASK, "Three");

        assertThat(continued(lastCreate())).isEqualTo(anew);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void aLostConversationStaysForgottenWhenItsNewBeginningFails() throws Exception {
        start(routes -> {});
        send("gemini-interactions:delete", id(send(ASK, "One")));
        emulator().script(onCreate().previousInteractionId("").httpStatus(500));

        assertThat(send(ASK + "&onConversationLost=restart", "Two").getException())
                .isInstanceOf(InteractionRejectedException.class);
        id(send(ASK, "Two"));

        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void aStreamOfALostConversationBeginsAnewToo() throws Exception {
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(collector()));
        send("gemini-interactions:delete", id(send(STREAM, "One")));
        collected.clear();

        id(send(STREAM + "&onConversationLost=restart", "Two"));

        assertThat(continued(lastCreate())).isNull();
        assertThat(collectedBodies()).hasSize(2).last().asString().contains("Two");
    }

    static Stream<Fault> otherThingsThatAreMissing() {
        return Stream.of(
                Fault.status(404).withCode("model_not_found"),
                Fault.status(404), // a file of the request, say
                Fault.status(404).withForm(ResponseFault.Form.HTML));
    }

    @ParameterizedTest
    @MethodSource("otherThingsThatAreMissing")
    void whatElseIsMissingForgetsNoConversation(Fault missing) throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        emulator().script(onCreate().fault(missing));

        assertThat(send(ASK + "&onConversationLost=restart", "Two").getException())
                .isExactlyInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
        send(ASK, "Two");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void resultsOfFunctionsBeginNoConversation() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        send("gemini-interactions:delete", id(send(ASK, "What does it cost?")));

        assertThat(send(ASK + "&onConversationLost=restart", RESULT).getException())
                .isInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
    }

    @Test
    void aTurnWaitsForTheOneBeforeAndNoConversationForAnother() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().contains("One").text("1").gate("held"));
        CompletableFuture<Exchange> first = sending(ASK, "One");
        emulator().awaitRequests(1);
        CompletableFuture<Exchange> second = sending(ASK, "Two");

        assertThat(send(ASK, "Hi", Map.of(GeminiInteractionsConstants.CONVERSATION_ID, "berta"))
                        .getException())
                .isNull();
        assertThat(second).isNotDone();
        emulator().gate("held").release();

        String continuing = id(answer(first));
        id(answer(second));
        assertThat(continued(lastCreate())).isEqualTo(continuing);
    }

    @Test
    void aTurnThatStreamsEndsWhenItsRouteIsDoneWithTheLastStep() throws Exception {
        CountDownLatch lastStep = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(step -> {
            if (!"Paris".equals(step.getMessage().getBody())) return;
            lastStep.countDown();
            goOn.await(60, TimeUnit.SECONDS);
        }));
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        CompletableFuture<Exchange> first = sending(STREAM, "Capital of France?");
        assertThat(lastStep.await(60, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Exchange> second = sending(ASK, "And of Spain?");
        send(CREATE, "Something else");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
        goOn.countDown();

        String continuing = id(answer(first));
        id(answer(second));
        assertThat(continued(lastCreate())).isEqualTo(continuing);
    }

    @Test
    void whoWaitsTooLongFailsAndSendsNothing() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> first = sending(ASK, "One");
        emulator().awaitRequests(1);

        Exchange late = send(ASK + "&conversationTimeout=50", "Two");
        assertThat(late.getException())
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining("conversationTimeout=50 ms");
        assertThat(late.getProperties())
                .containsEntry("CamelGeminiInteractionsErrorReason", "busy")
                .containsEntry("CamelGeminiInteractionsRetrySafe", true);
        emulator().gate("held").release();

        assertThat(answer(first).getMessage().getBody()).isEqualTo("late");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aStepThatAsksTheConversationItComesFromFailsAtOnce() throws Exception {
        List<Exception> failures = new ArrayList<>();
        Processor failed = step -> failures.add(step.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        start(routes -> routes.from("gemini-interactions:stream?channel=c")
                .doTry()
                .to(ASK)
                .doCatch(ConversationBusyException.class)
                .process(failed)
                .end()
                .doTry()
                .to(FORGET)
                .doCatch(ConversationBusyException.class)
                .process(failed)
                .end()
                .setBody(routes.constant("In other words?"))
                .to(CREATE + "&conversationId=berta")
                .process(collector()));
        emulator().script(onCreate().stream(true).thought("Easy.").text("Paris"));

        Exchange answered = send(STREAM, "Capital of France?");

        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        assertThat(failures).hasSize(4).allSatisfy(failure -> assertThat(failure)
                .hasMessageContaining("would wait for itself")
                .hasMessageNotContaining("anna"));
        assertThat(collected).hasSize(2);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(answered.getProperties()).doesNotContainKey(EnclosingTurns.PROPERTY);
    }

    @Test
    void aBodyThatIsIteratedOverIsATurnUntilItsLastPart() throws Exception {
        List<Exception> failures = new ArrayList<>();
        Gate end = emulator().gate("end"); // the turn lasts until its stream has ended
        Processor failed = part -> {
            failures.add(part.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
            if (failures.size() == 2) end.release();
        };
        start(routes -> routes.from("direct:ask")
                .to(ASK + "&streaming=true")
                .split(routes.body())
                .streaming()
                .doTry()
                .to(ASK)
                .doCatch(ConversationBusyException.class)
                .process(failed)
                .end()
                .end()
                .setBody(routes.constant("And then?"))
                .to(ASK));
        emulator()
                .script(onCreate().stream(true).thought("Easy.").deltas("Paris").gateAfter(9, end));

        Exchange answered = send("direct:ask", "Capital of France?");

        assertThat(answered.getException()).isNull();
        assertThat(failures).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .hasMessageContaining("would wait for itself"));
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(answered.getProperties()).doesNotContainKey(EnclosingTurns.PROPERTY);
    }

    @Test
    void aRouteThatAsksAgainAfterItsTurnWaitsForNobody() throws Exception {
        start(routes -> routes.from("direct:ask").to(ASK).to(ASK).to(FORGET).to(ASK));

        assertThat(send("direct:ask", "Hi").getException()).isNull();

        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aTurnAfterARunInTheBackgroundWaitsForItsEnd() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().background(true).text("found").gate("held"));
        String run = id(send(ASK + "&background=true", "Research!"));

        CompletableFuture<Exchange> next = sending(ASK, "Summarise!");
        emulator().awaitRequests(2);
        assertThat(next).isNotDone();
        emulator().gate("held").release();

        id(answer(next));
        assertThat(continued(lastCreate())).isEqualTo(run);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
    }

    @Test
    void aRunThatFailedInTheBackgroundIsNoTurn() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "Hello"));
        emulator().script(onCreate().background(true).error("safety", "Blocked"));
        send(ASK + "&background=true", "Research!");

        id(send(ASK, "Hello again"));

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void aRunThatDoesNotEndKeepsTheConversationBusy() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().background(true).text("found").gate("held"));
        String run = id(send(ASK + "&background=true", "Research!"));

        assertThat(send(ASK + "&conversationTimeout=50", "Summarise!").getException())
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining(run + " still runs in the background");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    /** The service, not the conversation, was in trouble. */
    @Test
    void whatPassesDoesNotEndTheWaitForARun() throws Exception {
        start(routes -> {});
        pollOften();
        component.getConfiguration().setMaxRetries(0);
        emulator()
                .script(
                        onCreate().background(true).text("found"),
                        onGet().httpStatus(404),
                        onGet().httpStatus(503).times(3),
                        onGet().httpStatus(429, Duration.ofMillis(10)),
                        onGet().fault(Fault.cutBeforeHeaders()),
                        onGet().status("in_progress"));
        String run = id(send(ASK + "&background=true", "Research!"));

        id(send(ASK, "Summarise!"));

        emulator().assertExhausted();
        assertThat(continued(lastCreate())).isEqualTo(run);
    }

    /** Turns that wait for runs stand in line with all others who wait, so that creates find a connection. */
    @Test
    void turnsThatWaitForRunsLeaveConnectionsToOthers() throws Exception {
        component.setMaxConnections(2);
        start(routes -> {});
        for (String key : List.of("anna", "berta", "carla"))
            send(CREATE + "&background=true&conversationId=" + key, "Research!");
        emulator().script(onGet().gate("held").always());
        List<CompletableFuture<Exchange>> next = new ArrayList<>();
        for (String key : List.of("anna", "berta", "carla"))
            next.add(sending(CREATE + "&conversationId=" + key, "Summarise!"));
        emulator().awaitRequests(4);

        id(send(CREATE, "Hello"));

        assertThat(emulator().requests(Operation.GET)).hasSize(1);
        emulator().gate("held").release();
        for (CompletableFuture<Exchange> turn : next) id(answer(turn));
    }

    private void pollOften() {
        component.getConfiguration().setPollInterval(5);
        component.getConfiguration().setMaxPollInterval(10);
    }

    @Test
    void aRunThatTheServiceLostIsALostConversation() throws Exception {
        start(routes -> {});
        pollOften();
        emulator().script(onCreate().background(true).text("found"));
        String run = id(send(ASK + "&background=true", "Research!"));
        send("gemini-interactions:delete", run);

        assertThat(send(ASK, "Summarise!").getException())
                .isInstanceOf(InteractionRejectedException.class)
                .hasMessageContaining("onConversationLost");
        id(send(ASK + "&onConversationLost=restart", "Summarise!"));

        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void deleteForgetsTheConversationAndDeletesItsLastInteraction() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        String second = id(send(ASK, "Two"));

        Exchange forgotten = send(FORGET, "some text that is no id");

        assertThat(id(forgotten)).isEqualTo(second);
        assertThat(forgotten.getMessage().getBody()).isEqualTo("some text that is no id");
        assertThat(emulator().interactionIds()).containsExactly(first);
        send(ASK, "Hello");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void deleteOfAConversationThatIsUnknownOrGoneIsNoFailure() throws Exception {
        start(routes -> {});
        assertThat(send(FORGET, "x").getException()).isNull();
        assertThat(emulator().requests()).isEmpty();
        send("gemini-interactions:delete", id(send(ASK, "One")));

        assertThat(send(FORGET, "x").getException()).isNull();

        send(ASK, "Two");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void deleteThatTheServiceRefusesForgetsNothing() throws Exception {
        start(routes -> {});
        String first = id(send(ASK, "One"));
        emulator().script(onDelete().httpStatus(403));

        assertThat(send(FORGET, "x").getException()).isInstanceOf(InteractionRejectedException.class);
        send(ASK, "Two");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void deleteWaitsForTheTurnUnderWay() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> first = sending(ASK, "One");
        emulator().awaitRequests(1);
        CompletableFuture<Exchange> forgotten = sending(FORGET, "x");
        send(CREATE, "Something else");
        assertThat(forgotten).isNotDone();

        emulator().gate("held").release();

        assertThat(id(answer(forgotten))).isEqualTo(id(answer(first)));
    }

    @Test
    void aContextThatStopsAnswersWhoeverWaitsAndFinishesTheTurnThatIsUnderWay() throws Exception {
        start(routes -> {
            routes.from("direct:ask").to(ASK);
            routes.from("direct:forget").to(FORGET);
        });
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> underWay = sending("direct:ask", "One");
        emulator().awaitRequests(1);
        List<CompletableFuture<Exchange>> waiting = new ArrayList<>();
        for (int i = 0; i < 1500; i++) waiting.add(sending("direct:ask", "Turn " + i));
        waiting.add(sending("direct:forget", "x"));
        context.getShutdownStrategy().setTimeout(300);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);

        for (CompletableFuture<Exchange> turn : waiting)
            assertThat(answer(turn).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(underWay).isNotDone();
        emulator().gate("held").release();
        stopped.get(60, TimeUnit.SECONDS);
        assertThat(answer(underWay).getMessage().getBody()).isEqualTo("late");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aStoppedRouteLeavesItsTurnToTheOthers() throws Exception {
        MemoryStateRepository kept = new MemoryStateRepository();
        context.getRegistry().bind("kept", kept);
        start(routes -> routes.from("direct:ask").routeId("asks").to(ASK + "&conversationRepository=#kept"));
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> held = sending("direct:ask", "One");
        emulator().awaitRequests(1);

        context.getRouteController().stopRoute("asks");
        assertThat(answer(held).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("asks");

        assertThat(send("direct:ask", "Two").getException()).isNull();
        assertThat(continued(lastCreate())).isNull();
    }

    static Stream<Arguments> createdMeanwhile() {
        String begun = "\"created\":\"2026-09-01T12:00:05Z\",\"updated\":\"2026-09-01T12:00:07Z\"";
        return Stream.of(
                Arguments.of(begun, "2026-09-01T12:00:05Z", true),
                Arguments.of(begun, "2026-09-01T12:00:06Z", false),
                Arguments.of(begun + ",\"previous_interaction_id\":\"LAST\"", "2026-09-01T12:00:06Z", true),
                Arguments.of(begun + ",\"previous_interaction_id\":\"v1_other\"", "2026-09-01T12:00:01Z", false),
                Arguments.of("\"updated\":\"2026-09-01T12:00:07Z\"", "2026-09-01T12:00:01Z", false));
    }

    @ParameterizedTest
    @MethodSource("createdMeanwhile")
    void whatAnEarlierDeliveryHasCreatedIsATurnUnlessTheConversationHasGoneOn(
            String members, String lastEnded, boolean isATurn) throws Exception {
        start(routes -> {});
        String last = id(send(ASK, "One"));
        String created = id(send(CREATE, "Two"));
        String stored = "{\"id\":\"" + created + "\",\"status\":\"completed\"," + members.replace("LAST", last) + "}";
        emulator()
                .script(
                        onGet().interactionId(created).body(stored).times(2),
                        onGet().interactionId(last)
                                .body("{\"id\":\"" + last + "\",\"status\":\"completed\",\"updated\":\"" + lastEnded
                                        + "\"}"));

        assertThat(attached(created).id()).isEqualTo(created);
        send(ASK, "Three");

        emulator().assertExhausted();
        assertThat(continued(lastCreate())).isEqualTo(isATurn ? created : last);
    }

    /** Times are whole seconds; the service may name predecessors, or not. */
    @ParameterizedTest
    @CsvSource({
        "v1_round, -, 2026-09-01T12:00:05Z, true",
        "v1_round, -, 2026-09-01T12:00:06Z, false",
        "v1_elsewhere, -, 2026-09-01T12:00:05Z, false",
        "-, MINE, 2026-09-01T12:00:05Z, false",
        "-, v1_after, 2026-09-01T12:00:05Z, false"
    })
    void theLaterRoundsOfATurnAreFoundByTheirPredecessors(
            String minePrevious, String lastPrevious, String lastEnded, boolean isATurn) throws Exception {
        start(routes -> {});
        String last = id(send(ASK, "One"));
        String mine = id(send(CREATE, "Two"));
        emulator()
                .script(
                        onGet().interactionId(mine)
                                .body(stored(mine, minePrevious, "2026-09-01T12:00:07Z"))
                                .always(),
                        onGet().interactionId(last)
                                .body(stored(last, lastPrevious.replace("MINE", mine), lastEnded))
                                .always(),
                        onGet().interactionId("v1_round")
                                .body(stored("v1_round", last, lastEnded))
                                .always(),
                        onGet().interactionId("v1_after")
                                .body(stored("v1_after", mine, lastEnded))
                                .always());

        assertThat(attached(mine).id()).isEqualTo(mine);
        send(ASK, "Three");

        assertThat(continued(lastCreate())).isEqualTo(isATurn ? mine : last);
    }

    private static String stored(String id, String previous, String ended) {
        String before = previous.equals("-") ? "" : ",\"previous_interaction_id\":\"" + previous + "\"";
        return "{\"id\":\"" + id + "\",\"status\":\"completed\",\"created\":\"2026-09-01T12:00:05Z\",\"updated\":\""
                + ended + "\"" + before + "}";
    }

    @Test
    void whatIsTheLastTurnAlreadyStaysIt() throws Exception {
        start(routes -> {});
        String last = id(send(ASK, "One"));

        assertThat(attached(last).id()).isEqualTo(last);
        send(ASK, "Two");

        assertThat(continued(lastCreate())).isEqualTo(last);
    }

    /** As a layer around the conversation does it. */
    private Interaction attached(String id) throws Exception {
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(ASK, GeminiInteractionsEndpoint.class);
        InteractionCalls calls = endpoint.calls();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("Two");
        ReadRequest read =
                new RequestReader(endpoint.settings().request(OptionRules.Place.CREATE)).read(exchange.getMessage());
        AwaitSettings waiting =
                new AwaitSettings(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)), Duration.ofMinutes(1));
        ConversationDecorator layer = new ConversationDecorator(
                component
                        .conversations()
                        .turns(null, Duration.ofSeconds(60), component.threads().routes()),
                calls,
                new ConversationDecorator.Settings(waiting, false, true));
        RunHandle underWay = layer.around(new UnaryRuns(calls, null, waiting, UnaryRuns.Answer.WHOLE), read, exchange)
                .attach(id);
        return underWay.whole().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void eachTurnContinuesTheLastThatSucceededBeforeIt() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().text("late").gate("held"));
        List<CompletableFuture<Exchange>> turns = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 1)
                emulator().script(onCreate().contains("Turn " + i + ".").httpStatus(500));
            turns.add(sending(ASK, "Turn " + i + "."));
            if (i == 0) emulator().awaitRequests(1);
        }
        emulator().gate("held").release();

        List<RecordedRequest> creates = emulator().awaitRequests(30, Duration.ofSeconds(60));
        String last = null;
        for (int i = 0; i < 30; i++) {
            assertThat(creates.get(i).at("/input/0/content/0/text").asText()).isEqualTo("Turn " + i + ".");
            assertThat(continued(creates.get(i))).isEqualTo(last);
            Exchange answered = answer(turns.get(i));
            if (i % 3 != 1) last = id(answered);
            else assertThat(answered.getException()).isInstanceOf(InteractionRejectedException.class);
        }
    }
}
