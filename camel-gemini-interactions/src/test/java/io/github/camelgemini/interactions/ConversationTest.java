// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
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
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
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
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Turns of a conversation: what each continues, who waits for whom, and what happens when one fails. */
class ConversationTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL;
    private static final String ASK = CREATE + "&conversationId=anna";
    private static final String FORGET = "gemini-interactions:delete?allowedHeaders=all&conversationId=anna";
    private static final String STREAM = "gemini-interactions:stream?channel=";
    private static final Map<String, String> RESULT = Map.of("type", "function_result", "call_id", "c1", "result", "7");

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // A turn polls the run before it; an endpoint whose messages name the conversation takes no option for
                // it.
                GeminiInteractionsComponent component = RouteKit.component(getContext());
                component.getConfiguration().setPollInterval(5);
                component.getConfiguration().setMaxPollInterval(10);

                from("direct:create").to(CREATE);
                from("direct:delete").to("gemini-interactions:delete");
                from("direct:ask").to(ASK);
                from("direct:forget").to(FORGET);
                from("direct:askForJson").to(ASK + "&outputType=json");
                from("direct:askForWhatThereIs").to(ASK + "&failOnIncomplete=false");
                from("direct:askOrRestart").to(ASK + "&onConversationLost=restart");
                from("direct:askBriefly").to(ASK + "&conversationTimeout=50");
                from("direct:askWithoutRetries").to(ASK + "&maxRetries=0&pollInterval=5&maxPollInterval=10");
                from("direct:research").to(ASK + "&background=true");
                from("direct:askTwiceForgetAsk").to(ASK).to(ASK).to(FORGET).to(ASK);

                from("direct:stream").to(ASK + "&streaming=true&channel=c");
                from("direct:streamOrRestart").to(ASK + "&streaming=true&channel=c&onConversationLost=restart");
                from(STREAM + "c").to("mock:steps");

                from("direct:streamToAsking").to(ASK + "&streaming=true&channel=asking");
                from(STREAM + "asking")
                        .doTry()
                        .to(ASK)
                        .doCatch(ConversationBusyException.class)
                        .to("mock:failed")
                        .end()
                        .doTry()
                        .to(FORGET)
                        .doCatch(ConversationBusyException.class)
                        .to("mock:failed")
                        .end()
                        .setBody(constant("In other words?"))
                        .to(CREATE + "&conversationId=berta")
                        .to("mock:asked");

                from("direct:askWithEachPart")
                        .to(ASK + "&streaming=true")
                        .split(body())
                        .streaming()
                        .doTry()
                        .to(ASK)
                        .doCatch(ConversationBusyException.class)
                        .to("mock:failed")
                        .end()
                        .end()
                        .setBody(constant("And then?"))
                        .to(ASK);
            }
        };
    }

    private Exchange send(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    private Exchange ask(Object body) {
        return send("direct:ask", body);
    }

    private Exchange ask(String body, String header, String value) {
        return fluentTemplate
                .to("direct:ask")
                .withBody(body)
                .withHeader(header, value)
                .send();
    }

    /** Sends without waiting, in this thread: what is sent first comes first. */
    private CompletableFuture<Exchange> sending(String route, Object body) {
        template.setThreadedAsyncMode(false);
        return template.asyncSend(route, exchange -> exchange.getMessage().setBody(body));
    }

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private static String continued(RecordedRequest create) {
        return create.at("/previous_interaction_id").asText(null);
    }

    private RecordedRequest lastCreate() {
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1);
    }

    private static Exchange answer(Future<Exchange> sent) throws Exception {
        return sent.get(1, TimeUnit.MINUTES);
    }

    @Test
    void aTurnContinuesTheOneBefore() {

        String first = id(ask("My name is Anna."));
        Exchange second = ask("Who am I?");
        ask("Sure?");

        assertThat(second.getMessage().getBody(String.class)).contains("My name is Anna.");
        assertThat(emulator().requests(Operation.CREATE))
                .extracting(ConversationTest::continued)
                .containsExactly(null, first, id(second));
    }

    @Test
    void eachKeyIsAConversationOfItsOwnAndTheHeaderNamesItFirst() {
        String annas = id(ask("I am Anna."));

        String bertas = id(ask("I am Berta.", GeminiInteractionsConstants.CONVERSATION_ID, "berta = 2"));
        assertThat(continued(lastCreate())).isNull();
        ask("Who am I?", GeminiInteractionsConstants.CONVERSATION_ID, "berta = 2");
        assertThat(continued(lastCreate())).isEqualTo(bertas);
        ask("Who am I?", GeminiInteractionsConstants.CONVERSATION_ID, " ");
        assertThat(continued(lastCreate())).isEqualTo(annas);
        send("direct:create", "Who am I?");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void endpointsOfAContextShareTheirConversations() {

        String first = id(ask("I am Anna."));
        String second = id(send("direct:stream", "Who am I?"));
        assertThat(continued(lastCreate())).isEqualTo(first);
        send("direct:askForJson", "And now?");

        assertThat(continued(lastCreate())).isEqualTo(second);
    }

    @Test
    void aTurnThatNamesAnInteractionForksAndTheConversationGoesOnFromThere() {
        String first = id(ask("One"));
        ask("Two");

        String fork = id(ask("Two, differently", GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, first));
        assertThat(continued(lastCreate())).isEqualTo(first);
        ask("Three");

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
    void aTurnThatFailsLeavesTheConversationWhereItWas(Rule badEnd) {
        String first = id(ask("One"));
        emulator().script(badEnd);

        assertThat(ask("Two").getException()).isNotNull();
        ask("Two again");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void anAnswerThatWasCutShortIsATurnWhereThatIsNoFailure() {
        emulator().script(onCreate().text("half").status("incomplete"));

        String half = id(send("direct:askForWhatThereIs", "One"));
        ask("Go on");

        assertThat(continued(lastCreate())).isEqualTo(half);
    }

    @Test
    void anAnswerThatNothingCanContinueFails() {
        emulator().script(onCreate().body("{\"status\":\"completed\",\"steps\":[]}"));

        assertThat(ask("One").getException())
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessageContaining("has no id");
    }

    @Test
    void aConversationThatAsksForResultsTakesNothingElse() {
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        String asking = id(ask("What does it cost?"));

        Exception busy = ask("Hello?").getException();
        assertThat(busy)
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining("interaction " + asking + " waits for the results of functions")
                .hasMessageNotContaining("anna");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);

        String answered = id(ask(RESULT));
        assertThat(continued(lastCreate())).isEqualTo(asking);
        ask("Thanks");
        assertThat(continued(lastCreate())).isEqualTo(answered);
    }

    @Test
    void aForkLeavesTheQuestionOfAFunctionBehind() {
        String first = id(ask("Hello"));
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        ask("What does it cost?");

        String fork = id(ask("Never mind", GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, first));
        ask("Bye");

        assertThat(continued(lastCreate())).isEqualTo(fork);
    }

    @Test
    void aLostConversationFailsAndSaysWhatToDo() {
        String first = id(ask("One"));
        send("direct:delete", first);

        Exchange refused = ask("Two");

        assertThat(refused.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(404);
        assertThat(refused.getException()).hasMessageContaining("onConversationLost=restart");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(ask("Two").getException()).isInstanceOf(InteractionRejectedException.class);
    }

    @Test
    void aLostConversationBeginsAnewWhereThatIsWanted() {
        send("direct:delete", id(ask("One")));

        String anew = id(send("direct:askOrRestart", "Two"));
        assertThat(continued(lastCreate())).isNull();
        ask("Three");

        assertThat(continued(lastCreate())).isEqualTo(anew);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void aLostConversationStaysForgottenWhenItsNewBeginningFails() {
        send("direct:delete", id(ask("One")));
        emulator().script(onCreate().previousInteractionId("").httpStatus(500));

        assertThat(send("direct:askOrRestart", "Two").getException()).isInstanceOf(InteractionRejectedException.class);
        id(ask("Two"));

        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void aStreamOfALostConversationBeginsAnewToo() throws Exception {
        send("direct:delete", id(send("direct:stream", "One")));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.reset();
        steps.expectedMessageCount(2);

        id(send("direct:streamOrRestart", "Two"));

        assertThat(continued(lastCreate())).isNull();
        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.bodies(steps)).last().asString().contains("Two");
    }

    static Stream<Fault> otherThingsThatAreMissing() {
        return Stream.of(
                Fault.status(404).withCode("model_not_found"),
                Fault.status(404), // a file of the request, say
                Fault.status(404).withForm(ResponseFault.Form.HTML));
    }

    @ParameterizedTest
    @MethodSource("otherThingsThatAreMissing")
    void whatElseIsMissingForgetsNoConversation(Fault missing) {
        String first = id(ask("One"));
        emulator().script(onCreate().fault(missing));

        assertThat(send("direct:askOrRestart", "Two").getException())
                .isExactlyInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
        ask("Two");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void resultsOfFunctionsBeginNoConversation() {
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        send("direct:delete", id(ask("What does it cost?")));

        assertThat(send("direct:askOrRestart", RESULT).getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
    }

    @Test
    void aTurnWaitsForTheOneBeforeAndNoConversationForAnother() throws Exception {
        emulator().script(onCreate().contains("One").text("1").gate("held"));
        CompletableFuture<Exchange> first = sending("direct:ask", "One");
        emulator().awaitRequests(1, FAR);
        CompletableFuture<Exchange> second = sending("direct:ask", "Two");

        assertThat(ask("Hi", GeminiInteractionsConstants.CONVERSATION_ID, "berta")
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
        getMockEndpoint("mock:steps").whenExchangeReceived(2, step -> {
            assertThat(step.getMessage().getBody()).isEqualTo("Paris");
            lastStep.countDown();
            goOn.await(1, TimeUnit.MINUTES);
        });
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        CompletableFuture<Exchange> first = sending("direct:stream", "Capital of France?");
        assertThat(lastStep.await(1, TimeUnit.MINUTES)).isTrue();

        CompletableFuture<Exchange> second = sending("direct:ask", "And of Spain?");
        send("direct:create", "Something else");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
        goOn.countDown();

        String continuing = id(answer(first));
        id(answer(second));
        assertThat(continued(lastCreate())).isEqualTo(continuing);
    }

    @Test
    void whoWaitsTooLongFailsAndSendsNothing() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> first = sending("direct:ask", "One");
        emulator().awaitRequests(1, FAR);

        Exchange late = send("direct:askBriefly", "Two");
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
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(4);
        getMockEndpoint("mock:asked").expectedMessageCount(2);
        emulator().script(onCreate().stream(true).thought("Easy.").text("Paris"));

        Exchange answered = send("direct:streamToAsking", "Capital of France?");

        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
        assertThat(caught(failed)).allSatisfy(failure -> assertThat(failure)
                .hasMessageContaining("would wait for itself")
                .hasMessageNotContaining("anna"));
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(answered.getProperties()).doesNotContainKey(EnclosingTurns.PROPERTY);
    }

    private static List<Exception> caught(MockEndpoint failed) {
        return failed.getReceivedExchanges().stream()
                .map(exchange -> exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .toList();
    }

    @Test
    void aBodyThatIsIteratedOverIsATurnUntilItsLastPart() throws Exception {
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(2);
        Gate end = emulator().gate("end"); // the turn lasts until its stream has ended
        failed.whenExchangeReceived(2, part -> end.release());
        emulator()
                .script(onCreate().stream(true).thought("Easy.").deltas("Paris").gateAfter(9, end));

        Exchange answered = send("direct:askWithEachPart", "Capital of France?");

        assertThat(answered.getException()).isNull();
        RouteKit.assertSatisfied(context);
        assertThat(caught(failed))
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("would wait for itself"));
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(answered.getProperties()).doesNotContainKey(EnclosingTurns.PROPERTY);
    }

    @Test
    void aRouteThatAsksAgainAfterItsTurnWaitsForNobody() {
        assertThat(send("direct:askTwiceForgetAsk", "Hi").getException()).isNull();

        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aTurnAfterARunInTheBackgroundWaitsForItsEnd() throws Exception {
        emulator().script(onCreate().background(true).text("found").gate("held"));
        String run = id(send("direct:research", "Research!"));

        CompletableFuture<Exchange> next = sending("direct:ask", "Summarise!");
        emulator().awaitRequests(2, FAR);
        assertThat(next).isNotDone();
        emulator().gate("held").release();

        id(answer(next));
        assertThat(continued(lastCreate())).isEqualTo(run);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
    }

    @Test
    void aRunThatFailedInTheBackgroundIsNoTurn() {
        String first = id(ask("Hello"));
        emulator().script(onCreate().background(true).error("safety", "Blocked"));
        send("direct:research", "Research!");

        id(ask("Hello again"));

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void aRunThatDoesNotEndKeepsTheConversationBusy() {
        emulator().script(onCreate().background(true).text("found").gate("held"));
        String run = id(send("direct:research", "Research!"));

        assertThat(send("direct:askBriefly", "Summarise!").getException())
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining(run + " still runs in the background");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    /** The service, not the conversation, was in trouble. */
    @Test
    void whatPassesDoesNotEndTheWaitForARun() {
        emulator()
                .script(
                        onCreate().background(true).text("found"),
                        onGet().httpStatus(404),
                        onGet().httpStatus(503).times(3),
                        onGet().httpStatus(429, Duration.ofMillis(10)),
                        onGet().fault(Fault.cutBeforeHeaders()),
                        onGet().status("in_progress"));
        String run = id(send("direct:research", "Research!"));

        id(send("direct:askWithoutRetries", "Summarise!"));

        emulator().assertExhausted();
        assertThat(continued(lastCreate())).isEqualTo(run);
    }

    /** Turns that wait for runs stand in line with all others who wait, so that creates find a connection. */
    @Test
    void turnsThatWaitForRunsLeaveConnectionsToOthers() throws Exception {
        List<String> keys = List.of("anna", "berta", "carla");
        try (CamelContext narrow = RouteKit.another(emulator())) {
            RouteKit.component(narrow).setMaxConnections(2);
            RouteBuilder.addRoutes(narrow, routes -> {
                routes.from("direct:research").to(CREATE + "&background=true");
                routes.from("direct:ask").to(CREATE);
            });
            narrow.start();
            FluentProducerTemplate there = narrow.createFluentProducerTemplate().withDefaultEndpoint("direct:ask");
            for (String key : keys)
                there.to("direct:research")
                        .withBody("Research!")
                        .withHeader(GeminiInteractionsConstants.CONVERSATION_ID, key)
                        .send();
            emulator().script(onGet().gate("held").always());
            List<Future<Exchange>> next = new ArrayList<>();
            for (String key : keys)
                next.add(there.withBody("Summarise!")
                        .withHeader(GeminiInteractionsConstants.CONVERSATION_ID, key)
                        .asyncSend());
            emulator().awaitRequests(4, FAR);

            id(there.withBody("Hello").send());

            assertThat(emulator().requests(Operation.GET)).hasSize(1);
            emulator().gate("held").release();
            for (Future<Exchange> turn : next) id(answer(turn));
        }
    }

    @Test
    void aRunThatTheServiceLostIsALostConversation() {
        emulator().script(onCreate().background(true).text("found"));
        String run = id(send("direct:research", "Research!"));
        send("direct:delete", run);

        assertThat(ask("Summarise!").getException())
                .isInstanceOf(InteractionRejectedException.class)
                .hasMessageContaining("onConversationLost");
        id(send("direct:askOrRestart", "Summarise!"));

        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void deleteForgetsTheConversationAndDeletesItsLastInteraction() {
        String first = id(ask("One"));
        String second = id(ask("Two"));

        Exchange forgotten = send("direct:forget", "some text that is no id");

        assertThat(id(forgotten)).isEqualTo(second);
        assertThat(forgotten.getMessage().getBody()).isEqualTo("some text that is no id");
        assertThat(emulator().interactionIds()).containsExactly(first);
        ask("Hello");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void whatATurnReadsAndWhatADeletionSendsHasTheHeadersOfItsMessage() {
        Map<String, String> mine = Map.of("X-Message", "m1");
        emulator().script(onCreate().background(true).text("found"));
        id(send("direct:research", "Research!"));
        id(fluentTemplate
                .to("direct:ask")
                .withBody("Summarise!")
                .withHeader(GeminiInteractionsConstants.ADDITIONAL_HEADERS, mine)
                .send());
        id(fluentTemplate
                .to("direct:forget")
                .withBody("x")
                .withHeader(GeminiInteractionsConstants.ADDITIONAL_HEADERS, mine)
                .send());

        assertThat(emulator().requests(Operation.GET))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.header("x-message")).isEqualTo("m1"));
        assertThat(emulator().requests(Operation.DELETE))
                .hasSize(1)
                .allSatisfy(request -> assertThat(request.header("x-message")).isEqualTo("m1"));
    }

    @Test
    void deleteOfAConversationThatIsUnknownOrGoneIsNoFailure() {
        assertThat(send("direct:forget", "x").getException()).isNull();
        assertThat(emulator().requests()).isEmpty();
        send("direct:delete", id(ask("One")));

        assertThat(send("direct:forget", "x").getException()).isNull();

        ask("Two");
        assertThat(continued(lastCreate())).isNull();
    }

    @Test
    void deleteThatTheServiceRefusesForgetsNothing() {
        String first = id(ask("One"));
        emulator().script(onDelete().httpStatus(403));

        assertThat(send("direct:forget", "x").getException()).isInstanceOf(InteractionRejectedException.class);
        ask("Two");

        assertThat(continued(lastCreate())).isEqualTo(first);
    }

    @Test
    void deleteWaitsForTheTurnUnderWay() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> first = sending("direct:ask", "One");
        emulator().awaitRequests(1, FAR);
        CompletableFuture<Exchange> forgotten = sending("direct:forget", "x");
        send("direct:create", "Something else");
        assertThat(forgotten).isNotDone();

        emulator().gate("held").release();

        assertThat(id(answer(forgotten))).isEqualTo(id(answer(first)));
    }

    @Test
    void aContextThatStopsAnswersWhoeverWaitsAndFinishesTheTurnThatIsUnderWay() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> underWay = sending("direct:ask", "One");
        emulator().awaitRequests(1, FAR);
        List<CompletableFuture<Exchange>> waiting = new ArrayList<>();
        for (int i = 0; i < 1500; i++) waiting.add(sending("direct:ask", "Turn " + i));
        waiting.add(sending("direct:forget", "x"));
        context.getShutdownStrategy().setTimeout(300);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);

        for (CompletableFuture<Exchange> turn : waiting)
            assertThat(answer(turn).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(underWay).isNotDone();
        emulator().gate("held").release();
        stopped.get(1, TimeUnit.MINUTES);
        assertThat(answer(underWay).getMessage().getBody()).isEqualTo("late");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aStoppedRouteLeavesItsTurnToTheOthers() throws Exception {
        MemoryStateRepository kept = new MemoryStateRepository();
        context.getRegistry().bind("kept", kept);
        RouteBuilder.addRoutes(
                context,
                routes -> routes.from("direct:askElsewhere").routeId("asks").to(ASK + "&conversationRepository=#kept"));
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> held = sending("direct:askElsewhere", "One");
        emulator().awaitRequests(1, FAR);

        context.getRouteController().stopRoute("asks");
        assertThat(answer(held).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("asks");

        assertThat(send("direct:askElsewhere", "Two").getException()).isNull();
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
        String last = id(ask("One"));
        String created = id(send("direct:create", "Two"));
        String stored = "{\"id\":\"" + created + "\",\"status\":\"completed\"," + members.replace("LAST", last) + "}";
        emulator()
                .script(
                        onGet().interactionId(created).body(stored).times(2),
                        onGet().interactionId(last)
                                .body("{\"id\":\"" + last + "\",\"status\":\"completed\",\"updated\":\"" + lastEnded
                                        + "\"}"));

        assertThat(attached(created).id()).isEqualTo(created);
        ask("Three");

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
        String last = id(ask("One"));
        String mine = id(send("direct:create", "Two"));
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
        ask("Three");

        assertThat(continued(lastCreate())).isEqualTo(isATurn ? mine : last);
    }

    private static String stored(String id, String previous, String ended) {
        String before = previous.equals("-") ? "" : ",\"previous_interaction_id\":\"" + previous + "\"";
        return "{\"id\":\"" + id + "\",\"status\":\"completed\",\"created\":\"2026-09-01T12:00:05Z\",\"updated\":\""
                + ended + "\"" + before + "}";
    }

    @Test
    void whatIsTheLastTurnAlreadyStaysIt() throws Exception {
        String last = id(ask("One"));

        assertThat(attached(last).id()).isEqualTo(last);
        ask("Two");

        assertThat(continued(lastCreate())).isEqualTo(last);
    }

    /** As a layer around the conversation does it. */
    private Interaction attached(String id) throws Exception {
        GeminiInteractionsComponent component = RouteKit.component(context);
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(ASK, GeminiInteractionsEndpoint.class);
        InteractionCalls calls = endpoint.calls();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("Two");
        ReadRequest read = endpoint.settings().requests(OptionRules.Role.CREATE).read(exchange.getMessage());
        AwaitSettings waiting =
                new AwaitSettings(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)), Duration.ofMinutes(1));
        ConversationDecorator layer = new ConversationDecorator(
                component
                        .conversations()
                        .turns(null, Duration.ofSeconds(60), component.threads().routes()),
                calls,
                new ConversationDecorator.Settings(waiting, false, true, false));
        RunHandle underWay = layer.around(
                        new UnaryRuns(calls, null, waiting, waiting, UnaryRuns.Answer.WHOLE), read, exchange)
                .attach(List.of(id));
        return underWay.whole().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @Test
    void eachTurnContinuesTheLastThatSucceededBeforeIt() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        List<CompletableFuture<Exchange>> turns = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 1)
                emulator().script(onCreate().contains("Turn " + i + ".").httpStatus(500));
            turns.add(sending("direct:ask", "Turn " + i + "."));
            if (i == 0) emulator().awaitRequests(1, FAR);
        }
        emulator().gate("held").release();

        List<RecordedRequest> creates = emulator().awaitRequests(30, FAR);
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
