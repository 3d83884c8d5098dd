// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.github.camelgemini.interactions.internal.feature.background.RunPoller;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes await the runs of one repository, and one of them is killed in the midst of it. */
@Tag("long")
class TwoNodesTest extends RouteTest {

    private static final int RUNS = 10_000;
    private static final int CREATES_AT_ONCE = 50;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyRunEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "off")
                .start()) {
            String url = server.getJdbcUrl("postgres", "postgres");
            emulator().script(onCreate().text("late").gate("held").times(RUNS));
            List<String> ids = createRuns(url);
            DataSource database = server.getPostgresDatabase();
            assertThat(rows(database)).isEqualTo(RUNS);

            Path first = folder.resolve("first.txt");
            Path second = folder.resolve("second.txt");
            Process killed = node(url, first);
            Process other = node(url, second);
            await().atMost(LONG).until(() -> Files.exists(first) && Files.exists(second));
            emulator().gate("held").release();
            await().atMost(LONG).untilAsserted(() -> assertThat(
                            List.of(lines(first).size(), lines(second).size()))
                    .as(this::said)
                    .containsOnly(EndsCollector.FIRST));
            killed.destroyForcibly();
            assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
            try (OutputStream input = other.getOutputStream()) {
                input.write('\n');
            }
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(rows(database)).as(this::said).isZero());

            List<String> ended = new ArrayList<>(lines(first));
            ended.addAll(lines(second));
            Map<String, Long> times =
                    ended.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            long twice = times.values().stream().filter(n -> n > 1).count();
            System.out.printf(
                    "%d runs, two nodes: one killed after %d ends each; %d runs ended in two exchanges, %d creates%n",
                    RUNS, EndsCollector.FIRST, twice, emulator().ledger().creates());
            assertThat(times.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(times.values()).allMatch(n -> n <= 2);
            assertThat(twice).isLessThanOrEqualTo(RunPoller.HELD_AT_ONCE);
            assertThat(emulator().ledger().creates()).isEqualTo(RUNS);
        }
    }

    private List<String> createRuns(String url) throws Exception {
        context.getRegistry().bind("runs", EndsCollector.runs(url));
        start(routes -> routes.from("direct:create")
                .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL));
        AsyncProducer create = context.getEndpoint("direct:create").createAsyncProducer();
        create.start();
        Semaphore room = new Semaphore(CREATES_AT_ONCE);
        for (int run = 0; run < RUNS; run++) {
            assertThat(room.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("run " + run);
            exchange.getMessage().setHeader("run", run);
            create.process(exchange, sync -> {
                if (exchange.getException() != null) return; // the permit stays away, and the test ends
                collected.add(exchange);
                room.release();
            });
        }
        assertThat(room.tryAcquire(CREATES_AT_ONCE, 1, TimeUnit.MINUTES)).isTrue();
        return collectedBodies();
    }

    private Process node(String url, Path ends) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndsCollector.class.getName(),
                        emulator().baseUrl(),
                        url,
                        ends.toString())
                .redirectErrorStream(true)
                .redirectOutput(log(started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    /** The last that each process said. */
    private String said() {
        StringBuilder said = new StringBuilder();
        for (int node = 0; node < started.size(); node++) {
            said.append("node ").append(node).append(started.get(node).isAlive() ? " runs:\n" : " has ended:\n");
            try {
                List<String> lines = Files.readAllLines(log(node));
                lines.subList(Math.max(0, lines.size() - 20), lines.size())
                        .forEach(line -> said.append(line).append('\n'));
            } catch (IOException e) {
                said.append(e).append('\n');
            }
        }
        return said.toString();
    }

    private Path log(int node) {
        return folder.resolve("process-" + node + ".log");
    }

    private static int rows(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("SELECT COUNT(*) FROM CAMEL_GEMINI_INTERACTIONS_RUNS")) {
            counted.next();
            return counted.getInt(1);
        }
    }

    /** Whole lines only: the last one may be under way. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
