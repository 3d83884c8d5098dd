// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.scaleout.Runs.Delivery;
import io.github.camelgemini.examples.scaleout.Runs.Run;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** The routes of node A in this process, with a broker and an H2. What a kill does: see {@link TwoNodesTest}. */
class NodeTest extends CamelMainTestSupport {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HALF = "half";
    private static final int STEPS = 12;
    private static final int RUNS_AT_ONCE = 4;

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private final Database database = Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

    @TempDir
    Path logs;

    private Cluster cluster;

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpoints("sql:*");
    }

    @Override
    protected void setupResources() throws Exception {
        cluster = new Cluster(emulator, database, logs);
        Properties properties = new Properties();
        properties.putAll(Cluster.node("A", RUNS_AT_ONCE, cluster.broker(), database.url(), emulator));
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withAutoConfigurationEnvironmentVariablesEnabled(false);
    }

    @Override
    protected void cleanupResources() throws Exception {
        context.stop();
        cluster.close();
        database.update("shutdown");
        database.close();
    }

    @Test
    void aNodeFollowsMoreRunsThanItHasConsumersAndWritesEveryStepInOrder() throws Exception {
        emulator.script(Runs.of(STEPS).times(2 * RUNS_AT_ONCE));
        MockEndpoint steps = getMockEndpoint("mock:sql:classpath:sql/delivery.sql");
        steps.expectedMessageCount(2 * RUNS_AT_ONCE * STEPS);
        steps.expectedHeaderReceived("node", "A");
        NotifyBuilder ended = new NotifyBuilder(context)
                .fromRoute("interactions")
                .whenCompleted(2 * RUNS_AT_ONCE)
                .create();

        List<String> ids = cluster.startRuns(2 * RUNS_AT_ONCE);

        assertThat(ended.matches(2, TimeUnit.MINUTES)).isTrue();
        steps.assertIsSatisfied();
        assertThat(Runs.in(database)).extracting(Run::interactionId).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(Runs.in(database)).extracting(Run::status, Run::node).containsOnly(tuple("completed", "A"));
        assertThat(Runs.byRun(database).values())
                .hasSize(2 * RUNS_AT_ONCE)
                .allSatisfy(run -> assertThat(run).extracting(Delivery::text).isEqualTo(Runs.texts(1, STEPS)));
        Runs.assertPaidOnce(emulator, 2 * RUNS_AT_ONCE);
    }

    @Test
    void aRunThatFailedIsWrittenDownAndNotDeliveredAgain() throws Exception {
        emulator.script(Runs.of(STEPS).status("failed"));
        MockEndpoint ended = getMockEndpoint("mock:sql:classpath:sql/run-ended.sql");
        ended.expectedMessageCount(1);

        cluster.startRuns(1);

        ended.assertIsSatisfied(PATIENCE.toMillis());
        await().atMost(PATIENCE).until(() -> cluster.broker().messages() == 0);
        assertThat(ended.getReceivedCounter()).isEqualTo(1);
        assertThat(Runs.in(database)).extracting(Run::status, Run::node).containsExactly(tuple("failed", "A"));
        assertThat(cluster.broker().deadLetters()).isZero();
        Runs.assertPaidOnce(emulator, 1);
    }

    @Test
    void aStepThatFailsComesAgainAndTheStepsBeforeItDoNot() throws Exception {
        emulator.script(Runs.of(STEPS));
        AtomicInteger attempts = new AtomicInteger();
        AdviceWith.adviceWith(context, "steps", route -> route.weaveByToUri("sql:classpath:sql/delivery.sql")
                .before()
                .process(exchange -> {
                    if (exchange.getMessage().getBody(String.class).equals("step 4") && attempts.incrementAndGet() == 1)
                        throw new IllegalStateException("sick");
                }));
        MockEndpoint steps = getMockEndpoint("mock:sql:classpath:sql/delivery.sql");
        steps.expectedMessageCount(STEPS);

        cluster.startRuns(1);

        steps.assertIsSatisfied(PATIENCE.toMillis());
        await().atMost(PATIENCE).until(() -> cluster.broker().messages() == 0);
        assertThat(attempts).hasValue(2);
        assertThat(Runs.deliveries(database)).extracting(Delivery::text).isEqualTo(Runs.texts(1, STEPS));
        assertThat(Runs.deliveries(database).subList(0, 3)).allMatch(step -> step.attempt() == 1);
        assertThat(Runs.deliveries(database).subList(3, STEPS)).allMatch(step -> step.attempt() == 2);
        assertThat(Runs.in(database)).extracting(Run::status, Run::node).containsExactly(tuple("completed", "A"));
        assertThat(cluster.broker().deadLetters()).isZero();
        Runs.assertPaidOnce(emulator, 1);
    }

    @Test
    void theRunsOfANodeThatStopsContinueAtTheNextStepOnAnother() throws Exception {
        emulator.script(Runs.of(STEPS).gateAfter(STEPS * 3 / 2, HALF).times(RUNS_AT_ONCE));
        NotifyBuilder inTheMiddle = new NotifyBuilder(context)
                .fromRoute("steps")
                .whenCompleted(2 * RUNS_AT_ONCE)
                .create();
        List<String> ids = cluster.startRuns(RUNS_AT_ONCE);
        assertThat(inTheMiddle.matches(2, TimeUnit.MINUTES)).isTrue();

        context.stop();
        emulator.gate(HALF).release();
        Main b = Node.camel(Cluster.node("B", RUNS_AT_ONCE, cluster.broker(), database.url(), emulator));
        b.start();
        await().atMost(PATIENCE).until(() -> cluster.broker().messages() == 0);
        b.stop();

        assertThat(Runs.byRun(database).keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(Runs.byRun(database).values()).allSatisfy(run -> {
            Runs.assertMovedInOrder(run, STEPS);
            assertThat(Runs.textsOf(run, "B")).isNotEmpty();
        });
        assertThat(Runs.in(database)).extracting(Run::status, Run::node).containsOnly(tuple("completed", "B"));
        assertThat(cluster.broker().deadLetters()).isZero();
        Runs.assertPaidOnce(emulator, RUNS_AT_ONCE);
    }
}
