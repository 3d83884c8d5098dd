// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.scaleout.Deliveries.Delivery;
import io.github.camelgemini.examples.scaleout.Deliveries.Run;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes, one queue, one PostgreSQL: what one node cannot finish, the other goes on with at the next step. */
class TwoNodesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HALF = "half";
    private static final int RUNS = 40;
    private static final int STEPS = 12;
    private static final int RUNS_AT_ONCE = 15;
    private static final String IS_BLOCKED = "wait_event_type = 'Lock' and backend_type = 'client backend'";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    static Path databases;

    private static EmbeddedPostgres postgres;

    private final GeminiEmulator emulator = EMULATOR.emulator();

    @TempDir
    Path logs;

    private interface End {
        void of(NodeProcess node) throws Exception;
    }

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(databases.resolve("postgres"))
                .setCleanDataDirectory(true)
                .start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @Test
    void aKilledNodesRunsGoOnAtTheNextStepOnTheOther() throws Exception {
        followedByTwoOfWhichOneEnds("killed", NodeProcess::kill);
    }

    @Test
    void aStoppedNodesRunsGoOnAtTheNextStepOnTheOther() throws Exception {
        followedByTwoOfWhichOneEnds("stopped", NodeProcess::close);
    }

    /** Its last steps are through, and the cursors have not moved yet: the worst moment. */
    @Test
    void aNodeKilledBeforeItsCursorsMoveHasOneStepOfEachRunRepeated() throws Exception {
        emulator.script(halting().times(RUNS_AT_ONCE));
        String database = database("worst");
        try (Cluster cluster = new Cluster(emulator.baseUrl(), database, logs);
                Connection other = DriverManager.getConnection(database)) {
            NodeProcess a = cluster.startNode("A", RUNS_AT_ONCE);
            cluster.startRuns(RUNS_AT_ONCE);
            until(() -> cluster.deliveries().steps().size() > RUNS_AT_ONCE);
            other.setAutoCommit(false);
            update(other, "lock table camel_gemini_interactions_state in exclusive mode");
            emulator.gate(HALF).release();
            until(() -> blocked(database) == RUNS_AT_ONCE);

            a.kill();
            // What waits in the server would be written although its client is dead.
            update(database, "select pg_terminate_backend(pid) from pg_stat_activity where " + IS_BLOCKED);
            until(() -> blocked(database) == 0);
            other.rollback();
            cluster.startNode("B", RUNS_AT_ONCE);
            until(() -> cluster.broker().messages() == 0);

            List<RunTally> runs = RunTally.of(cluster.deliveries().steps());
            System.out.printf(
                    "Node A killed before its cursors moved; %d of %d runs had one step twice%n",
                    runs.stream().filter(run -> run.repeats() == 1).count(), runs.size());
            assertThat(runs)
                    .hasSize(RUNS_AT_ONCE)
                    .allMatch(run -> run.repeats() == 1)
                    .allSatisfy(TwoNodesTest::everyStepCameInOrder);
            paidOnce(RUNS_AT_ONCE);
        }
    }

    private static int blocked(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from pg_stat_activity where " + IS_BLOCKED)) {
            count.next();
            return count.getInt(1);
        }
    }

    private static Rule halting() {
        return onCreate().steps(steps(STEPS)).eventDelay(Duration.ofMillis(100)).gateAfter(STEPS * 3 / 2, HALF);
    }

    /** Node A ends when each of its runs is in mid-stream: the runs are held at their half until it has. */
    private void followedByTwoOfWhichOneEnds(String how, End end) throws Exception {
        Rule run = onCreate()
                .steps(steps(STEPS))
                .eventDelay(Duration.ofMillis(100))
                .gateAfter(STEPS * 3 / 2, HALF);
        emulator.script(run.status("failed"), run.times(RUNS - 1));
        try (Cluster cluster = new Cluster(emulator.baseUrl(), database(how), logs)) {
            NodeProcess a = cluster.startNode("A", RUNS_AT_ONCE);
            cluster.startNode("B", RUNS_AT_ONCE);
            until(() -> cluster.broker().consumers() == 2 * RUNS_AT_ONCE);
            List<String> ids = cluster.startRuns(RUNS);
            until(() -> cluster.deliveries().steps().size() > 2 * RUNS_AT_ONCE * STEPS / 6
                    && cluster.deliveries().steps().stream()
                            .anyMatch(step -> step.node().equals("A")));

            end.of(a);
            int before = cluster.deliveries().steps().size();
            emulator.gate(HALF).release();
            until(() -> cluster.broker().messages() == 0);

            List<RunTally> runs = RunTally.of(cluster.deliveries().steps());
            List<RunTally> moved = runs.stream().filter(one -> one.by("A") > 0).toList();
            System.out.printf(
                    "Node A %s after %d of %d steps; %d of %d runs went on on node B, %d of them with a step twice%n",
                    how,
                    before,
                    RUNS * STEPS,
                    moved.size(),
                    RUNS,
                    runs.stream().filter(one -> one.repeats() > 0).count());
            assertThat(runs).extracting(RunTally::interactionId).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(runs).allSatisfy(TwoNodesTest::everyStepCameInOrder);
            assertThat(moved).hasSizeBetween(1, RUNS_AT_ONCE);
            assertThat(cluster.deliveries().runs())
                    .hasSize(RUNS)
                    .allMatch(ended -> "B".equals(ended.node()))
                    .extracting(Run::status)
                    .containsOnlyOnce("failed")
                    .containsOnly("failed", "completed");
            assertThat(cluster.broker().deadLetters()).isZero();
            paidOnce(RUNS);
        }
    }

    /** A had the beginning, B the end; the step in the middle may have come to both. */
    private static void everyStepCameInOrder(RunTally run) {
        List<String> toA = texts(run, "A");
        List<String> toB = texts(run, "B");
        assertThat(toA).isEqualTo(texts(1, toA.size()));
        assertThat(toB).isEqualTo(texts(STEPS - toB.size() + 1, STEPS));
        assertThat(toA.size() + toB.size()).isBetween(STEPS, STEPS + 1);
        assertThat(run.deliveries())
                .allMatch(step -> step.node().equals("A") ? step.attempt() == 1 : step.attempt() > 1 || toA.isEmpty());
    }

    @Test
    void aStepThatFailsOnOneNodeComesToTheOtherAndTheStepsBeforeItDoNot() throws Exception {
        emulator.script(onCreate().steps(steps(60)).eventDelay(Duration.ofMillis(5)));
        String database = database("failing");
        try (Cluster cluster = new Cluster(emulator.baseUrl(), database, logs)) {
            update(database, "alter table delivery add constraint sick check (node <> 'A' or text <> 'step 40')");
            NodeProcess a = cluster.startNode("A", 1);
            cluster.startRuns(1);
            until(() -> emulator.requests(Operation.GET).size() >= 2); // it has failed, and follows the run again
            cluster.startNode("B", 1);
            until(() -> cluster.broker().consumers() == 2 || cluster.broker().messages() == 0);

            a.close();
            until(() -> cluster.broker().messages() == 0);

            List<Delivery> steps = cluster.deliveries().steps();
            RunTally run = RunTally.of(steps).get(0);
            System.out.printf(
                    "Step 40 fails on node A: A had %d steps, B the other %d with delivery %d; %d came twice%n",
                    run.by("A"), run.by("B"), steps.get(steps.size() - 1).attempt(), run.repeats());
            assertThat(steps).extracting(Delivery::text).containsExactlyElementsOf(texts(1, 60));
            assertThat(steps.subList(0, 39)).allMatch(step -> step.node().equals("A") && step.attempt() == 1);
            assertThat(steps.subList(39, 60)).allMatch(step -> step.node().equals("B") && step.attempt() > 1);
            assertThat(cluster.deliveries().runs()).containsExactly(new Run(run.interactionId(), "completed", "B"));
            assertThat(cluster.broker().deadLetters()).isZero();
            paidOnce(1);
        }
    }

    private void paidOnce(int runs) {
        assertThat(emulator.ledger().creates()).isEqualTo(runs);
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
        assertThat(emulator.ledger().cancels()).isZero();
        assertThat(emulator.ledger().running()).isZero();
    }

    private static String steps(int count) {
        return texts(1, count).stream()
                .map(text -> "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> texts(RunTally run, String node) {
        return run.deliveries().stream()
                .filter(step -> step.node().equals(node))
                .map(Delivery::text)
                .toList();
    }

    private static List<String> texts(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(step -> "step " + step)
                .toList();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    private static String database(String name) throws SQLException {
        update(postgres.getJdbcUrl("postgres", "postgres"), "create database " + name);
        return postgres.getJdbcUrl("postgres", name);
    }

    private static void update(String database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            update(connection, statement);
        }
    }

    private static void update(Connection connection, String statement) throws SQLException {
        try (Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }
}
