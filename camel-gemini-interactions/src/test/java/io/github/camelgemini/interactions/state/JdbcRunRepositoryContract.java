// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the table of runs does on every database. */
abstract class JdbcRunRepositoryContract {

    private static final Instant BEGUN = Instant.parse("2026-09-01T12:00:00.123Z");

    private final HandClock clock = new HandClock(BEGUN);
    private LentConnections connections;
    private JdbcRunRepository repository;

    /** A database of this test's own, without any table. */
    protected abstract DataSource database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        connections = new LentConnections(database(), connection -> {});
        repository = over(connections, "runs");
    }

    @AfterEach
    void everyConnectionCameBack() {
        connections.assertAllCameBackClean();
    }

    private JdbcRunRepository over(DataSource database, String name) {
        JdbcRunRepository opened = new JdbcRunRepository(clock);
        opened.setDataSource(database);
        opened.setRepositoryName(name);
        opened.setCreateTableIfNotExists(true);
        opened.start();
        return opened;
    }

    private static OpenRun run(String id) {
        return new OpenRun(id, null, "exchange of " + id, "", BEGUN, 0, 0);
    }

    @Test
    void givesBackWhatItWasGiven() {
        OpenRun run = new OpenRun("v1_ä", "key\u0000", "correlated", "a\tString\tb\n\ud83e\udd92\ud800", BEGUN, 2, 3);

        repository.add(run);

        assertThat(repository.lease("a", 10)).containsExactly(run);
    }

    @Test
    void keepsWhatIsKeptAlready() {
        repository.add(run("v1_a"));
        repository.add(run("v1_a").counting(7, 7));

        assertThat(repository.lease("a", 10)).containsExactly(run("v1_a"));
    }

    @Test
    void aRunThatIsHeldIsNobodyElses() {
        repository.add(run("v1_a"));
        assertThat(repository.lease("a", 10)).hasSize(1);

        clock.pass(Duration.ofSeconds(59));
        assertThat(repository.lease("b", 10)).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(repository.lease("b", 10)).hasSize(1);
    }

    @Test
    void aRenewedLeaseLastsLonger() {
        repository.add(run("v1_a"));
        repository.lease("a", 10);

        clock.pass(Duration.ofSeconds(40));
        assertThat(repository.renew("a", List.of("v1_a"))).containsExactly("v1_a");
        clock.pass(Duration.ofSeconds(40));
        assertThat(repository.lease("b", 10)).isEmpty();
        clock.pass(Duration.ofSeconds(20));
        assertThat(repository.lease("b", 10)).hasSize(1);
        assertThat(repository.renew("a", List.of("v1_a"))).isEmpty();
    }

    @Test
    void aReleasedRunIsDueAgainLaterWithItsCounts() {
        repository.add(run("v1_a"));
        OpenRun leased = repository.lease("a", 10).get(0);

        repository.release("a", leased.counting(1, 2), Duration.ofSeconds(5));

        clock.pass(Duration.ofSeconds(4));
        assertThat(repository.lease("b", 10)).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(repository.lease("b", 10)).containsExactly(run("v1_a").counting(1, 2));
    }

    @Test
    void whoeverWasTakenOverReleasesNothing() {
        repository.add(run("v1_a"));
        OpenRun leased = repository.lease("a", 10).get(0);
        clock.pass(Duration.ofMinutes(1));
        repository.lease("b", 10);

        repository.release("a", leased, Duration.ZERO);

        assertThat(repository.lease("c", 10)).isEmpty();
    }

    @Test
    void whoeverWasTakenOverRemovesNothing() {
        repository.add(run("v1_a"));
        repository.add(run("v1_b"));
        repository.lease("a", 10);
        clock.pass(Duration.ofMinutes(1));
        repository.lease("b", 1);

        repository.remove("a", Set.of("v1_a", "v1_b", "v1_never"));
        repository.remove("a", Set.of("v1_a", "v1_b", "v1_never"));

        clock.pass(Duration.ofMinutes(1));
        assertThat(repository.lease("c", 10)).hasSize(1);
    }

    @Test
    void aRowThatCannotBeReadIsSetAsideAndTheOthersAreLeased() throws Exception {
        repository.add(run("v1_a"));
        repository.add(run("v1_b"));
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET HEADERS = '\u001a??' WHERE RUN_ID = 'v1_a'");

        assertThat(repository.lease("a", 10)).containsExactly(run("v1_b"));

        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET HEADERS = '' WHERE RUN_ID = 'v1_a'");
        assertThat(repository.lease("b", 10)).isEmpty();
        clock.pass(Duration.ofMinutes(1));
        assertThat(repository.lease("b", 1)).containsExactly(run("v1_a"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "HEADERS,HEADERS = '\u001azz'",
                "CORRELATION_ID,CORRELATION_ID = '\u001a'",
                "RUN_KEY,RUN_KEY = '\u001a12'",
                "RUN_ID,RUN_ID = '\u001a_'",
                "RUN_ID,RUN_ID = ' '"
            })
    void aRowThatCannotBeReadIsMarkedAndToldWithoutItsContent(String column, String change) throws Exception {
        repository.add(run("v1_a"));
        repository.add(run("v1_b"));
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET " + change + " WHERE RUN_ID = 'v1_a'");

        assertThat(repository.lease("a", 10)).containsExactly(run("v1_b"));

        assertThat(repository.unreadable())
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).contains(column).doesNotContain("\u001a"));
        assertThat(repository.unreadable()).isEmpty();
        assertThat(first("SELECT COUNT(*) FROM CAMEL_GEMINI_INTERACTIONS_RUNS WHERE OWNER = 'unreadable'"))
                .isEqualTo("1");
    }

    @Test
    void columnsThatHoldNothingOrSomethingElseAreUnreadable() throws Exception {
        for (String id : List.of("v1_a", "v1_b", "v1_c", "v1_d")) repository.add(run(id));
        execute("ALTER TABLE CAMEL_GEMINI_INTERACTIONS_RUNS ALTER COLUMN HEADERS DROP NOT NULL");
        execute("ALTER TABLE CAMEL_GEMINI_INTERACTIONS_RUNS ALTER COLUMN CORRELATION_ID DROP NOT NULL");
        execute(alterToText("CREATED"));
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET HEADERS = NULL WHERE RUN_ID = 'v1_a'");
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET CORRELATION_ID = NULL WHERE RUN_ID = 'v1_b'");
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET CREATED = 'yesterday' WHERE RUN_ID = 'v1_c'");

        assertThat(repository.lease("a", 10)).extracting(OpenRun::id).containsExactly("v1_d");
        assertThat(repository.unreadable())
                .extracting(RunRepository.UnreadableRun::id)
                .containsExactlyInAnyOrder("v1_a", "v1_b", "v1_c");
    }

    /** SQL that makes a column one of texts. */
    protected abstract String alterToText(String column);

    @Test
    void countsAndTimesThatNobodyWritesAreRead() throws Exception {
        repository.add(run("v1_a"));
        execute("UPDATE CAMEL_GEMINI_INTERACTIONS_RUNS SET CREATED = " + Long.MIN_VALUE
                + ", MISSES = -2000000000, FAILURES = -1, NEXT_LOOK = " + Long.MIN_VALUE);

        OpenRun read = repository.lease("a", 10).get(0);

        assertThat(read.created()).isEqualTo(Instant.ofEpochMilli(Long.MIN_VALUE));
        assertThat(read.misses()).isZero();
        assertThat(read.failures()).isZero();
    }

    @Test
    void aRunThatIsSetAsideIsMarkedUntilItIsLeasedAgain() throws Exception {
        repository.add(run("v1_a"));
        OpenRun leased = repository.lease("a", 10).get(0);

        repository.setAside("other", leased, Duration.ofSeconds(5));
        assertThat(first("SELECT OWNER FROM CAMEL_GEMINI_INTERACTIONS_RUNS")).isEqualTo("a");
        repository.setAside("a", leased, Duration.ofSeconds(5));
        assertThat(first("SELECT OWNER FROM CAMEL_GEMINI_INTERACTIONS_RUNS")).isEqualTo("unreadable");

        assertThat(repository.lease("b", 10)).isEmpty();
        clock.pass(Duration.ofSeconds(5));
        assertThat(repository.lease("b", 10)).containsExactly(run("v1_a"));
    }

    private String first(String sql) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    @Test
    void theLongestDueComeFirst() {
        repository.add(run("v1_late"));
        OpenRun late = repository.lease("a", 10).get(0);
        repository.release("a", late, Duration.ofSeconds(2));
        repository.add(run("v1_early"));
        clock.pass(Duration.ofSeconds(10));

        assertThat(repository.lease("a", 1)).containsExactly(run("v1_early"));
        assertThat(repository.lease("a", 1)).containsExactly(run("v1_late"));
    }

    @Test
    void whatIsRemovedIsForgotten() {
        repository.add(run("v1_a"));
        repository.add(run("v1_b"));

        repository.remove(Set.of("v1_a", "v1_never"));

        assertThat(repository.lease("a", 10)).containsExactly(run("v1_b"));
    }

    @Test
    void keepsTheRunsOfEachRepositoryApart() {
        JdbcRunRepository other = over(connections, "others");
        repository.add(run("v1_a"));

        assertThat(other.lease("a", 10)).isEmpty();
        other.remove(Set.of("v1_a"));
        assertThat(repository.lease("a", 10)).hasSize(1);
    }

    @Test
    void ofManyNodesThatWantTheSameRunsEachRunGoesToOne() throws Exception {
        int runs = 60;
        List<String> ids = IntStream.range(0, runs).mapToObj(i -> "v1_" + i).toList();
        ids.forEach(id -> repository.add(run(id)));
        ConcurrentLinkedQueue<String> leased = new ConcurrentLinkedQueue<>();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (int node = 0; node < 6; node++) {
                String owner = "node " + node;
                working.add(nodes.submit(() -> {
                    begin.await();
                    while (leased.size() < runs) repository.lease(owner, 7).forEach(run -> leased.add(run.id()));
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> one : working) one.get(60, TimeUnit.SECONDS);
        } finally {
            nodes.shutdownNow();
        }

        assertThat(leased).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void worksWhereConnectionsDoNotCommitByThemselves() throws Exception {
        LentConnections manual = new LentConnections(connections, connection -> connection.setAutoCommit(false));
        JdbcRunRepository mine = over(manual, "runs");

        mine.add(run("v1_a"));
        mine.add(run("v1_b"));
        OpenRun leased = mine.lease("a", 1).get(0);
        assertThat(mine.renew("a", List.of(leased.id()))).hasSize(1);
        mine.release("a", leased, Duration.ZERO);
        mine.remove(Set.of("v1_b"));

        assertThat(repository.lease("b", 10)).containsExactly(run("v1_a"));
        manual.assertAllCameBackClean();
    }

    @Test
    void takesATableOfAnotherNameInASchema() throws Exception {
        execute("CREATE SCHEMA RUN_STORES");
        JdbcRunRepository mine = new JdbcRunRepository(clock);
        mine.setDataSource(connections);
        mine.setRepositoryName("runs");
        mine.setTableName("run_stores.my_runs_1");
        mine.setCreateTableIfNotExists(true);
        mine.start();

        mine.add(run("v1_a"));

        assertThat(mine.lease("a", 10)).hasSize(1);
        assertThat(repository.lease("a", 10)).isEmpty();
    }

    @Test
    void createsNoTableUnlessAsked() {
        JdbcRunRepository mine = new JdbcRunRepository(connections, "runs");
        mine.setTableName("NOT_THERE");

        assertThatThrownBy(mine::start)
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("NOT_THERE")
                .hasMessageContaining("createTableIfNotExists=true")
                .hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void refusesWhatCannotBe() {
        JdbcRunRepository mine = new JdbcRunRepository();

        assertThatThrownBy(mine::start).hasStackTraceContaining("dataSource must be set");
        assertThatIllegalArgumentException().isThrownBy(() -> mine.setTableName("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> mine.setLeaseTime(999));
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
