// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChannelTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=";
    private static final String FROM = "gemini-interactions:stream?channel=";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(TO + "c");
                from(FROM + "c").routeId("steps").to("mock:steps");

                from("direct:askForAll").to(TO + "all");
                from(FROM + "all&emit=steps,completed&outputType=interaction&copyHeaders=false")
                        .to("mock:all");

                from("direct:askForJson").to(TO + "json");
                from(FROM + "json&outputType=json").to("mock:json");

                from("direct:askParked").to(TO + "parked");
                from(FROM + "parked").to("mock:parked").process(firstIsParked);

                from("direct:askLate").to(TO + "late");
                from(FROM + "late").routeId("late").autoStartup(false).to("mock:late");

                from("direct:askNobody").to(TO + "nobody&channelTimeout=50");
                from("direct:begin").to("gemini-interactions:create?background=true&model=" + MODEL);
                from("direct:await").to("gemini-interactions:await");
            }
        };
    }

    private final CompletableFuture<AsyncCallback> parked = new CompletableFuture<>();

    private final AsyncProcessorSupport firstIsParked = new AsyncProcessorSupport() {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (parked.complete(callback)) return false;
            callback.done(true);
            return true;
        }
    };

    @Test
    void eachFinishedStepIsAnExchangeAndTheProducerGetsTheWholeAnswer() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is", "!").usage(7, 2, 5));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Easy.", "Paris!");
        steps.expectedHeaderReceived("CamelFileName", "a.pdf");
        steps.expectedHeaderReceived("mine", "x");

        Exchange answered = fluentTemplate
                .to("direct:ask")
                .withBody("Capital of France?")
                .withHeader("CamelFileName", "a.pdf")
                .withHeader("mine", "x")
                .withHeader("Host", "h")
                .send();

        Message answer = answered.getMessage();
        assertThat(answer.getBody()).isEqualTo("Paris!");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        String id = answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        RouteKit.assertSatisfied(context);
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_KEY)).containsExactly(id + "/0", id + "/1");
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_TYPE)).containsExactly("thought", "model_output");
        assertThat(steps.getReceivedExchanges()).allSatisfy(step -> {
            assertThat(step.getPattern()).isEqualTo(ExchangePattern.InOnly);
            assertThat(step.getProperty(Exchange.CORRELATION_ID)).isEqualTo(answered.getExchangeId());
            assertThat(step.getMessage().getHeaders())
                    .containsEntry(GeminiInteractionsConstants.INTERACTION_ID, id)
                    .doesNotContainKeys("Host", GeminiInteractionsConstants.TOTAL_TOKENS);
        });
        assertThat(emulator().lastRequest().at("/stream").asBoolean()).isTrue();
    }

    @Test
    void theWholeAnswerIsEmittedAtTheEndWhereItIsAskedFor() throws Exception {
        emulator().script(onCreate().deltas("Par", "is").usage(7, 2, 5));
        MockEndpoint all = getMockEndpoint("mock:all");
        all.expectedMinimumMessageCount(2);

        fluentTemplate
                .to("direct:askForAll")
                .withBody("Capital of France?")
                .withHeader("mine", "x")
                .send();

        RouteKit.assertSatisfied(context);
        List<Object> bodies = all.getReceivedExchanges().stream()
                .map(step -> step.getMessage().getBody())
                .toList();
        int end = bodies.size() - 1;
        assertThat(bodies.get(end)).isInstanceOfSatisfying(Interaction.class, whole -> assertThat(whole.outputText())
                .isEqualTo("Paris"));
        assertThat(bodies.subList(0, end)).hasOnlyElementsOfType(Step.class);
        assertThat(all.getReceivedExchanges().get(end).getMessage().getHeaders())
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L)
                .containsEntry(GeminiInteractionsConstants.EVENT_TYPE, "interaction.completed")
                .doesNotContainKey("mine");
    }

    @Test
    void aStepAsJsonSaysWhereItBelongs() throws Exception {
        emulator().script(onCreate().deltas("Par", "is"));
        MockEndpoint json = getMockEndpoint("mock:json");
        json.expectedMinimumMessageCount(1);

        String id = fluentTemplate
                .to("direct:askForJson")
                .withBody("Capital of France?")
                .send()
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        RouteKit.assertSatisfied(context);
        assertThat(bodies(json))
                .last()
                .asString()
                .contains(
                        "\"interaction_id\":\"" + id + "\"",
                        "\"step_key\":\"" + id + "/",
                        "\"event_type\":\"step.stop\"")
                .contains("\"status\":\"in_progress\"", "\"step\":{\"type\":\"model_output\"");
    }

    @Test
    void theNextStepWaitsUntilTheRouteIsDoneWithTheOneBefore() throws Exception {
        emulator().script(onCreate().thought("Hm.").text("Paris"));
        MockEndpoint steps = getMockEndpoint("mock:parked");
        steps.expectedBodiesReceived("Hm.", "Paris");

        Future<Exchange> answered =
                fluentTemplate.to("direct:askParked").withBody("Capital?").asyncSend();
        AsyncCallback first = parked.get(1, TimeUnit.MINUTES);
        assertThat(bodies(steps)).containsExactly("Hm.");
        assertThat(answered).isNotDone();
        first.done(false);

        assertThat(answered.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void whatTheStepRouteDoesNotHandleFailsTheProducer() {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:steps").whenAnyExchangeReceived(step -> {
            throw new IllegalStateException("no room for steps");
        });

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Capital?").send();

        assertThat(failed.getException()).hasMessage("no room for steps");
        assertThat(emulator().ledger().cancels()).isZero();
    }

    @Test
    void aRefusedStreamFailsAsTheServiceSays() {
        emulator().script(onCreate().httpStatus(500));

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Capital?").send();

        assertThat(failed.getException(InteractionRejectedException.class).getHttpResponseCode())
                .isEqualTo(500);
        assertThat(failed.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    }

    @Test
    void aProducerWaitsForItsChannelWithoutSendingAnything() throws Exception {
        getMockEndpoint("mock:late").expectedMinimumMessageCount(1);

        Future<Exchange> waiting =
                fluentTemplate.to("direct:askLate").withBody("Hi").asyncSend();
        assertThat(emulator().requests()).isEmpty();
        context.getRouteController().startRoute("late");

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException()).isNull();
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aProducerThatFindsNoChannelFailsAndNothingIsSent() {
        Exchange failed = fluentTemplate.to("direct:askNobody").withBody("Hi").send();

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("channel");
        assertThat(failed.getException()).hasMessageContaining("gemini-interactions:stream?channel=nobody");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aSecondConsumerOfAChannelFailsToStartAndNamesBothRoutes() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from(FROM + "c&outputType=json")
                        .routeId("second")
                        .to("mock:second")))
                .hasStackTraceContaining("route steps receives it, so route second needs another channel");
    }

    @Test
    void noStepGoesIntoARouteThatWasStopped() throws Exception {
        emulator().script(onCreate().thought("Hm.").text("Paris").gateAfter(6, "held"));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Hm.");
        Future<Exchange> asked =
                fluentTemplate.to("direct:ask").withBody("Capital?").asyncSend();
        RouteKit.assertSatisfied(context);

        context.getRouteController().stopRoute("steps");
        emulator().gate("held").release();

        assertThat(asked.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(InteractionStoppedException.class)
                .hasMessageContaining("route steps, the consumer of the channel c, has stopped");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void anErrorOfTheCursorRepositoryEndsTheProducer() throws Exception {
        context.getRegistry().bind("missing", new MemoryStateRepository() {
            @Override
            public void setState(String key, String value) {
                throw new NoClassDefFoundError("redis/clients/jedis/Jedis");
            }
        });
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:askStored").to(TO + "c&cursorRepository=#missing"));

        Exchange failed =
                fluentTemplate.to("direct:askStored").withBody("Hi").asyncSend().get(1, TimeUnit.MINUTES);

        assertThat(failed.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(RouteKit.component(context).getOpenStreams()).isZero();
    }

    @Test
    void aRolledBackStepFailsTheProducer() {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:steps").whenAnyExchangeReceived(step -> step.setRollbackOnly(true));

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Capital?").send();

        assertThat(failed.getException()).isInstanceOf(RollbackExchangeException.class);
    }

    @Test
    void aRunThatIsAttachedToWaitsForAStepThatAStoppedProducerLeft() throws Exception {
        emulator().script(onCreate().background(true).thought("Hm.").text("Paris"));
        MockEndpoint steps = getMockEndpoint("mock:parked");
        steps.expectedBodiesReceived("Hm.", "Paris");
        context.getRegistry().bind("cursors", new MemoryStateRepository());
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:first")
                    .routeId("first")
                    .to("gemini-interactions:resume?channel=parked&cursorRepository=#cursors");
            routes.from("direct:again")
                    .to("gemini-interactions:resume?channel=parked&cursorRepository=#cursors&maxRetries=1");
        });
        String run = fluentTemplate.to("direct:begin").withBody("Hi").request(String.class);
        Future<Exchange> stopped =
                fluentTemplate.to("direct:first").withBody(run).asyncSend();
        AsyncCallback first = parked.get(1, TimeUnit.MINUTES);
        RouteKit.stopByForce(context, "first");
        assertThat(stopped.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(InteractionStoppedException.class);

        Future<Exchange> again = fluentTemplate.to("direct:again").withBody(run).asyncSend();
        fluentTemplate.to("gemini-interactions:get").withBody(run).send();
        assertThat(bodies(steps)).containsExactly("Hm.");
        first.done(false);

        assertThat(again.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aContextThatStopsEndsAHundredStreamsAndAHundredWaitsAtOnce() throws Exception {
        int each = 100;
        emulator()
                .script(
                        onCreate().background(true).gate("closed"),
                        onCreate().thought("Hm.").text("Paris").stallAfter(6).times(each));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        String run = fluentTemplate.to("direct:begin").withBody("Hi").request(String.class);
        List<Future<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            asked.add(fluentTemplate.to("direct:ask").withBody("Hi").asyncSend());
            asked.add(fluentTemplate.to("direct:await").withBody(run).asyncSend());
        }
        eventually()
                .until(() -> steps.getReceivedCounter() == each
                        && emulator().requests(Operation.GET).size() >= each);
        context.getShutdownStrategy().setTimeout(300);

        assertThatCode(() -> CompletableFuture.runAsync(context::stop).get(60, TimeUnit.SECONDS))
                .doesNotThrowAnyException();

        for (Future<Exchange> answered : asked)
            assertThat(answered.get(1, TimeUnit.MINUTES).getException())
                    .isInstanceOfSatisfying(
                            InteractionStoppedException.class,
                            stopped -> assertThat(stopped.getInteractionId()).startsWith("v1_"));
        assertThat(emulator().ledger().cancels()).isZero();
    }
}
