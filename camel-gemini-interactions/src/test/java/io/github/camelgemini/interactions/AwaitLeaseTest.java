// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.state.HandClock;
import io.github.camelgemini.interactions.state.ScriptedRuns;
import org.apache.camel.Suspendable;
import org.apache.camel.SuspendableService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** An end that one node is routing is not routed by another node, however long its route takes and whatever stops. */
class AwaitLeaseTest extends GeminiEmulatorTestSupport {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock(Instant.now());
    private final DataSource database = HandClock.database();
    private final ScriptedRuns runs = new ScriptedRuns(clock.runs(database, LEASE));
    private final ScriptedRuns runsOfTheOther = new ScriptedRuns(clock.runs(database, LEASE));
    private final CountDownLatch gate = new CountDownLatch(1);
    private DefaultCamelContext other;

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("runs", runs);
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withAutoStartContext(false);
    }

    /** As many threads as there are ends in slow routes. */
    @BeforeEach
    void startWithTwoThreads() {
        RouteKit.component(context).setDeliveryThreads(2);
        context.start();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create")
                        .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL)
                        .to("gemini-interactions:await?pollInterval=20");
                from("gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40&restartDelay=20")
                        .routeId("ends")
                        .autoStartup(false)
                        .to("mock:ends")
                        .process(end -> gate.await(1, TimeUnit.MINUTES));
            }
        };
    }

    @AfterEach
    void stopOther() {
        gate.countDown();
        if (other != null) other.stop();
    }

    private void startOther() throws Exception {
        other = RouteKit.another(emulator());
        other.getRegistry().bind("runs", runsOfTheOther);
        RouteBuilder.addRoutes(other, routes -> routes.from(
                        "gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40")
                .to("mock:ends"));
        other.start();
    }

    private MockEndpoint endsOfTheOther() {
        return other.getEndpoint("mock:ends", MockEndpoint.class);
    }

    /**
     * Runs end, and the route gets all ends, whose leases are valid from now on. An answer that takes longer than a lease is
     * not used, and asked for again when the lease has expired; time stands still unless it is made to pass.
     */
    private void route(int ends) throws Exception {
        emulator().script(onCreate().text("Paris").times(ends));
        for (int end = 0; end < ends; end++)
            assertThat(fluentTemplate.to("direct:create").withBody("Capital?").request(String.class))
                    .isEqualTo("Paris");
        context.getRouteController().startRoute("ends");
        eventually().until(() -> {
            clock.pass(LEASE);
            return getMockEndpoint("mock:ends").getReceivedExchanges().size() == ends;
        });
        awaitRenewal();
    }

    private void awaitRenewal() {
        int renewals = runs.calls("renew");
        eventually().until(() -> runs.calls("renew") > renewals + 1);
    }

    /** Two leases pass; a node that renews does so in each half of one. */
    private void passLeases() {
        for (int half = 0; half < 4; half++) {
            int renewals = runs.calls("renew");
            clock.pass(LEASE.dividedBy(2));
            eventually()
                    .until(() -> runs.calls("renew") > renewals + 1
                            || !runsOfTheOther.leased().isEmpty());
        }
        int asked = runsOfTheOther.calls("lease");
        eventually().until(() -> runsOfTheOther.calls("lease") > asked + 1);
    }

    private int rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM CAMEL_GEMINI_INTERACTIONS_RUNS")) {
            count.next();
            return count.getInt(1);
        }
    }

    private boolean isSuspended() {
        return context.getRoute("ends").getConsumer() instanceof SuspendableService consumer && consumer.isSuspended();
    }

    @Test
    void routesThatKeepAllThreadsKeepTheirLeases() throws Exception {
        route(2);
        startOther();

        passLeases();

        assertThat(runsOfTheOther.leased()).isEmpty();
        gate.countDown();
        eventually().until(() -> rows() == 0);
        assertThat(endsOfTheOther().getReceivedExchanges()).isEmpty();
    }

    enum Leaving {
        SUSPEND,
        SUSPEND_AND_RESUME,
        STOP_ROUTE,
        STOP_CONTEXT
    }

    @ParameterizedTest
    @EnumSource
    void aConsumerThatLeavesKeepsTheLeaseOfTheEndAtHand(Leaving leaving) throws Exception {
        route(1);
        startOther();
        CompletableFuture<Void> left = new CompletableFuture<>();
        if (leaving == Leaving.STOP_ROUTE || leaving == Leaving.STOP_CONTEXT) {
            new Thread(() -> {
                        try {
                            if (leaving == Leaving.STOP_CONTEXT) context.stop();
                            else context.getRouteController().stopRoute("ends", 1, TimeUnit.MINUTES);
                            left.complete(null);
                        } catch (Exception e) {
                            left.completeExceptionally(e);
                        }
                    })
                    .start();
            eventually().until(this::isSuspended);
        } else {
            SuspendableService consumer =
                    (SuspendableService) context.getRoute("ends").getConsumer();
            assertThat(consumer).isInstanceOf(Suspendable.class);
            consumer.suspend();
            if (leaving == Leaving.SUSPEND_AND_RESUME) consumer.resume();
            left.complete(null);
        }

        passLeases();

        assertThat(runsOfTheOther.leased()).isEmpty();
        gate.countDown();
        left.get(FAR.toSeconds(), TimeUnit.SECONDS);
        if (leaving == Leaving.STOP_ROUTE || leaving == Leaving.STOP_CONTEXT)
            assertThat(rows()).isZero();
        eventually().until(() -> rows() == 0);
        assertThat(endsOfTheOther().getReceivedExchanges()).isEmpty();
    }

    @Test
    void aRouteThatIsStoppedByForceLeavesItsEndToOthers() throws Exception {
        route(1);
        startOther();
        RouteKit.stopByForce(context, "ends");

        clock.pass(LEASE);

        eventually().until(() -> endsOfTheOther().getReceivedExchanges().size() == 1);
    }
}
