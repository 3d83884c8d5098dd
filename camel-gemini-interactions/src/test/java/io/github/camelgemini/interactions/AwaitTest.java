// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A run is waited for until it ends, whatever happens to single looks at it. */
class AwaitTest extends GeminiEmulatorTestSupport {

    private static final String SOON = "pollInterval=20&maxPollInterval=40&maxRetries=0";
    private static final String AWAIT = "gemini-interactions:await?" + SOON;
    private static final String BACKGROUND = "gemini-interactions:create?background=true&model=" + MODEL;
    private static final String COMPLETED = BACKGROUND + "&awaitCompletion=true&" + SOON;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:begin").to(BACKGROUND);
                from("direct:await").to(AWAIT);
                from("direct:awaitPatiently").to("gemini-interactions:await");
                from("direct:awaitForJson").to("gemini-interactions:await?outputType=json");
                from("direct:create").to(COMPLETED);
                from("direct:createForInteraction").to(COMPLETED + "&outputType=interaction");
                from("direct:createInForeground")
                        .to("gemini-interactions:create?model=" + MODEL + "&outputType=interaction");
                from("direct:createLookingBriefly").to(COMPLETED + "&requestTimeout=3s");
                from("direct:createWithFunction")
                        .to(COMPLETED + "&tools=RAW([{\"type\":\"function\",\"name\":\"get_stock_price\"}])");
                from("direct:stream").to(BACKGROUND + "&streaming=true&channel=c&cancelOnFailure=true");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    private Exchange send(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    private Exchange create() {
        return send("direct:create", "Capital?");
    }

    private Exchange createWithin(String awaitTimeout) {
        return fluentTemplate
                .to("direct:create")
                .withBody("Capital?")
                .withHeader(GeminiInteractionsConstants.AWAIT_TIMEOUT, awaitTimeout)
                .send();
    }

    private static Rule answer() {
        return onCreate().background(true).thought("Easy.").deltas("Par", "is").usage(7, 2, 5);
    }

    private String begun() {
        return send("direct:begin", "Capital?").getMessage().getBody(String.class);
    }

    @ParameterizedTest
    @CsvSource({"header", "option", "body", "map"})
    void theIdComesFromHeaderOptionOrBody(String from) {
        emulator().script(answer());
        String id = begun();

        Exchange awaited =
                switch (from) {
                    case "header" ->
                        fluentTemplate
                                .to("direct:await")
                                .withBody("other")
                                .withHeader(GeminiInteractionsConstants.INTERACTION_ID, id)
                                .send();
                    case "option" -> send(AWAIT + "&interactionId=" + id, "other");
                    case "map" -> send("direct:await", Map.of("interaction_id", id));
                    default -> send("direct:await", id);
                };

        assertThat(awaited.getException()).isNull();
        assertThat(awaited.getMessage().getBody()).isEqualTo("Paris");
        assertThat(awaited.getMessage().getHeaders())
                .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id)
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aCreateThatAwaitsItsCompletionAnswersAsOneInTheForeground() {
        emulator()
                .script(
                        answer(),
                        onCreate().thought("Easy.").deltas("Par", "is").usage(7, 2, 5));

        Exchange behind = send("direct:createForInteraction", "Capital?");
        Exchange foreground = send("direct:createInForeground", "Capital?");

        assertThat(behind.getException()).isNull();
        Interaction awaited = behind.getMessage().getBody(Interaction.class);
        Interaction answered = foreground.getMessage().getBody(Interaction.class);
        assertThat(awaited.steps()).isEqualTo(answered.steps()).isNotEmpty();
        assertThat(awaited.usage()).isEqualTo(answered.usage());
        assertThat(emulator()
                        .requests(Operation.CREATE)
                        .get(0)
                        .body()
                        .path("background")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aBackgroundCreateThatDoesNotWaitHasTheIdAsItsBody() {
        emulator().script(answer().gate("held"));

        Exchange begun = send("direct:begin", "Capital?");

        assertThat(begun.getMessage().getBody())
                .isEqualTo(begun.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(emulator().requests(Operation.GET)).isEmpty();
    }

    @Test
    void whatPassesDoesNotEndTheWait() {
        emulator()
                .script(
                        answer(),
                        onGet().httpStatus(404),
                        onGet().httpStatus(403).times(2),
                        onGet().status("in_progress"),
                        onGet().httpStatus(403).times(3),
                        onGet().httpStatus(503).times(6),
                        onGet().httpStatus(429, Duration.ofMillis(60)),
                        onGet().fault(Fault.cutBeforeHeaders()),
                        onGet().status("a_word_of_tomorrow"));

        Exchange awaited = create();

        assertThat(awaited.getException()).isNull();
        assertThat(awaited.getMessage().getBody()).isEqualTo("Paris");
        emulator().assertExhausted();
    }

    /** A stream that cannot be resumed is polled in the line of all who wait, so that creates find a connection. */
    @Test
    void brokenStreamsThatArePolledLeaveConnectionsToOthers() throws Exception {
        RouteKit.component(context).setMaxConnections(2);
        String create = "gemini-interactions:create?model=" + MODEL;
        RouteBuilder.addRoutes(context, routes -> {
            for (String channel : List.of("a", "b"))
                routes.from("gemini-interactions:stream?channel=" + channel).to("mock:steps");
        });
        emulator()
                .script(
                        onCreate().deltas("Par", "is").cutAfter(4).times(2),
                        onGet().gate("held").always());
        List<CompletableFuture<Exchange>> streams = new ArrayList<>();
        for (String channel : List.of("a", "b"))
            streams.add(template.asyncSend(create + "&streaming=true&channel=" + channel, asked -> asked.getMessage()
                    .setBody("Capital?")));
        emulator().awaitRequests(3, FAR);

        assertThat(send(create, "Hello").getException()).isNull();

        assertThat(emulator().requests(Operation.GET)).hasSize(1);
        emulator().gate("held").release();
        for (CompletableFuture<Exchange> stream : streams)
            assertThat(stream.get(60, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void aLookThatIsNeverAnsweredEndsWithItsOwnTimeout() {
        emulator().script(answer(), onGet().fault(Fault.stallBeforeHeaders()));

        Exchange awaited = send("direct:createLookingBriefly", "Capital?");

        assertThat(awaited.getMessage().getBody()).isEqualTo("Paris");
        emulator().assertExhausted();
    }

    @Test
    void aRunThatIsGoneForGoodIsLost() {
        emulator().script(answer().fault(Fault.lost()));

        Exchange lost = create();

        InteractionLostException failure = lost.getException(InteractionLostException.class);
        assertThat(failure.getInteractionId())
                .startsWith("v1_")
                .isEqualTo(lost.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(failure).hasMessageContaining(failure.getInteractionId());
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aRefusalThatStaysEndsTheWait() {
        emulator().script(answer(), onGet().httpStatus(403).always());

        Exchange refused = create();

        assertThat(refused.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(403);
        assertThat(refused.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class))
                .startsWith("v1_");
        assertThat(emulator().requests(Operation.GET)).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void aRunThatNeverMovesEndsTheWaitAndGoesOnUnlessToldOtherwise(boolean cancel, int cancels) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:createBriefly")
                .to(COMPLETED + "&awaitTimeout=300&cancelOnTimeout=" + cancel));
        emulator().script(answer().fault(Fault.zombieAfter(2)));

        Exchange late = send("direct:createBriefly", "Capital?");

        InteractionTimeoutException failure = late.getException(InteractionTimeoutException.class);
        assertThat(failure.getInteractionId()).startsWith("v1_");
        assertThat(failure)
                .hasMessageContaining("awaitTimeout=300 ms")
                .hasMessageContaining(failure.getInteractionId())
                .hasMessageContaining("in_progress");
        assertThat(late.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(failure.getInteractionId());
        assertThat(emulator().ledger().cancels()).isEqualTo(cancels);
    }

    @Test
    void theHeaderSaysHowLongToWait() {
        emulator().script(answer().fault(Fault.zombieAfter(2)));

        Exchange late = createWithin("300ms");

        assertThat(late.getException()).isInstanceOf(InteractionTimeoutException.class);
    }

    @Test
    void aHeaderThatIsNoDurationFailsTheMessage() {
        Exchange refused = createWithin("soon");

        assertThat(refused.getException(InteractionRequestException.class).getOption())
                .isEqualTo(GeminiInteractionsConstants.AWAIT_TIMEOUT);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void theTimeIsCountedFromTheCreationOfTheRun() {
        String old = "{\"id\":\"v1_old\",\"status\":\"in_progress\",\"created\":\""
                + Instant.now().minus(Duration.ofHours(2)) + "\"}";
        emulator().script(onGet().body(old).always());

        Exchange late = send("direct:awaitPatiently", "v1_old");

        assertThat(late.getException())
                .isInstanceOf(InteractionTimeoutException.class)
                .hasMessageContaining("v1_old");
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    @Test
    void anOldRunThatHasEndedIsAnswered() {
        String old = "{\"id\":\"v1_old\",\"status\":\"completed\",\"created\":\"2020-01-01T00:00:00Z\",\"steps\":["
                + "{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"Capital?\"}]},"
                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}]}";
        emulator().script(onGet().body(old));

        Exchange awaited = send("direct:awaitForJson", "v1_old");

        assertThat(awaited.getMessage().getBody(String.class)).contains("Paris").doesNotContain("user_input");
    }

    @ParameterizedTest
    @CsvSource({"failed", "cancelled", "incomplete"})
    void whatEndsOtherwiseThanCompletedThrowsAsFromCreate(String status) {
        emulator().script(answer().status(status));

        Exchange ended = create();

        assertThat(ended.getException(InteractionEndedException.class)
                        .getInteraction()
                        .status()
                        .word())
                .isEqualTo(status);
        assertThat(ended.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo(status);
        assertThat(ended.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(14L);
    }

    @Test
    void aRunThatRequiresActionIsAnsweredWithItsCalls() {
        emulator().script(onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"));

        Exchange awaited = send("direct:createWithFunction", "?");

        assertThat(awaited.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("requires_action");
        assertThat(awaited.getMessage().getBody(String.class)).contains("\"pending\"", "GOOG");
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,20"})
    void aContextThatStopsEndsEveryWaitAtOnce(boolean cancel, int cancels) throws Exception {
        int waits = 20;
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:createUntilStop").to(COMPLETED + "&cancelOnStop=" + cancel);
            routes.from("direct:awaitUntilStop").to(AWAIT + "&cancelOnStop=" + cancel);
        });
        emulator().script(answer().gate("held").always());
        List<Future<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < waits; i += 2) {
            asked.add(
                    fluentTemplate.to("direct:awaitUntilStop").withBody(begun()).asyncSend());
            asked.add(fluentTemplate
                    .to("direct:createUntilStop")
                    .withBody("Capital?")
                    .asyncSend());
        }
        eventually()
                .until(() -> emulator().ledger().creates() == waits
                        && emulator().requests(Operation.GET).stream()
                                        .map(request -> request.path())
                                        .distinct()
                                        .count()
                                == waits);
        context.getShutdownStrategy().setTimeout(300);

        assertThatCode(() -> CompletableFuture.runAsync(context::stop).get(1, TimeUnit.MINUTES))
                .doesNotThrowAnyException();

        for (Future<Exchange> answer : asked) {
            Exchange ended = answer.get(1, TimeUnit.MINUTES);
            assertThat(ended.getException(InteractionStoppedException.class).getInteractionId())
                    .startsWith("v1_");
        }
        assertThat(emulator().ledger().cancels()).isEqualTo(cancels);
    }

    @Test
    void aCreateUnderWayIsNotLostWhenTheContextStops() throws Exception {
        emulator()
                .script(onCreate()
                        .delay(Duration.ofMillis(1))
                        .body("{\"id\":\"v1_a\",\"status\":\"in_progress\"}")
                        .gate("accepted"));
        emulator().script(onGet().status("in_progress").always());
        Future<Exchange> asked =
                fluentTemplate.to("direct:create").withBody("Capital?").asyncSend();
        emulator().awaitRequests(1, FAR);

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(context::stop);
        eventually().until(context::isStopping);
        emulator().gate("accepted").release();

        stopping.get(1, TimeUnit.MINUTES);
        assertThat(asked.get(1, TimeUnit.MINUTES)
                        .getException(InteractionStoppedException.class)
                        .getInteractionId())
                .isEqualTo("v1_a");
    }

    @Test
    void aStepThatFailsCancelsTheRunWhereThatIsWanted() {
        getMockEndpoint("mock:steps").whenAnyExchangeReceived(step -> {
            throw new IllegalStateException("no room");
        });
        emulator().script(answer().gateAfter(7, "held"));

        Exchange failed = send("direct:stream", "Capital?");

        assertThat(failed.getException()).hasMessage("no room");
        assertThat(emulator().ledger().cancels()).isEqualTo(1);
    }

    @Test
    void aConsumerWhoseStepFailsCancelsItsRunAndDoesNotGoOn() throws Exception {
        emulator().script(answer().gateAfter(7, "held"));
        getMockEndpoint("mock:consumed").whenAnyExchangeReceived(step -> {
            throw new IllegalStateException("no room");
        });
        RouteBuilder.addRoutes(
                context, routes -> routes.from(BACKGROUND + "&input=Capital&cancelOnFailure=true&restartDelay=1")
                        .to("mock:consumed"));

        eventually()
                .untilAsserted(() -> assertThat(emulator().ledger().cancels()).isEqualTo(1));
        assertThat(emulator().requests(Operation.GET)).isEmpty();
    }

    @Test
    void aConsumerWhoseStepFailsWithTheEndOfAnotherRunCancelsItsOwn() throws Exception {
        emulator().script(answer().gateAfter(7, "held"), onCreate().status("failed"));
        RouteBuilder.addRoutes(
                context, routes -> routes.from(BACKGROUND + "&input=Capital&cancelOnFailure=true&restartDelay=1")
                        .to("gemini-interactions:create?model=" + MODEL));

        eventually()
                .untilAsserted(() -> assertThat(emulator().ledger().cancels()).isEqualTo(1));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void aConsumerThatStopsLeavesItsRunUnlessToldOtherwise(boolean cancel, int cancels) throws Exception {
        emulator().script(answer().gateAfter(7, "held"));
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        consumed.expectedMessageCount(1);
        RouteBuilder.addRoutes(context, routes -> routes.from(BACKGROUND + "&input=Capital&cancelOnStop=" + cancel)
                .to("mock:consumed"));
        RouteKit.assertSatisfied(context);

        context.stop();

        assertThat(emulator().ledger().cancels()).isEqualTo(cancels);
    }

    @ParameterizedTest
    @CsvSource({
        "pollInterval=0,pollInterval,longer than zero",
        "awaitTimeout=0,awaitTimeout,longer than zero",
        "pollInterval=20s,maxPollInterval,shorter than pollInterval"
    })
    void timesThatCannotBeFailAtStart(String option, String named, String why) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:in").to("gemini-interactions:await?" + option)))
                .hasStackTraceContaining(named)
                .hasStackTraceContaining(why);
    }

    @Test
    void anOptionThatWaitsForNothingFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:in").to(BACKGROUND + "&awaitTimeout=1m")))
                .hasStackTraceContaining("awaitTimeout changes nothing without awaitCompletion=true");
    }

    @Test
    void cancellingWhatACursorWouldGoOnWithFailsAtStart() {
        context.getRegistry().bind("cursors", new MemoryStateRepository());

        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                        .to(BACKGROUND + "&streaming=true&channel=c&cancelOnFailure=true&cursorRepository=#cursors")))
                .hasStackTraceContaining("leave out one of them");
    }
}
