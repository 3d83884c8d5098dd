// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.SuspendableService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What a consumer tells about the run it follows, and how it comes back by itself. */
class RunHealthTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL
            + "&input=RAW(Capital of France?)&background=true&emit=steps,completed";

    /** One test looks at JMX. */
    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withEnableJMX();
    }

    private HealthCheck.Result health() {
        HealthCheckAware consumer =
                (HealthCheckAware) context.getRoutes().get(0).getConsumer();
        return consumer.getHealthCheck().call();
    }

    private Object streamState() {
        return health().getDetails().get("stream.state");
    }

    @Test
    void itIsUpWhileEventsComeAndWhenTheRunHasEnded() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("Easy.").text("Paris").gateAfter(6, gate));
        getMockEndpoint("mock:steps").expectedMessageCount(1);
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE).to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(streamState()).isEqualTo("streaming");
        gate.release();

        eventually().until(() -> "ended".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health().getDetails())
                .containsEntry("interaction.id", emulator().interactionIds().get(0));
    }

    @Test
    void aFailedStepIsDownUntilItIsDone() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        getMockEndpoint("mock:steps").expectedBodiesReceived("Easy.", "Paris", "Paris");
        AtomicBoolean full = new AtomicBoolean(true);
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&restartDelay=20")
                .process(step -> {
                    if (full.get()) throw new IllegalStateException("full");
                })
                .to("mock:steps"));

        eventually().until(() -> "waiting".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getError()).containsInstanceOf(IllegalStateException.class);
        full.set(false);

        eventually().until(() -> "ended".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void resumingWithoutAnythingNewIsStalled() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").text("Paris").cutAfter(4).gateAfter(4, gate));
        emulator().script(onGet().always().httpStatus(503));
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&maxResumeAttempts=50&maxRetries=0")
                .to("mock:steps"));

        eventually().until(() -> "stalled".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(RouteKit.component(context).getResumed()).isPositive();
    }

    @Test
    void aRunThatFailedIsTheErrorHandlersWhereNoExchangeSaysSo() throws Exception {
        emulator().script(onCreate().text("Par").status("failed"));
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE.replace("steps,completed", "steps") + "&bridgeErrorHandler=true")
                        .onException(InteractionEndedException.class)
                        .handled(true)
                        .to("mock:failed")
                        .end()
                        .to("mock:steps"));

        RouteKit.assertSatisfied(context);
        assertThat(failed.getReceivedExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(InteractionEndedException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aCursorRepositoryThatIsAwayForAWhileHoldsTheRunUpAndLosesNothing() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        getMockEndpoint("mock:steps").expectedBodiesReceived("Easy.", "Paris", "Paris");
        AtomicInteger calls = new AtomicInteger();
        MemoryStateRepository cursors = new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                awayNowAndThen();
                return super.getState(key);
            }

            @Override
            public void setState(String key, String value) {
                awayNowAndThen();
                super.setState(key, value);
            }

            private void awayNowAndThen() {
                if (calls.getAndIncrement() % 4 == 0) throw new IllegalStateException("database away");
            }
        };
        context.getRegistry().bind("cursors", cursors);
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&cursorRepository=#cursors&restartDelay=1")
                .routeId("run")
                .to("mock:steps"));

        eventually().until(() -> "ended".equals(streamState()));
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        eventually().ignoreExceptions().until(() -> cursors.getState("run").startsWith("ended"));
    }

    @Test
    void anErrorOfTheCursorRepositoryIsDownAndTriedAgain() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        AtomicBoolean missing = new AtomicBoolean(true);
        context.getRegistry().bind("cursors", new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                if (missing.get()) throw new NoClassDefFoundError("redis/clients/jedis/Jedis");
                return super.getState(key);
            }
        });
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&cursorRepository=#cursors&restartDelay=1")
                .to("mock:steps"));

        eventually().until(() -> "waiting".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getError()).containsInstanceOf(NoClassDefFoundError.class);
        assertThat(emulator().requests()).isEmpty();
        missing.set(false);

        eventually().until(() -> "ended".equals(streamState()));
    }

    @Test
    void healthSuspendAndStopDoNotWaitForARepositoryThatHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        context.getRegistry().bind("cursors", new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                asked.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.getState(key);
            }
        });
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&cursorRepository=#cursors")
                .to("mock:steps"));
        asked.await();
        SuspendableService consumer =
                (SuspendableService) context.getRoutes().get(0).getConsumer();

        CompletableFuture<HealthCheck.Result> answered = CompletableFuture.supplyAsync(this::health);
        CompletableFuture<Void> left = CompletableFuture.runAsync(() -> {
            consumer.suspend();
            consumer.resume();
            consumer.stop();
        });

        assertThat(answered).succeedsWithin(RouteKit.FAR);
        assertThat(left).succeedsWithin(RouteKit.FAR);
        gate.countDown();
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aRouteThatIsStartedAgainIsNoLongerBroken() throws Exception {
        Gate gate = emulator().gate("last");
        emulator()
                .script(
                        onCreate().httpStatus(400),
                        onCreate().thought("Easy.").text("Paris").gateAfter(4, gate));
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE).routeId("run").to("mock:steps"));
        eventually().until(() -> "broken".equals(streamState()));

        context.getRouteController().stopRoute("run");
        context.getRouteController().startRoute("run");

        eventually().until(() -> emulator().openStreams() == 1);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        gate.release();
    }

    @Test
    void aServiceThatIsNotThereYetIsCalledAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RouteKit.component(context).getConfiguration().setBaseUrl("http://127.0.0.1:" + port);
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE + "&restartDelay=10&maxRetries=0")
                .to("mock:steps"));
        eventually().until(() -> "waiting".equals(streamState()));

        try (GeminiEmulator late = GeminiEmulator.builder().port(port).start()) {
            eventually().until(() -> "ended".equals(streamState()));
            assertThat(late.ledger().creates()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedRunIsBrokenAndNotCreatedAgain() throws Exception {
        emulator().script(onCreate().always().httpStatus(400));
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&restartDelay=1").to("mock:steps"));

        eventually().until(() -> "broken".equals(streamState()));
        assertThat(health().getError()).containsInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void jmxTellsOfOpenStreamsAndWhatCameOfThem() throws Exception {
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("Easy.").text("Paris").cutAfter(6).gateAfter(6, gate));
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE).to("mock:steps"));
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName endpoint = server.queryNames(
                        new ObjectName("org.apache.camel:context=" + context.getManagementName()
                                + ",type=endpoints,name=\"gemini-interactions*\""),
                        null)
                .iterator()
                .next();

        eventually().until(() -> server.getAttribute(endpoint, "Delivered").equals(1L));
        assertThat(server.getAttribute(endpoint, "OpenStreams")).isEqualTo(1);
        gate.release();

        eventually().until(() -> server.getAttribute(endpoint, "OpenStreams").equals(0));
        assertThat(server.getAttribute(endpoint, "Delivered")).isEqualTo(3L);
        assertThat(server.getAttribute(endpoint, "Resumed")).isEqualTo(1L);
        assertThat(List.of(server.getAttribute(endpoint, "LastEventId")).toString())
                .startsWith("[e");
        ObjectName all = new ObjectName("org.apache.camel:context=" + context.getManagementName()
                + ",type=components,name=\"gemini-interactions\"");
        assertThat(server.getAttribute(all, "Delivered")).isEqualTo(3L);
    }

    @Test
    void deltasBehindTheCursorDoNotComeAgain() throws Exception {
        emulator().script(onCreate().deltas("Par", "is", "!"));
        context.getRegistry().bind("cursors", new MemoryStateRepository());
        MockEndpoint deltas = getMockEndpoint("mock:steps");
        deltas.expectedBodiesReceived("Par", "is", "is", "!");
        deltas.whenExchangeReceived(2, delta -> {
            throw new IllegalStateException("at the second delta");
        });
        RouteBuilder.addRoutes(context, routes -> routes.from(CREATE.replace("steps,completed", "deltas")
                        + "&stepTypes=model_output" + "&cursorRepository=#cursors&cursorInterval=0&restartDelay=1")
                .to("mock:steps"));

        eventually().until(() -> "ended".equals(streamState()));
        RouteKit.assertSatisfied(context);
    }
}
