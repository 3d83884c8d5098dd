// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that start a run of their own, or follow a stored one. */
class RunConsumerTest extends RouteTest {

    private static final String CREATE =
            "gemini-interactions:create?model=" + MODEL + "&input=RAW(Capital of France?)&background=true";

    private final MemoryStateRepository cursors = new MemoryStateRepository();

    @AfterEach
    void oneRunWasPaidFor() {
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is");
    }

    @Test
    void startsOneInteractionAndEmitsItsSteps() throws Exception {
        emulator().script(answer());

        start(routes -> routes.from(CREATE + "&emit=steps,completed").process(collector()));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris"));
        assertThat(emulator().requests().get(0).at("/input/0/content/0/text").asText())
                .isEqualTo("Capital of France?");
    }

    @Test
    void aStoredRunIsEmittedFromItsFirstStep() throws Exception {
        emulator().script(answer());
        String id = stored();

        collected.clear();
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:resume?emit=steps,completed&interactionId=" + id)
                        .process(collector());
            }
        });

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris"));
        assertThat(keys()).startsWith(id + "/0", id + "/1");
    }

    @Test
    void aRunThatBreaksOffAndIsNotStoredReachesTheRoutesErrorHandler() throws Exception {
        emulator().script(onCreate().text("Paris").cutAfter(3));

        start(routes -> routes.from(CREATE.replace("&background=true", "&store=false") + "&bridgeErrorHandler=true")
                .errorHandler(routes.defaultErrorHandler())
                .onException(InteractionStreamException.class)
                .handled(true)
                .process(collector())
                .end()
                .process(collector()));

        await().untilAsserted(() -> assertThat(collected).singleElement().satisfies(seen -> assertThat(
                        seen.getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(InteractionStreamException.class)));
    }

    @Test
    void afterAFailureTheRouteGoesOnAtThatVeryStep() throws Exception {
        emulator().script(answer());
        AtomicInteger failures = new AtomicInteger();
        Processor failsTwice = exchange -> {
            if (failures.getAndIncrement() < 2) throw new IllegalStateException("not now");
        };

        start(routes ->
                routes.from(CREATE + "&restartDelay=1").process(collector()).process(failsTwice));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Easy.", "Easy.", "Paris"));
    }

    @Test
    void aStepThatItsErrorHandlerHandledCountsAsDone() throws Exception {
        emulator().script(answer());

        start(routes -> routes.from(CREATE + "&restartDelay=1")
                .errorHandler(routes.defaultErrorHandler())
                .onException(IllegalStateException.class)
                .handled(true)
                .end()
                .process(collector())
                .process(exchange -> {
                    throw new IllegalStateException("handled");
                }));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris"));
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void skipGoesOnBehindAFailedStep() throws Exception {
        emulator().script(answer());

        start(routes -> routes.from(CREATE + "&onStepFailure=skip")
                .process(collector())
                .process(exchange -> {
                    throw new IllegalStateException("skip me");
                }));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris"));
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void aRestartedProcessFindsItsRunAndGoesOnBehindTheLastStepDone() throws Exception {
        emulator().script(answer());
        AtomicInteger seen = new AtomicInteger();
        bindCursors();
        start(routes -> routes.from(CREATE + "&cursorRepository=#cursors&runKey=the=run&restartDelay=1h")
                .process(collector())
                .process(exchange -> {
                    if (seen.incrementAndGet() == 2) throw new IllegalStateException("crash at the second step");
                }));
        await().until(() -> seen.get() == 2);

        restart();
        bindCursors();
        start(routes -> routes.from(CREATE + "&emit=steps,completed&cursorRepository=#cursors&runKey=the=run")
                .process(collector()));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris", "Paris"));
    }

    @Test
    void aRunThatIsDoneIsNotPaidForAgain() throws Exception {
        emulator().script(answer());
        bindCursors();
        start(routes -> routes.from(CREATE + "&cursorRepository=#cursors")
                .routeId("once")
                .process(collector()));
        await().untilAsserted(() -> assertThat(collected).hasSize(2));
        await().until(() -> cursors.getState("once").startsWith("ended"));

        context.getRouteController().stopRoute("once");
        context.getRouteController().startRoute("once");
        restart();
        bindCursors();
        start(routes -> routes.from(CREATE + "&cursorRepository=#cursors")
                .routeId("once")
                .process(collector()));
        context.stop();

        assertThat(collected).hasSize(2);
    }

    @Test
    void aStepGivenToAQueueCountsWhenThatHasFinished() throws Exception {
        emulator().script(answer());
        bindCursors();
        java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
        start(routes -> {
            routes.from(CREATE + "&cursorRepository=#cursors&emit=steps,completed")
                    .routeId("run")
                    .to("seda:work");
            routes.from("seda:work").process(exchange -> release.await()).process(collector());
        });
        await().until(() -> context.getEndpoint("seda:work", org.apache.camel.component.seda.SedaEndpoint.class)
                        .getCurrentQueueSize()
                == 2);

        assertThat(cursors.getState("run")).startsWith("0 v1_");
        release.countDown();

        await().untilAsserted(() -> assertThat(collected).hasSize(3));
        await().untilAsserted(() -> assertThat(cursors.getState("run")).startsWith("ended v1_"));
    }

    @Test
    void stoppingTheRouteClosesTheStreamAndStartingItGoesOnWhereItWas() throws Exception {
        emulator().script(answer().stallAfter(6));
        start(routes -> routes.from(CREATE).routeId("asks").process(collector()));
        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy."));

        context.getRouteController().suspendRoute("asks");
        await().until(() -> emulator().openStreams() == 0);
        context.getRouteController().resumeRoute("asks");

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris"));
    }

    @Test
    void aRouteThatIsStoppedAndStartedGoesOnWithItsOwnRun() throws Exception {
        emulator().script(answer().stallAfter(6));
        start(routes -> routes.from(CREATE).routeId("asks").process(collector()));
        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy."));

        context.getRouteController().stopRoute("asks");
        context.getRouteController().startRoute("asks");

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris"));
    }

    @Test
    void deltasArriveAsTheyComeWithTheirPlaceInTheStep() throws Exception {
        emulator().script(answer());

        start(routes -> routes.from(CREATE + "&emit=deltas").process(collector()));

        await().untilAsserted(() -> assertThat(texts()).containsExactly("Par", "is"));
        List<Exchange> texts = collected.stream()
                .filter(delta -> "text".equals(delta.getMessage().getHeader(GeminiInteractionsConstants.DELTA_TYPE)))
                .toList();
        assertThat(texts)
                .extracting(delta -> delta.getMessage()
                        .getHeader(GeminiInteractionsConstants.STEP_KEY, String.class)
                        .replaceAll("^v1_[^/]*", ""))
                .containsExactly("/1/0", "/1/3");
    }

    @Test
    void eventsArriveAsTheServiceSentThem() throws Exception {
        emulator().script(answer());

        start(routes -> routes.from(CREATE + "&emit=events&outputType=json").process(collector()));

        await().untilAsserted(
                        () -> assertThat(collectedBodies()).last().asString().contains("interaction.completed"));
        assertThat(collected)
                .extracting(event -> event.getMessage().getHeader(GeminiInteractionsConstants.EVENT_TYPE))
                .startsWith("interaction.created", "interaction.status_update", "step.start")
                .endsWith("step.stop", "interaction.completed");
        assertThat(collectedBodies().get(0)).contains("\"event\":{").contains("\"event_id\":\"e1\"");
    }

    @Test
    void aRedeliveredResumeGoesOnAtTheStepThatFailed() throws Exception {
        emulator().script(answer());
        bindCursors();
        AtomicInteger seen = new AtomicInteger();
        start(routes -> {
            routes.from("gemini-interactions:stream?channel=c")
                    .process(collector())
                    .process(exchange -> {
                        if (seen.incrementAndGet() == 2) throw new IllegalStateException("at the second step");
                    });
            routes.from("direct:create")
                    .to(CREATE.replaceAll("input=RAW\\([^)]*\\)&", "")
                            + "&streaming=true&channel=c&cursorRepository=#cursors");
            routes.from("direct:resume").to("gemini-interactions:resume?channel=c&cursorRepository=#cursors");
        });

        Exchange failed = send("direct:create", "Capital of France?");
        assertThat(failed.getException()).hasMessage("at the second step");
        Exchange answered =
                send("direct:resume", failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
    }

    @Test
    void aRunThatIsGoneReachesTheExceptionHandlerAndIsNotTriedForEver() throws Exception {
        emulator().script(answer());
        String id = stored();
        emulator().script(onGet().httpStatus(404).always());
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:resume?bridgeErrorHandler=true&interactionId=" + id)
                        .onException(InteractionRejectedException.class)
                        .handled(true)
                        .process(collector())
                        .end()
                        .process(collector());
            }
        });

        await().untilAsserted(() -> assertThat(collected).hasSize(1));
        assertThat(emulator().requests(io.github.camelgemini.emulator.traffic.Operation.GET))
                .hasSize(1);
    }

    private String stored() throws Exception {
        start(routes -> {});
        return send("gemini-interactions:create?model=" + MODEL, "Capital of France?")
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private void bindCursors() {
        context.getRegistry().bind("cursors", cursors);
        cursors.start();
    }

    private void restart() {
        context.getShutdownStrategy().setTimeout(1);
        context.stop();
        context = new DefaultCamelContext();
        component = new GeminiInteractionsComponent();
        makeContext();
    }

    private List<String> texts() {
        return collected.stream()
                .filter(delta -> "text".equals(delta.getMessage().getHeader(GeminiInteractionsConstants.DELTA_TYPE)))
                .map(delta -> delta.getMessage().getBody(String.class))
                .toList();
    }

    private List<Object> keys() {
        return collected.stream()
                .map(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY))
                .filter(java.util.Objects::nonNull)
                .toList();
    }
}
