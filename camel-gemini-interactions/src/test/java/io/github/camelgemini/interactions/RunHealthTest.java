// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a consumer tells about the run it follows, and how it comes back by itself. */
class RunHealthTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL
            + "&input=RAW(Capital of France?)&background=true&emit=steps,completed";

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
        start(routes -> routes.from(CREATE).process(collector()));

        await().until(() -> collected.size() == 1);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(streamState()).isEqualTo("streaming");
        gate.release();

        await().until(() -> "ended".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health().getDetails())
                .containsEntry("interaction.id", emulator().interactionIds().get(0));
    }

    @Test
    void aFailedStepIsDownUntilItIsDone() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        AtomicReference<RuntimeException> failing = new AtomicReference<>(new IllegalStateException("full"));
        start(routes -> routes.from(CREATE + "&restartDelay=20").process(exchange -> {
            RuntimeException failure = failing.get();
            if (failure != null) throw failure;
            collected.add(exchange.copy());
        }));

        await().until(() -> "waiting".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getError()).containsInstanceOf(IllegalStateException.class);
        failing.set(null);

        await().until(() -> "ended".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void resumingWithoutAnythingNewIsStalled() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").text("Paris").cutAfter(4).gateAfter(4, gate));
        emulator().script(onGet().always().httpStatus(503));
        start(routes ->
                routes.from(CREATE + "&maxResumeAttempts=50&maxRetries=0").process(collector()));

        await().until(() -> "stalled".equals(streamState()));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(component.getResumed()).isPositive();
    }

    @Test
    void aRunThatFailedIsTheErrorHandlersWhereNoExchangeSaysSo() throws Exception {
        emulator().script(onCreate().text("Par").status("failed"));
        AtomicReference<Throwable> seen = new AtomicReference<>();
        start(routes -> routes.from(CREATE.replace("steps,completed", "steps") + "&bridgeErrorHandler=true")
                .errorHandler(routes.defaultErrorHandler())
                .onException(InteractionEndedException.class)
                .handled(true)
                .process(exchange -> seen.set(exchange.getProperty("CamelExceptionCaught", Throwable.class)))
                .end()
                .process(collector()));

        await().until(() -> seen.get() instanceof InteractionEndedException);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aCursorRepositoryThatIsAwayForAWhileHoldsTheRunUpAndLosesNothing() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        AtomicInteger calls = new AtomicInteger();
        context.getRegistry().bind("cursors", new MemoryStateRepository() {
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
                if (calls.getAndIncrement() % 2 == 0) throw new IllegalStateException("database away");
            }
        });
        start(routes -> routes.from(CREATE + "&cursorRepository=#cursors&restartDelay=1")
                .process(collector()));

        await().until(() -> "ended".equals(streamState()));
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aServiceThatIsNotThereYetIsCalledAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        component.getConfiguration().setBaseUrl("http://127.0.0.1:" + port);
        start(routes -> routes.from(CREATE + "&restartDelay=10&maxRetries=0").process(collector()));
        await().until(() -> "waiting".equals(streamState()));

        try (GeminiEmulator late = GeminiEmulator.builder().port(port).start()) {
            await().atMost(Duration.ofMinutes(1)).until(() -> "ended".equals(streamState()));
            assertThat(late.ledger().creates()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedRunIsBrokenAndNotCreatedAgain() throws Exception {
        emulator().script(onCreate().always().httpStatus(400));
        start(routes -> routes.from(CREATE + "&restartDelay=1").process(collector()));

        await().until(() -> "broken".equals(streamState()));
        assertThat(health().getError()).containsInstanceOf(InteractionRejectedException.class);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void jmxTellsOfOpenStreamsAndWhatCameOfThem() throws Exception {
        context = new DefaultCamelContext();
        context.addComponent("gemini-interactions", component);
        Gate gate = emulator().gate("last");
        emulator().script(onCreate().thought("Easy.").text("Paris").cutAfter(6).gateAfter(6, gate));
        start(routes -> routes.from(CREATE).process(collector()));
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName endpoint = server.queryNames(
                        new ObjectName("org.apache.camel:context=" + context.getManagementName()
                                + ",type=endpoints,name=\"gemini-interactions*\""),
                        null)
                .iterator()
                .next();

        await().until(() -> server.getAttribute(endpoint, "Delivered").equals(1L));
        assertThat(server.getAttribute(endpoint, "OpenStreams")).isEqualTo(1);
        gate.release();

        await().until(() -> server.getAttribute(endpoint, "OpenStreams").equals(0));
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
        AtomicInteger seen = new AtomicInteger();
        start(routes -> routes.from(CREATE.replace("steps,completed", "deltas") + "&stepTypes=model_output"
                        + "&cursorRepository=#cursors&cursorInterval=0&restartDelay=1")
                .process(collector())
                .process(exchange -> {
                    if (seen.incrementAndGet() == 2) throw new IllegalStateException("at the second delta");
                }));

        await().until(() -> "ended".equals(streamState()));
        assertThat(collectedBodies()).containsExactly("Par", "is", "is", "!");
    }
}
