// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.message.emit.StepIterator;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream as a body that is split. */
class IteratorTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL + "&streaming=true";

    @RegisterExtension
    final AvailablePortFinder.Port port = AvailablePortFinder.find();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                splits("direct:ask", CREATE);
                splits("direct:deltas", CREATE + "&emit=deltas&stepTypes=model_output");
                splits("direct:background", CREATE + "&background=true");
                splits("direct:unstored", CREATE + "&store=false");
                splits("direct:whole", CREATE + "&storeFullResponse=true");
                splits("direct:resume", "gemini-interactions:resume");

                from("direct:begin").to("gemini-interactions:create?background=true&model=" + MODEL);
                from("direct:unreadTurn").to(CREATE + "&conversationId=c");
                from("direct:unreadTurns")
                        .loop(2)
                        .setBody(constant("Capital of France?"))
                        .to(CREATE + "&conversationId=c");
                from("direct:stopReading").to(CREATE).process(exchange -> {
                    Iterator<?> parts = exchange.getMessage().getBody(Iterator.class);
                    assertThat(parts.hasNext()).isTrue();
                    parts.next();
                    assertThat(parts.hasNext()).isTrue();
                    exchange.setProperty("parts", parts);
                });
            }

            private void splits(String route, String endpoint) {
                from(route)
                        .to(endpoint)
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .to("mock:parts")
                        .end();
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital of France?").send();
    }

    private MockEndpoint parts(String... bodies) {
        MockEndpoint parts = getMockEndpoint("mock:parts");
        parts.expectedBodiesReceived((Object[]) bodies);
        return parts;
    }

    /** What the splitter failed with, in whatever it wrapped it. */
    private static Throwable failureOf(Exchange answered) {
        Throwable failure = answered.getException();
        while (failure != null && !(failure instanceof GeminiInteractionsException)) failure = failure.getCause();
        return failure;
    }

    @Test
    void eachPartIsAMessageWithHeadersOfItsOwnAndTheLastIsTheWholeAnswer() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is", "!").usage(7, 2, 5));
        MockEndpoint parts = parts("Easy.", "Paris!", "Paris!");
        parts.expectedHeaderReceived("CamelFileName", "a.pdf");

        Exchange answered = fluentTemplate
                .to("direct:ask")
                .withBody("Capital of France?")
                .withHeader("CamelFileName", "a.pdf")
                .withHeader("Host", "h")
                .send();

        assertThat(answered.getException()).isNull();
        RouteKit.assertSatisfied(context);
        List<Message> messages =
                parts.getReceivedExchanges().stream().map(Exchange::getMessage).toList();
        assertThat(messages).allSatisfy(part -> assertThat(part.getHeaders()).doesNotContainKey("Host"));
        assertThat(messages.get(0).getHeaders())
                .containsEntry(GeminiInteractionsConstants.STEP_TYPE, "thought")
                .doesNotContainKey(GeminiInteractionsConstants.TOTAL_TOKENS);
        assertThat(messages.get(2).getHeaders())
                .containsEntry(GeminiInteractionsConstants.EVENT_TYPE, "interaction.completed")
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L);
    }

    @Test
    void aPartIsRoutedWhileTheNextOneIsHeldBack() throws Exception {
        Gate gate = emulator().gate("second");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        parts("Easy.");

        CompletableFuture<Exchange> answered = CompletableFuture.supplyAsync(() -> ask("direct:ask"));

        RouteKit.assertSatisfied(context);
        assertThat(answered).isNotDone();
        MockEndpoint.resetMocks(context);
        parts("Paris", "Paris");
        gate.release();
        assertThat(answered).succeedsWithin(RouteKit.FAR);
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aTurnThatNobodyReadsEndsWithItsExchange() {
        for (int turn = 0; turn < 2; turn++)
            assertThat(ask("direct:unreadTurn").getException()).isNull();

        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aTurnAfterOneThatNobodyReadIsRefused() {
        Gate gate = emulator().gate("end");
        emulator().script(onCreate().deltas("Paris").gateAfter(3, gate)); // a turn whose stream has arrived is over
        assertThat(ask("direct:unreadTurns").getException())
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining("would wait for itself");
        gate.release();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void deltasAndEventsCanBePartsToo() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is"));
        MockEndpoint parts = parts("Par", "is", "Paris");

        ask("direct:deltas");

        RouteKit.assertSatisfied(context);
        assertThat(headers(parts, GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("model_output", "model_output", null);
    }

    @Test
    void aStoredRunCanBeIteratedOver() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        parts("Easy.", "Paris", "Paris");
        String id = ask("direct:begin").getMessage().getBody(String.class);

        template.sendBody("direct:resume", id);

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aCutIsMendedUnseen() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6));
        parts("Easy.", "Paris", "Paris");

        ask("direct:background");

        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamThatCannotBeCompletedThrowsWhereItIsRead() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6));
        parts("Easy.");

        Exchange answered = ask("direct:unstored");

        assertThat(failureOf(answered)).isInstanceOf(InteractionStreamException.class);
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "convert", "queue"})
    void aFailureWhereItIsReadHasThePropertiesOfAFailedProducer(String how) throws Exception {
        MockEndpoint matched = getMockEndpoint("mock:matched");
        matched.expectedMessageCount(1);
        RouteBuilder.addRoutes(context, routes -> {
            routes.onException(Exception.class)
                    .onWhen(routes.exchangeProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY)
                            .isEqualTo("stream"))
                    .handled(true)
                    .to("mock:matched");
            routes.from("direct:properties")
                    .to(CREATE + "&background=true&maxResumeAttempts=1")
                    .toD(how.equals("queue") ? "seda:read" : "direct:read");
            routes.from("direct:read").to("direct:" + how);
            routes.from("seda:read").to("direct:split");
            routes.from("direct:split")
                    .split(routes.body())
                    .streaming()
                    .stopOnException()
                    .to("mock:parts");
            routes.from("direct:convert").convertBodyTo(List.class);
        });
        emulator()
                .script(
                        onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6),
                        onGet().httpStatus(404).always());

        ask("direct:properties");

        RouteKit.assertSatisfied(context);
        Exchange read = matched.getReceivedExchanges().get(0);
        assertThat(read.getProperty(GeminiInteractionsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("SERVER_ERROR");
        assertThat(read.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
        assertThat(read.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(emulator().interactionIds().get(0));
    }

    @Test
    void aRunThatFailedIsNoLastPart() {
        emulator().script(onCreate().text("Par").status("failed"));

        Exchange answered = ask("direct:ask");

        assertThat(failureOf(answered)).isInstanceOf(InteractionEndedException.class);
    }

    @Test
    void aRefusalFailsTheProducerNotTheReader() {
        emulator().script(onCreate().httpStatus(400));

        Exchange answered = ask("direct:ask");

        assertThat(answered.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(getMockEndpoint("mock:parts").getReceivedExchanges()).isEmpty();
    }

    @Test
    void whoStopsReadingClosesTheStream() {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));

        Exchange answered = ask("direct:stopReading");

        assertThat(answered.getException()).isNull();
        eventually().until(() -> emulator().openStreams() == 0);
        Iterator<?> closed = answered.getProperty("parts", Iterator.class);
        assertThat(closed.hasNext()).as("it does not look complete").isTrue();
        assertThatThrownBy(closed::next).isInstanceOf(InteractionStoppedException.class);
        assertThat(closed.hasNext()).as("nor does it later").isTrue();
        assertThatThrownBy(closed::next).isInstanceOf(InteractionStoppedException.class);
        assertThat(RouteKit.component(context).getOpenStreams()).isZero();
    }

    @Test
    void aSplitterThatStopsClosesTheStream() {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        getMockEndpoint("mock:parts").whenAnyExchangeReceived(part -> {
            throw new IllegalStateException("Stop");
        });

        Exchange answered = ask("direct:ask");

        assertThat(answered.getException()).hasStackTraceContaining("IllegalStateException: Stop");
        eventually().until(() -> emulator().openStreams() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSplitterThatHasReadEverythingLogsNoWarning(boolean fails) {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger splitter = (Logger) LoggerFactory.getLogger("org.apache.camel.processor.MulticastProcessor");
        splitter.addAppender(logged);
        try {
            Rule answer = onCreate().thought("Easy.").deltas("Par", "is");
            emulator().script(fails ? answer.cutAfter(6) : answer);

            Exchange answered = ask("direct:unstored");

            assertThat(answered.isFailed()).isEqualTo(fails);
            assertThat(logged.list).isEmpty();
        } finally {
            splitter.detachAppender(logged);
        }
    }

    @Test
    void aBodyThatIsReadBehindItsExchangeIsNoEmptyAnswer() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:unread").to(CREATE);
            routes.from("direct:again").split(routes.body()).streaming().to("mock:parts");
        });

        Object unread = template.requestBody("direct:unread", "Capital of France?");

        Exchange read =
                template.send("direct:again", exchange -> exchange.getMessage().setBody(unread));
        assertThat(failureOf(read))
                .isInstanceOf(InteractionStoppedException.class)
                .hasMessageContaining("read it in the route that calls");
        assertThat(((InteractionStoppedException) failureOf(read)).getInteractionId())
                .isEqualTo(emulator().interactionIds().get(0));
        assertThat(getMockEndpoint("mock:parts").getReceivedExchanges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "sequence"})
    void aSecondReaderDoesNotFindAnEmptyAnswer(String how) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            if (how.equals("multicast"))
                routes.from("direct:twice")
                        .to(CREATE)
                        .multicast()
                        .stopOnException()
                        .to("direct:first", "direct:second");
            else routes.from("direct:twice").to(CREATE).to("direct:first").to("direct:second");
            routes.from("direct:first").split(routes.body()).streaming().to("mock:parts");
            routes.from("direct:second").split(routes.body()).streaming().to("mock:second");
        });
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        parts("Easy.", "Paris", "Paris");

        Exchange answered = ask("direct:twice");

        assertThat(answered.getException()).hasStackTraceContaining("a stream body has one reader");
        assertThat(getMockEndpoint("mock:second").getReceivedExchanges()).isEmpty();
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aStreamThatFailedFailsAgainWhereItIsReadAgain() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.errorHandler(
                    routes.defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
            routes.from("direct:redelivered")
                    .to(CREATE + "&store=false")
                    .split(routes.body())
                    .streaming()
                    .stopOnException()
                    .to("mock:parts");
        });
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6));
        parts("Easy.");

        Exchange answered = ask("direct:redelivered");

        assertThat(failureOf(answered)).isInstanceOf(InteractionStreamException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        RouteKit.assertSatisfied(context);
    }

    @Test
    void asTextOrBytesItIsTheWholeAnswer() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:plain")
                .to(CREATE + "&emit=deltas")
                .process(exchange -> {
                    Message message = exchange.getMessage();
                    assertThat(message.getBody().toString()).contains("split(body()).streaming()");
                    Object converted = message.getMandatoryBody((Class<?>) message.getHeader("as"));
                    message.setBody(converted instanceof InputStream bytes ? bytes.readAllBytes() : converted);
                    if (converted instanceof ByteBuffer bytes) message.setBody(bytes.array());
                }));
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "rís").always());

        for (Class<?> type : List.of(String.class, byte[].class, InputStream.class, ByteBuffer.class)) {
            Exchange answered = fluentTemplate
                    .to("direct:plain")
                    .withBody("?")
                    .withHeader("as", type)
                    .send();
            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody(String.class)).isEqualTo("París");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "text", "stream", "twice"})
    void whatARouteLooksAtItSplitsAfterwards(String how) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:looked")
                    .to(CREATE + "&emit=deltas&stepTypes=model_output")
                    .to("direct:" + how)
                    .split(routes.body())
                    .streaming()
                    .stopOnException()
                    .to("mock:parts");
            routes.from("direct:log").log("${body}").to("log:parts");
            routes.from("direct:text").process(IteratorTest::assertTextIsParis);
            routes.from("direct:stream").process(exchange -> {
                try (InputStream bytes = exchange.getMessage().getBody(InputStream.class)) {
                    assertThat(bytes).hasContent("Paris");
                }
            });
            routes.from("direct:twice").to("direct:log").to("direct:text").to("direct:stream");
        });
        emulator().script(onCreate().deltas("Pa", "ri", "s"));
        parts("Pa", "ri", "s", "Paris");

        Exchange answered = ask("direct:looked");

        assertThat(answered.getException()).isNull();
        RouteKit.assertSatisfied(context);
    }

    private static void assertTextIsParis(Exchange exchange) throws InvalidPayloadException {
        assertThat(exchange.getMessage().getMandatoryBody(String.class)).isEqualTo("Paris");
    }

    @Test
    void asTextItIsTheWholeAnswerBehindItsSplitterToo() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:behind")
                .to("direct:ask")
                .process(IteratorTest::assertTextIsParis)
                .to("mock:behind"));
        getMockEndpoint("mock:behind").expectedMessageCount(1);
        emulator().script(onCreate().thought("Easy.").deltas("Pa", "ris"));
        parts("Easy.", "Paris", "Paris");

        assertThat(ask("direct:behind").getException()).isNull();

        RouteKit.assertSatisfied(context);
    }

    @Test
    void textThatIsAskedForAmongThePartsLeavesTheOthersToTheirReader() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:among")
                .to(CREATE + "&emit=deltas&stepTypes=model_output")
                .setProperty("stream", routes.body())
                .split(routes.body())
                .streaming()
                .stopOnException()
                .setHeader("whole", routes.exchangeProperty("stream").convertToString())
                .to("mock:parts"));
        emulator().script(onCreate().deltas("Pa", "ri", "s"));
        MockEndpoint parts = parts("Pa", "ri", "s", "Paris");

        assertThat(ask("direct:among").getException()).isNull();

        RouteKit.assertSatisfied(context);
        assertThat(headers(parts, "whole")).containsOnly("Paris");
    }

    @Test
    void aStreamThatWasClosedNamesTheLastEventThatWasRead() throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:oneOfThem").to(CREATE).process(exchange -> {
                    StepIterator parts = exchange.getMessage().getBody(StepIterator.class);
                    exchange.setProperty("read", parts.next().getHeader(GeminiInteractionsConstants.EVENT_ID));
                    parts.close();
                    parts.next();
                }));
        emulator()
                .script(onCreate()
                        .thought("Easy.")
                        .deltas("Paris", " of course")
                        .eventIds(true));

        Exchange answered = ask("direct:oneOfThem");

        assertThat(failureOf(answered)).isInstanceOf(InteractionStoppedException.class);
        assertThat(((InteractionStoppedException) failureOf(answered)).getLastEventId())
                .isNotNull()
                .isEqualTo(answered.getProperty("read"));
    }

    @Test
    void asTextItIsNoAnswerIfItWasClosedBeforeItsEnd() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:closed")
                .to(CREATE)
                .process(exchange -> {
                    StepIterator parts = exchange.getMessage().getBody(StepIterator.class);
                    parts.next();
                    parts.close();
                })
                .convertBodyTo(String.class));
        emulator().script(onCreate().thought("Easy.").deltas("Paris"));

        Exchange answered = ask("direct:closed");

        assertThat(failureOf(answered)).isInstanceOf(InteractionStoppedException.class);
    }

    @ParameterizedTest
    @CsvSource({"direct:plain, 200", "direct:plain, 500", "direct:converted, 500"})
    void asAnHttpAnswerItIsTheWholeAnswerOrAFailure(String route, int status) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("netty-http:http://127.0.0.1:" + port.getPort() + "/ask")
                    .to(route);
            routes.from("direct:plain").to(CREATE + "&store=false");
            routes.from("direct:converted").to("direct:plain").convertBodyTo(String.class);
        });
        emulator()
                .script(
                        status == 200
                                ? onCreate().text("París")
                                : onCreate().text("París").cutAfter(5));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getPort() + "/ask"))
                                .POST(HttpRequest.BodyPublishers.ofString("Capital of France?"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 200) assertThat(answer.body()).isEqualTo("París");
        else assertThat(answer.body()).doesNotContain("París");
    }

    @Test
    void asAFileItIsTheWholeAnswer(@TempDir Path folder) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:file").to(CREATE).to("file:" + folder + "?fileName=answer.txt"));
        emulator().script(onCreate().thought("Easy.").text("París"));

        assertThat(ask("direct:file").getException()).isNull();

        assertThat(folder.resolve("answer.txt")).hasContent("París");
    }

    @Test
    void theContextStopsUnderAReaderThatWaits() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        parts("Easy.");
        context.getShutdownStrategy().setTimeout(300);
        // A thread that waits for the answer would be interrupted by the context, with an exception of its own.
        Future<Exchange> answered =
                fluentTemplate.to("direct:ask").withBody("Capital of France?").asyncSend();
        RouteKit.assertSatisfied(context);

        context.stop();

        Exchange ended = answered.get(1, TimeUnit.MINUTES);
        assertThat(failureOf(ended)).isInstanceOf(InteractionStoppedException.class);
    }

    @Test
    void theWholeInteractionIsKeptForTheRouteBehindTheSplit() {
        Exchange answered = ask("direct:whole");

        assertThat(answered.getProperty(GeminiInteractionsConstants.RESPONSE_PROPERTY, Interaction.class))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onStepFailure=skip", "cursorRepository=#none", "channelTimeout=1s", "runKey=a"})
    void whatNeedsAChannelFailsWithoutOne(String option) {
        String name = option.substring(0, option.indexOf('='));
        context.getRegistry().bind("none", new MemoryStateRepository());

        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:refused").to(CREATE + "&" + option)))
                .hasStackTraceContaining("The option " + name + " changes nothing")
                .hasStackTraceContaining("without a channel");
        assertThat(emulator().requests()).isEmpty();
    }
}
