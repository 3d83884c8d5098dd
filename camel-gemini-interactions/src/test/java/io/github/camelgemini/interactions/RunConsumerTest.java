// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.SuspendableService;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;

/** Routes that start a run of their own, or follow a stored one. */
class RunConsumerTest extends GeminiEmulatorTestSupport {

    private static final String RUN = "gemini-interactions:create?model=" + MODEL + "&background=true";
    private static final String CREATE = RUN + "&input=RAW(Capital of France?)";

    private final MemoryStateRepository cursors = new MemoryStateRepository();

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("cursors", cursors);
        cursors.start();
    }

    @AfterEach
    void oneRunWasPaidFor() {
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is");
    }

    private MockEndpoint steps(String... bodies) {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived((Object[]) bodies);
        return steps;
    }

    private static void fail(Exchange step) {
        throw new IllegalStateException("not now");
    }

    @Test
    void startsOneInteractionAndEmitsItsSteps() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Paris", "Paris");

        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&emit=steps,completed").to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests().get(0).at("/input/0/content/0/text").asText())
                .isEqualTo("Capital of France?");
    }

    @Test
    void aStoredRunIsEmittedFromItsFirstStep() throws Exception {
        emulator().script(answer());
        String id = stored();
        MockEndpoint steps = steps("Easy.", "Paris", "Paris");

        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions:resume?emit=steps,completed&interactionId=" + id)
                        .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_KEY)).startsWith(id + "/0", id + "/1");
    }

    @Test
    void aRunThatBreaksOffAndIsNotStoredReachesTheRoutesErrorHandler() throws Exception {
        emulator().script(onCreate().text("Paris").cutAfter(3));
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);

        RouteBuilder.addRoutes(context, routes -> routes.from(
                        CREATE.replace("&background=true", "&store=false") + "&bridgeErrorHandler=true")
                .onException(InteractionStreamException.class)
                .handled(true)
                .to("mock:failed")
                .end()
                .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(failed.getReceivedExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(InteractionStreamException.class);
        assertThat(getMockEndpoint("mock:steps").getReceivedExchanges()).isEmpty();
    }

    @Test
    void afterAFailureTheRouteGoesOnAtThatVeryStep() throws Exception {
        emulator().script(answer());
        MockEndpoint steps = steps("Easy.", "Easy.", "Easy.", "Paris");
        steps.whenExchangeReceived(1, RunConsumerTest::fail);
        steps.whenExchangeReceived(2, RunConsumerTest::fail);

        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&restartDelay=1").to("mock:steps"));

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aStepThatItsErrorHandlerHandledCountsAsDone() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Paris").whenAnyExchangeReceived(RunConsumerTest::fail);

        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&restartDelay=1")
                .onException(IllegalStateException.class)
                .handled(true)
                .end()
                .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void skipGoesOnBehindAFailedStep() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Paris").whenAnyExchangeReceived(RunConsumerTest::fail);

        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&onStepFailure=skip").to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void aRestartedProcessFindsItsRunAndGoesOnBehindTheLastStepDone() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Paris").whenExchangeReceived(2, RunConsumerTest::fail);
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&cursorRepository=#cursors&runKey=the=run&restartDelay=1h")
                        .to("mock:steps"));
        RouteKit.assertSatisfied(context);
        context.stop();

        try (DefaultCamelContext restarted = restarted()) {
            MockEndpoint steps = restarted.getEndpoint("mock:steps", MockEndpoint.class);
            steps.expectedBodiesReceived("Paris", "Paris");
            RouteBuilder.addRoutes(restarted, routes -> routes.from(
                            CREATE + "&emit=steps,completed&cursorRepository=#cursors&runKey=the=run")
                    .to("mock:steps"));
            restarted.start();

            RouteKit.assertSatisfied(restarted);
        }
    }

    @Test
    void aRunThatIsDoneIsNotPaidForAgain() throws Exception {
        emulator().script(answer());
        LambdaRouteBuilder once = routes -> routes.from(CREATE + "&cursorRepository=#cursors")
                .routeId("once")
                .to("mock:steps");
        MockEndpoint steps = steps("Easy.", "Paris");
        RouteBuilder.addRoutes(context, once);
        RouteKit.assertSatisfied(context);
        eventually().until(() -> cursors.getState("once").startsWith("ended"));

        context.getRouteController().stopRoute("once");
        context.getRouteController().startRoute("once");
        context.stop();
        DefaultCamelContext restarted = restarted();
        RouteBuilder.addRoutes(restarted, once);
        restarted.start();
        restarted.stop();

        assertThat(steps.getReceivedCounter()).isEqualTo(2);
        assertThat(restarted.getEndpoint("mock:steps", MockEndpoint.class).getReceivedCounter())
                .isZero();
    }

    @Test
    void aStepGivenToAQueueCountsWhenThatHasFinished() throws Exception {
        emulator().script(answer());
        CountDownLatch release = new CountDownLatch(1);
        getMockEndpoint("mock:worked").expectedMessageCount(3);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from(CREATE + "&cursorRepository=#cursors&emit=steps,completed")
                    .routeId("run")
                    .to("seda:work");
            routes.from("seda:work").process(step -> release.await()).to("mock:worked");
        });
        SedaEndpoint queue = context.getEndpoint("seda:work", SedaEndpoint.class);
        eventually().until(() -> queue.getCurrentQueueSize() == 2);

        assertThat(cursors.getState("run")).startsWith("0 v1_");
        release.countDown();

        RouteKit.assertSatisfied(context);
        eventually().untilAsserted(() -> assertThat(cursors.getState("run")).startsWith("ended v1_"));
    }

    @Test
    void stoppingTheRouteClosesTheStreamAndStartingItGoesOnWhereItWas() throws Exception {
        emulator().script(answer().stallAfter(6));
        MockEndpoint steps = steps("Easy.");
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE).routeId("asks").to("mock:steps"));
        RouteKit.assertSatisfied(context);

        context.getRouteController().suspendRoute("asks");
        eventually().until(() -> emulator().openStreams() == 0);
        steps.reset();
        steps("Paris");
        context.getRouteController().resumeRoute("asks");

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRouteThatIsStoppedAndStartedGoesOnWithItsOwnRun() throws Exception {
        emulator().script(answer().stallAfter(6));
        MockEndpoint steps = steps("Easy.");
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE).routeId("asks").to("mock:steps"));
        RouteKit.assertSatisfied(context);

        context.getRouteController().stopRoute("asks");
        steps.reset();
        steps("Paris");
        context.getRouteController().startRoute("asks");

        RouteKit.assertSatisfied(context);
    }

    @Test
    void deltasArriveAsTheyComeWithTheirPlaceInTheStep() throws Exception {
        emulator().script(answer());
        MockEndpoint texts = getMockEndpoint("mock:texts");
        texts.expectedBodiesReceived("Par", "is");

        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&emit=deltas")
                .filter(routes.header(GeminiInteractionsConstants.DELTA_TYPE).isEqualTo("text"))
                .to("mock:texts"));

        RouteKit.assertSatisfied(context);
        assertThat(headers(texts, GeminiInteractionsConstants.STEP_KEY))
                .extracting(key -> key.toString().replaceAll("^v1_[^/]*", ""))
                .containsExactly("/1/0", "/1/3");
    }

    @Test
    void eventsArriveAsTheServiceSentThem() throws Exception {
        emulator().script(answer());
        MockEndpoint events = getMockEndpoint("mock:events");
        NotifyBuilder completed = new NotifyBuilder(context)
                .whenAnyDoneMatches(Builder.bodyAs(String.class).contains("interaction.completed"))
                .create();

        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&emit=events&outputType=json")
                .to("mock:events"));

        assertThat(completed.matches(1, TimeUnit.MINUTES)).isTrue();
        assertThat(headers(events, GeminiInteractionsConstants.EVENT_TYPE))
                .startsWith("interaction.created", "interaction.status_update", "step.start")
                .endsWith("step.stop", "interaction.completed");
        assertThat(bodies(events).get(0)).contains("\"event\":{").contains("\"event_id\":\"e1\"");
    }

    @Test
    void aRedeliveredResumeGoesOnAtTheStepThatFailed() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Paris", "Paris").whenExchangeReceived(2, RunConsumerTest::fail);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
            routes.from("direct:create").to(RUN + "&streaming=true&channel=c&cursorRepository=#cursors");
            routes.from("direct:resume").to("gemini-interactions:resume?channel=c&cursorRepository=#cursors");
        });

        Exchange failed = fluentTemplate
                .to("direct:create")
                .withBody("Capital of France?")
                .send();
        assertThat(failed.getException()).hasMessage("not now");
        String answer = fluentTemplate
                .to("direct:resume")
                .withBody(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .request(String.class);

        assertThat(answer).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps", "steps,completed", "deltas", "events"})
    void aRunThatIsDoneIsNotEmittedAgainToARedeliveredMessage(String emit) throws Exception {
        emulator().script(answer());
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("gemini-interactions:stream?channel=c&emit=" + emit).to("mock:steps");
            routes.from("direct:create")
                    .to(RUN + "&streaming=true&channel=c&cursorRepository=#cursors&idempotencyRepository=#cursors"
                            + "&idempotencyKey=k");
            routes.from("direct:resume").to("gemini-interactions:resume?channel=c&cursorRepository=#cursors");
        });
        Exchange first = fluentTemplate.to("direct:create").withBody("Capital?").send();
        String id = first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        eventually().until(() -> cursors.getState(id).startsWith("ended"));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        int emitted = steps.getReceivedCounter();
        assertThat(emitted).isPositive();

        String resumed = fluentTemplate.to("direct:resume").withBody(id).request(String.class);
        String repeated =
                fluentTemplate.to("direct:create").withBody("Capital?").request(String.class);

        assertThat(resumed).isEqualTo("Paris");
        assertThat(repeated).isEqualTo("Paris");
        assertThat(steps.getReceivedCounter()).isEqualTo(emitted);
    }

    @Test
    void aRolledBackStepWasNotHandled() throws Exception {
        emulator().script(answer());
        steps("Easy.", "Easy.", "Paris").whenExchangeReceived(1, step -> step.setRollbackOnly(true));

        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&cursorRepository=#cursors&runKey=r&restartDelay=1")
                        .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        eventually().until(() -> cursors.getState("r").startsWith("ended"));
    }

    /** A route that holds its first step until it is released. */
    private CountDownLatch holdsFirstStep(String uri) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        steps("Easy.", "Paris").whenExchangeReceived(1, step -> release.await());
        RouteBuilder.addRoutes(
                context, routes -> routes.from(uri).routeId("held").to("mock:steps"));
        eventually().until(() -> getMockEndpoint("mock:steps").getReceivedCounter() == 1);
        return release;
    }

    private SuspendableService held() {
        return (SuspendableService) context.getRoute("held").getConsumer();
    }

    @Test
    void aRouteThatIsResumedWaitsForTheStepAtHand() throws Exception {
        emulator().script(answer());
        CountDownLatch release = holdsFirstStep(CREATE);
        MockEndpoint steps = getMockEndpoint("mock:steps");

        held().suspend();
        held().resume();
        // What another call does in the meantime shows that the run had the time to be followed again.
        fluentTemplate
                .to("gemini-interactions:get")
                .withBody(emulator().interactionIds().get(0))
                .send();
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
        assertThat(steps.getReceivedCounter()).isEqualTo(1);
        release.countDown();

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRouteThatIsResumedWaitsForAStepThatItGaveToAQueue() throws Exception {
        emulator().script(answer());
        CountDownLatch release = new CountDownLatch(1);
        getMockEndpoint("mock:worked").expectedBodiesReceived("Easy.", "Paris");
        RouteBuilder.addRoutes(context, routes -> {
            routes.from(CREATE).routeId("held").to("seda:work");
            routes.from("seda:work").process(step -> release.await()).to("mock:worked");
        });
        SedaEndpoint queue = context.getEndpoint("seda:work", SedaEndpoint.class);
        eventually().until(() -> queue.getCurrentQueueSize() == 1);

        held().suspend();
        held().resume();
        fluentTemplate
                .to("gemini-interactions:get")
                .withBody(emulator().interactionIds().get(0))
                .send();
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
        release.countDown();

        RouteKit.assertSatisfied(context);
        getMockEndpoint("mock:worked").expectedMessageCount(2);
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRouteThatIsStoppedAndStartedWaitsForTheStepAtHand() throws Exception {
        emulator().script(answer());
        CountDownLatch release = holdsFirstStep(CREATE + "&cursorRepository=#cursors");
        MockEndpoint steps = getMockEndpoint("mock:steps");

        RouteKit.stopByForce(context, "held");
        context.getRouteController().startRoute("held");
        fluentTemplate
                .to("gemini-interactions:get")
                .withBody(emulator().interactionIds().get(0))
                .send();
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
        release.countDown();

        RouteKit.assertSatisfied(context);
        assertThat(steps.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void aRouteThatIsSuspendedBeforeItsRunIsKnownDoesNotPayForAnother() throws Exception {
        Gate unanswered = emulator().gate("unanswered");
        emulator().script(answer().gateAfter(0, unanswered));
        steps("Easy.", "Paris");
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE).routeId("held").to("mock:steps"));
        eventually().until(() -> emulator().ledger().creates() == 1);

        held().suspend();
        held().resume();
        unanswered.release();

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRunThatIsGoneReachesTheExceptionHandlerAndIsNotTriedForEver() throws Exception {
        emulator().script(answer());
        String id = stored();
        emulator().script(onGet().httpStatus(404).always());
        getMockEndpoint("mock:gone").expectedMessageCount(1);

        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions:resume?bridgeErrorHandler=true&interactionId=" + id)
                        .onException(InteractionRejectedException.class)
                        .handled(true)
                        .to("mock:gone")
                        .end()
                        .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(getMockEndpoint("mock:steps").getReceivedExchanges()).isEmpty();
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    private String stored() {
        return fluentTemplate
                .to("gemini-interactions:create?model=" + MODEL)
                .withBody("Capital of France?")
                .send()
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private DefaultCamelContext restarted() {
        DefaultCamelContext restarted = RouteKit.another(emulator());
        bindToRegistry(restarted.getRegistry());
        return restarted;
    }
}
