// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/** A process is killed while it works for a model, and another takes the same message up: effects are counted in a table. */
class FunctionCrashTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    private static final String NOWHERE = "-";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Server server;
    private JdbcConnectionPool database;

    @BeforeEach
    void serveDatabase() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon")
                .start();
        database = JdbcConnectionPool.create(url(), "sa", "");
        execute("create table effects (id identity, call_id varchar, redelivered boolean)");
        execute("create table answers (id identity, body varchar)");
    }

    @AfterEach
    void endProcesses() throws Exception {
        started.forEach(Process::destroyForcibly);
        execute("shutdown");
        database.dispose();
        server.stop();
    }

    @Test
    @Tag("long")
    void killedInsideAFunctionItIsRunAgainAndTold() throws Exception {
        emulator().script(onCreate().call("c1", "note", "{}"), onCreate().text("done"));

        Process first = node("ask", NOWHERE, FunctionNode.HANG_INSIDE);
        awaitRows("effects", 1);
        kill(first);
        node("attach", emulator().interactionIds().get(0), NOWHERE);
        awaitRows("answers", 1);

        assertThat(rows("select body from answers")).containsExactly("done");
        assertThat(rows("select call_id || ' ' || redelivered from effects order by id"))
                .containsExactly("c1 FALSE", "c1 TRUE");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void killedBehindAFunctionItsResultIsSentAndNotComputedAgain() throws Exception {
        emulator().script(onCreate().call("c1", "note", "{}"), onCreate().text("done"));

        Process first = node("ask", NOWHERE, FunctionNode.HANG_BEHIND);
        awaitRows("effects", 1);
        String id = emulator().interactionIds().get(0);
        awaitResult(id, "c1");
        kill(first);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        node("attach", id, NOWHERE);
        awaitRows("answers", 1);

        assertThat(rows("select body from answers")).containsExactly("done");
        assertThat(rows("select call_id from effects")).containsExactly("c1");
        assertThat(emulator().lastRequest().at("/input/0/result").asText()).isEqualTo("written");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void aRoundThatWaitsInATableIsDecidedOnAnotherNodeAndWritesOnce() throws Exception {
        emulator()
                .script(
                        onCreate().call("c1", "note", "{}").call("c2", "pay", "{}"),
                        onCreate().text("paid"));

        Process first = node("ask", NOWHERE, NOWHERE);
        awaitRows("answers", 1);
        kill(first);
        assertThat(rows("select call_id from effects")).containsExactly("c1");
        Process second = node("approve", NOWHERE, FunctionNode.HANG_BEHIND);
        awaitRows("effects", 2);
        awaitResult(emulator().interactionIds().get(0), "c2");
        kill(second);
        node("approve", NOWHERE, NOWHERE);
        awaitRows("answers", 2);

        assertThat(rows("select body from answers order by id").get(1)).isEqualTo("paid");
        assertThat(rows("select call_id from effects order by id")).containsExactly("c1", "c2");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
        assertThat(emulator().requests(Operation.CREATE).get(1).at("/input"))
                .extracting(step -> step.path("call_id").asText())
                .containsExactly("c1", "c2");
    }

    private String url() {
        return "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:calls;DB_CLOSE_DELAY=-1";
    }

    private Process node(String act, String id, String hang) throws IOException {
        Process process = ChildJvm.builder(
                        List.of("-Xmx256m"), FunctionNode.class, emulator().baseUrl(), url(), act, id, hang)
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("node-" + started.size() + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private void awaitRows(String table, int count) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(rows("select id from " + table)).hasSize(count));
    }

    private void awaitResult(String interactionId, String callId) {
        String key = RepositoryKey.encoded(interactionId + "/" + callId + "/");
        String stored = "select STATE_VALUE from CAMEL_GEMINI_INTERACTIONS_STATE where STATE_KEY like '" + key + "%'";
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(rows(stored)).singleElement(STRING).startsWith("{"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) rows.add(result.getString(1));
        }
        return rows;
    }
}
