// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChannelTest extends RouteTest {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";
    private static final String FROM = "gemini-interactions:stream?channel=c";

    @Test
    void eachFinishedStepIsAnExchangeAndTheProducerGetsTheWholeAnswer() throws Exception {
        start(routes -> routes.from(FROM).process(collector()));
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is", "!").usage(7, 2, 5));

        Exchange answered = send(TO, "Capital of France?", Map.of("CamelFileName", "a.pdf", "mine", "x", "Host", "h"));

        Message answer = answered.getMessage();
        assertThat(answer.getBody()).isEqualTo("Paris!");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        String id = answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris!");
        assertThat(collected)
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY))
                .containsExactly(id + "/0", id + "/1");
        assertThat(collected)
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("thought", "model_output");
        assertThat(collected).allSatisfy(step -> {
            assertThat(step.getPattern()).isEqualTo(ExchangePattern.InOnly);
            assertThat(step.getProperty(Exchange.CORRELATION_ID)).isEqualTo(answered.getExchangeId());
            assertThat(step.getMessage().getHeaders())
                    .containsEntry("CamelFileName", "a.pdf")
                    .containsEntry("mine", "x")
                    .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id)
                    .doesNotContainKeys("Host", GeminiInteractionsConstants.TOTAL_TOKENS);
        });
        assertThat(emulator().lastRequest().at("/stream").asBoolean()).isTrue();
    }

    @Test
    void theWholeAnswerIsEmittedAtTheEndWhereItIsAskedFor() throws Exception {
        start(routes -> routes.from(FROM + "&emit=steps,completed&outputType=interaction&copyHeaders=false")
                .process(collector()));
        emulator().script(onCreate().deltas("Par", "is").usage(7, 2, 5));

        send(TO, "Capital of France?", Map.of("mine", "x"));

        List<Object> bodies =
                collected.stream().map(step -> step.getMessage().getBody()).toList();
        assertThat(bodies.get(bodies.size() - 1))
                .isInstanceOfSatisfying(Interaction.class, whole -> assertThat(whole.outputText())
                        .isEqualTo("Paris"));
        assertThat(bodies.subList(0, bodies.size() - 1))
                .hasOnlyElementsOfType(Step.class)
                .isNotEmpty();
        Message last = List.copyOf(collected).get(bodies.size() - 1).getMessage();
        assertThat(last.getHeaders())
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L)
                .containsEntry(GeminiInteractionsConstants.EVENT_TYPE, "interaction.completed")
                .doesNotContainKey("mine");
    }

    @Test
    void aStepAsJsonSaysWhereItBelongs() throws Exception {
        start(routes -> routes.from(FROM + "&outputType=json").process(collector()));
        emulator().script(onCreate().deltas("Par", "is"));

        String id = send(TO, "Capital of France?")
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        String last = collectedBodies().get(collected.size() - 1);
        assertThat(last)
                .contains(
                        "\"interaction_id\":\"" + id + "\"",
                        "\"step_key\":\"" + id + "/",
                        "\"event_type\":\"step.stop\"")
                .contains("\"status\":\"in_progress\"", "\"step\":{\"type\":\"model_output\"");
    }

    @Test
    void theNextStepWaitsUntilTheRouteIsDoneWithTheOneBefore() throws Exception {
        CompletableFuture<AsyncCallback> firstInRoute = new CompletableFuture<>();
        AsyncProcessor parking = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                collected.add(exchange);
                if (collected.size() > 1) {
                    callback.done(true);
                    return true;
                }
                firstInRoute.complete(callback);
                return false;
            }
        };
        start(routes -> routes.from(FROM).process(parking));
        emulator().script(onCreate().thought("Hm.").text("Paris"));

        CompletableFuture<Exchange> answered =
                template.asyncSend(TO, exchange -> exchange.getMessage().setBody("Capital?"));
        AsyncCallback first = firstInRoute.get(20, TimeUnit.SECONDS);
        assertThat(collected).hasSize(1);
        assertThat(answered).isNotDone();
        first.done(false);

        assertThat(answered.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
        assertThat(collected).hasSize(2);
    }

    @Test
    void whatTheStepRouteDoesNotHandleFailsTheProducer() throws Exception {
        start(routes -> routes.from(FROM).process(exchange -> {
            throw new IllegalStateException("no room for steps");
        }));
        emulator().script(onCreate().text("Paris"));

        assertThat(send(TO, "Capital?").getException()).hasMessage("no room for steps");
        assertThat(emulator().ledger().cancels()).isZero();
    }

    @Test
    void aRefusedStreamFailsAsTheServiceSays() throws Exception {
        start(routes -> routes.from(FROM).process(collector()));
        emulator().script(onCreate().httpStatus(500));

        Exchange failed = send(TO, "Capital?");

        assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(500);
        assertThat(failed.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    }

    @Test
    void aProducerWaitsForItsChannelWithoutSendingAnything() throws Exception {
        start(routes -> routes.from(FROM).autoStartup(false).routeId("late").process(collector()));

        CompletableFuture<Exchange> waiting =
                template.asyncSend(TO, exchange -> exchange.getMessage().setBody("Hi"));
        assertThat(emulator().requests()).isEmpty();
        context.getRouteController().startRoute("late");

        assertThat(waiting.get(20, TimeUnit.SECONDS).getException()).isNull();
        assertThat(collected).isNotEmpty();
    }

    @Test
    void aProducerThatFindsNoChannelFailsAndNothingIsSent() throws Exception {
        start(routes -> {});

        Exchange failed = send(TO + "&channelTimeout=50", "Hi");

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("channel");
        assertThat(failed.getException()).hasMessageContaining("gemini-interactions:stream?channel=c");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aSecondConsumerOfAChannelFailsToStartAndNamesBothRoutes() {
        assertThatThrownBy(() -> start(routes -> {
                    routes.from(FROM).routeId("first").process(collector());
                    routes.from(FROM + "&outputType=json").routeId("second").process(collector());
                }))
                .hasStackTraceContaining("route first receives it, so route second needs a channel of another name");
    }

    @Test
    void noStepGoesIntoARouteThatWasStopped() throws Exception {
        start(routes -> routes.from(FROM).routeId("steps").process(collector()));
        emulator().script(onCreate().thought("Hm.").text("Paris").gateAfter(6, "held"));
        CompletableFuture<Exchange> asked =
                template.asyncSend(TO, exchange -> exchange.getMessage().setBody("Capital?"));
        Awaitility.await().until(() -> collected.size() == 1);

        context.getRouteController().stopRoute("steps");
        emulator().gate("held").release();

        assertThat(asked.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(collectedBodies()).containsExactly("Hm.");
    }

    @Test
    void aContextThatStopsEndsAHundredStreamsAndAHundredWaitsAtOnce() throws Exception {
        int each = 100;
        start(routes -> {
            routes.from(FROM).process(collector());
            routes.from("direct:ask").to(TO);
            routes.from("direct:begin").to("gemini-interactions:create?background=true&model=" + MODEL);
            routes.from("direct:await").to("gemini-interactions:await");
        });
        emulator()
                .script(
                        onCreate().background(true).gate("closed"),
                        onCreate().text("Paris").stallAfter(3).times(each));
        String run = send("direct:begin", "Hi").getMessage().getBody(String.class);
        Queue<Exchange> answered = new ConcurrentLinkedQueue<>();
        sendAtOnce("direct:ask", "Hi", each, answered);
        sendAtOnce("direct:await", run, each, answered);
        Awaitility.await()
                .until(() -> emulator().openStreams() == each
                        && emulator().requests(Operation.GET).size() >= each);
        context.getShutdownStrategy().setTimeout(300);

        assertThatCode(() -> CompletableFuture.runAsync(context::stop).get(60, TimeUnit.SECONDS))
                .doesNotThrowAnyException();

        assertThat(answered).hasSize(2 * each).allSatisfy(exchange -> assertThat(exchange.getException())
                .isInstanceOfSatisfying(
                        InteractionStoppedException.class,
                        stopped -> assertThat(stopped.getInteractionId()).startsWith("v1_")));
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private void sendAtOnce(String uri, String body, int times, Queue<Exchange> answered) throws Exception {
        AsyncProcessor endpoint = context.getEndpoint(uri).createAsyncProducer();
        ServiceHelper.startService(endpoint);
        for (int i = 0; i < times; i++) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(body);
            endpoint.process(exchange, sync -> answered.add(exchange));
        }
    }
}
