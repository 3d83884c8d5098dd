// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.examples.scaleout.Runs.Delivery;
import io.github.camelgemini.examples.scaleout.Runs.Run;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.NodeProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes, one queue, one PostgreSQL: what one node cannot finish, the other continues at the next step. */
@Tag("long")
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
    void aKilledNodesRunsContinueAtTheNextStepOnTheOther() throws Exception {
        followedByTwoOfWhichOneEnds("killed", NodeProcess::kill);
    }

    @Test
    void aStoppedNodesRunsContinueAtTheNextStepOnTheOther() throws Exception {
        followedByTwoOfWhichOneEnds("stopped", NodeProcess::close);
    }

    /** The worst moment: its last steps are through, and the cursors have not moved yet. */
    @Test
    void aNodeKilledBeforeItsCursorsMoveHasOneStepOfEachRunRepeated() throws Exception {
        emulator.script(heldAtHalf().times(RUNS_AT_ONCE));
        try (Database database = database("worst");
                Cluster cluster = new Cluster(emulator, database, logs);
                Connection other = DriverManager.getConnection(database.url())) {
            cluster.startRuns(RUNS_AT_ONCE); // before the node: each of its consumers finds an id
            NodeProcess a = cluster.startNode("A", RUNS_AT_ONCE);
            until(() -> Runs.deliveries(database).size() > RUNS_AT_ONCE);
            other.setAutoCommit(false);
            try (Statement lock = other.createStatement()) {
                lock.execute("lock table camel_gemini_interactions_state in exclusive mode");
            }
            emulator.gate(HALF).release();
            until(() -> blocked(database) == RUNS_AT_ONCE);

            a.kill();
            // What waits in the server would be written although its client is dead.
            database.number("select count(pg_terminate_backend(pid)) from pg_stat_activity where " + IS_BLOCKED);
            until(() -> blocked(database) == 0);
            other.rollback();
            cluster.startNode("B", RUNS_AT_ONCE);
            until(() -> cluster.broker().messages() == 0);

            Collection<List<Delivery>> runs = Runs.byRun(database).values();
            System.out.printf(
                    "Node A killed before its cursors moved; %d of %d runs had one step twice%n",
                    runs.stream().filter(run -> Runs.repeats(run) == 1).count(), runs.size());
            assertThat(runs)
                    .hasSize(RUNS_AT_ONCE)
                    .allMatch(run -> Runs.repeats(run) == 1)
                    .allSatisfy(run -> Runs.assertMovedInOrder(run, STEPS));
            Runs.assertPaidOnce(emulator, RUNS_AT_ONCE);
        }
    }

    private static long blocked(Database database) {
        return database.number("select count(*) from pg_stat_activity where " + IS_BLOCKED);
    }

    private static Rule heldAtHalf() {
        return Runs.of(STEPS).eventDelay(Duration.ofMillis(100)).gateAfter(STEPS * 3 / 2, HALF);
    }

    /** Node A ends when each of its runs is in mid-stream: the runs are held at their half until it has. */
    private void followedByTwoOfWhichOneEnds(String how, End end) throws Exception {
        emulator.script(heldAtHalf().status("failed"), heldAtHalf().times(RUNS - 1));
        try (Database database = database(how);
                Cluster cluster = new Cluster(emulator, database, logs)) {
            NodeProcess a = cluster.startNode("A", RUNS_AT_ONCE);
            cluster.startNode("B", RUNS_AT_ONCE);
            until(() -> cluster.broker().consumers() == 2 * RUNS_AT_ONCE);
            List<String> ids = cluster.startRuns(RUNS);
            until(() -> Runs.deliveries(database).size() > 2 * RUNS_AT_ONCE * STEPS / 6
                    && Runs.deliveries(database).stream()
                            .anyMatch(step -> step.node().equals("A")));

            end.of(a);
            int before = Runs.deliveries(database).size();
            emulator.gate(HALF).release();
            until(() -> cluster.broker().messages() == 0);

            Collection<List<Delivery>> runs = Runs.byRun(database).values();
            List<List<Delivery>> moved = runs.stream()
                    .filter(run -> !Runs.textsOf(run, "A").isEmpty())
                    .toList();
            System.out.printf(
                    "Node A %s after %d of %d steps; %d of %d runs continued on node B, %d of them with a step twice%n",
                    how,
                    before,
                    RUNS * STEPS,
                    moved.size(),
                    RUNS,
                    runs.stream().filter(run -> Runs.repeats(run) > 0).count());
            assertThat(Runs.byRun(database).keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(runs).allSatisfy(run -> Runs.assertMovedInOrder(run, STEPS));
            assertThat(moved).hasSizeBetween(1, RUNS_AT_ONCE);
            assertThat(Runs.in(database))
                    .hasSize(RUNS)
                    .allMatch(ended -> "B".equals(ended.node()))
                    .extracting(Run::status)
                    .containsOnlyOnce("failed")
                    .containsOnly("failed", "completed");
            assertThat(cluster.broker().deadLetters()).isZero();
            Runs.assertPaidOnce(emulator, RUNS);
        }
    }

    @Test
    void aStepThatFailsOnOneNodeComesToTheOtherAndTheStepsBeforeItDoNot() throws Exception {
        emulator.script(Runs.of(60).eventDelay(Duration.ofMillis(5)));
        try (Database database = database("failing");
                Cluster cluster = new Cluster(emulator, database, logs)) {
            database.update("alter table delivery add constraint sick check (node <> 'A' or text <> 'step 40')");
            NodeProcess a = cluster.startNode("A", 1);
            cluster.startRuns(1);
            until(() -> emulator.requests(Operation.GET).size() >= 2); // it has failed, and follows the run again
            cluster.startNode("B", 1);
            until(() -> cluster.broker().consumers() == 2 || cluster.broker().messages() == 0);

            a.close();
            until(() -> cluster.broker().messages() == 0);

            List<Delivery> steps = Runs.deliveries(database);
            System.out.printf(
                    "Step 40 fails on node A: A had %d steps, B the other %d with delivery %d; %d came twice%n",
                    Runs.textsOf(steps, "A").size(),
                    Runs.textsOf(steps, "B").size(),
                    steps.get(steps.size() - 1).attempt(),
                    Runs.repeats(steps));
            assertThat(steps).extracting(Delivery::text).containsExactlyElementsOf(Runs.texts(1, 60));
            assertThat(steps.subList(0, 39)).allMatch(step -> step.node().equals("A") && step.attempt() == 1);
            assertThat(steps.subList(39, 60)).allMatch(step -> step.node().equals("B") && step.attempt() > 1);
            assertThat(Runs.in(database)).containsExactly(new Run(steps.get(0).interactionId(), "completed", "B"));
            assertThat(cluster.broker().deadLetters()).isZero();
            Runs.assertPaidOnce(emulator, 1);
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    private static Database database(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
                Statement create = connection.createStatement()) {
            create.execute("create database " + name);
        }
        return Database.at(postgres.getJdbcUrl("postgres", name));
    }
}
