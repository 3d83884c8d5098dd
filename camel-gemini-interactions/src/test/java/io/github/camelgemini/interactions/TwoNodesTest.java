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

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.feature.background.RunPoller;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes await the runs of one repository, and one of them is killed in the midst of it. */
class TwoNodesTest extends GeminiEmulatorTestSupport {

    private static final int CREATES_AT_ONCE = 50;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private final String url = TestPostgres.newSchema();
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    @BeforeEach
    void nameDatabase() {
        database.setUrl(url);
    }

    @Override
    protected void bindToRegistry(Registry registry) throws Exception {
        registry.bind("runs", EndsCollector.runs(url, LONG.toMillis()));
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create")
                        .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL)
                        .to("mock:runs");
            }
        };
    }

    /** What the killed node held is taken over when its lease is over: here the test ends the lease. */
    @Test
    void ofAFewRunsEachEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled() throws Exception {
        Duration neverEnds = Duration.ofHours(1);
        everyRunEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled(400, 60, neverEnds, () -> {
            await().atMost(LONG)
                    .until(() -> number("COUNT(DISTINCT OWNER)") == 1 && number("COUNT(*)") == number("COUNT(OWNER)"));
            execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET NEXT_LOOK = 0");
        });
    }

    @Test
    @Tag("long")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void ofTenThousandRunsEachEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled() throws Exception {
        everyRunEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled(10_000, 600, Duration.ofSeconds(15), () -> {});
    }

    private interface LeaseEnd {
        void await() throws Exception;
    }

    /**
     * @param first so many of the runs every process gets, however much faster the other is
     * @param leaseEnd ends the lease of the killed node, unless time does
     */
    private void everyRunEndsInOneExchangeAndAtMostInTwoWhereItsNodeWasKilled(
            int runs, int first, Duration lease, LeaseEnd leaseEnd) throws Exception {
        emulator().script(onCreate().text("late").gate("held").times(runs));
        List<String> ids = createRuns(runs);
        assertThat(number("COUNT(*)")).isEqualTo(runs);

        Path ofTheFirst = folder.resolve("first.txt");
        Path ofTheSecond = folder.resolve("second.txt");
        Process killed = node(ofTheFirst, first, lease);
        Process other = node(ofTheSecond, first, lease);
        await().atMost(LONG).until(() -> Files.exists(ofTheFirst) && Files.exists(ofTheSecond));
        emulator().gate("held").release();
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        List.of(lines(ofTheFirst).size(), lines(ofTheSecond).size()))
                .as(this::said)
                .containsOnly(first));
        killed.destroyForcibly();
        assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        try (OutputStream input = other.getOutputStream()) {
            input.write('\n');
        }
        leaseEnd.await();
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(number("COUNT(*)")).as(this::said).isZero());

        List<String> ended = new ArrayList<>(lines(ofTheFirst));
        ended.addAll(lines(ofTheSecond));
        Map<String, Long> times =
                ended.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long twice = times.values().stream().filter(n -> n > 1).count();
        System.out.printf(
                "%d runs, two nodes: one killed after %d ends each; %d runs ended in two exchanges, %d creates%n",
                runs, first, twice, emulator().ledger().creates());
        assertThat(times.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(times.values()).allMatch(n -> n <= 2);
        assertThat(twice).isLessThanOrEqualTo(RunPoller.HELD_AT_ONCE);
        assertThat(emulator().ledger().creates()).isEqualTo(runs);
    }

    private List<String> createRuns(int runs) throws Exception {
        template.setThreadedAsyncMode(false);
        Semaphore room = new Semaphore(CREATES_AT_ONCE);
        for (int run = 0; run < runs; run++) {
            assertThat(room.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            int number = run;
            template.asyncSend("direct:create", exchange -> {
                        exchange.getMessage().setBody("run " + number);
                        exchange.getMessage().setHeader("run", number);
                    })
                    .thenAccept(created -> {
                        if (created.getException() != null) return; // the permit stays away, and the test ends
                        room.release();
                    });
        }
        assertThat(room.tryAcquire(CREATES_AT_ONCE, 1, TimeUnit.MINUTES)).isTrue();
        return RouteKit.bodies(getMockEndpoint("mock:runs"));
    }

    private Process node(Path ends, int first, Duration lease) throws IOException {
        Process process = ChildJvm.builder(
                        List.of("-Xmx256m"),
                        EndsCollector.class,
                        emulator().baseUrl(),
                        url,
                        ends.toString(),
                        Integer.toString(first),
                        Long.toString(lease.toMillis()))
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

    private int number(String counted) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet numbers =
                        statement.executeQuery("SELECT " + counted + " FROM CAMEL_GEMINI_INTERACTIONS_RUNS")) {
            numbers.next();
            return numbers.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whole lines only: the last one may be under way. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
