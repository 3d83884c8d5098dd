// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What the table does on every database. */
abstract class JdbcStateRepositoryContract extends ConditionalStateRepositoryContract {

    private final List<LentConnections> others = new ArrayList<>();
    private LentConnections connections;

    /** A database of this test's own, without any table. */
    protected abstract DataSource database() throws Exception;

    private LentConnections connections() throws Exception {
        if (connections == null) connections = new LentConnections(database(), connection -> {});
        return connections;
    }

    @Override
    protected JdbcStateRepository open() throws Exception {
        return over(connections(), "cursors");
    }

    @Override
    protected List<ConditionalStateRepository> competitors() throws Exception {
        return List.of(started(open()), started(open()));
    }

    private static JdbcStateRepository over(DataSource database, String name) {
        JdbcStateRepository repository = new JdbcStateRepository(database, name);
        repository.setCreateTableIfNotExists(true);
        return repository;
    }

    private static JdbcStateRepository started(JdbcStateRepository repository) {
        repository.start();
        return repository;
    }

    @AfterEach
    void everyConnectionCameBack() {
        connections.assertAllCameBackClean();
        others.forEach(LentConnections::assertAllCameBackClean);
    }

    @Test
    void keepsTheKeysOfEachRepositoryApart() throws Exception {
        JdbcStateRepository other = started(over(connections(), "conversations"));
        repository.setState("key", "cursor");
        other.setState("key", "conversation");

        other.removeState("key");

        assertThat(repository.getState("key")).isEqualTo("cursor");
    }

    @Test
    void worksWhereConnectionsDoNotCommitByThemselves() throws Exception {
        LentConnections manual = new LentConnections(connections(), connection -> connection.setAutoCommit(false));
        JdbcStateRepository mine = started(over(manual, "cursors"));

        mine.setState("key", "one");
        assertThat(repository.getState("key")).isEqualTo("one");
        assertThat(mine.replace("key", "one", "two")).isTrue();
        assertThat(mine.replace("other", null, "one")).isTrue();
        assertThat(mine.getState("key")).isEqualTo("two");
        assertThat(repository.getState("other")).isEqualTo("one");
        mine.removeState("key");
        assertThat(repository.getState("key")).isNull();
        manual.assertAllCameBackClean();
    }

    @Test
    void letsExactlyOneWinUnderTheStrictestIsolation() throws Exception {
        LentConnections strict = new LentConnections(connections(), connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
        });
        JdbcStateRepository mine = started(over(strict, "cursors"));
        for (int round = 0; round < 10; round++) {
            String key = "key " + round;

            List<Boolean> created = atOnce(thread -> () -> mine.replace(key, null, "one"));
            assertThat(created).containsOnlyOnce(true);
            List<Boolean> replaced = atOnce(thread -> () -> mine.replace(key, "one", "thread " + thread));
            assertThat(replaced).containsOnlyOnce(true);
            atOnce(thread -> () -> {
                mine.setState(key, "set " + thread);
                return true;
            });
            assertThat(mine.getState(key)).startsWith("set ");
        }
        strict.assertAllCameBackClean();
    }

    @Test
    void writesOfTwoNodesToANewKeyBothSucceed() throws Exception {
        List<ConditionalStateRepository> nodes = competitors();
        for (int round = 0; round < 20; round++) {
            String key = "new " + round;

            atOnce(thread -> () -> {
                nodes.get(thread % 2).setState(key, "value " + thread);
                return true;
            });

            assertThat(repository.getState(key)).startsWith("value ");
        }
    }

    @Test
    void aRemovedKeySetAgainIsNotTheOneThatWasRead() throws Exception {
        try (Connection connection = connections().getConnection();
                StateRows rows = new StateRows(connection, new StateTable(StateTable.DEFAULT_NAME), "cursors")) {
            rows.insert("key", "value", StateRows.newVersion());
            long version = rows.find("key").orElseThrow().version();
            rows.delete("key");
            rows.insert("key", "value", StateRows.newVersion());

            assertThat(rows.update("key", "stale", version, StateRows.newVersion()))
                    .isFalse();
            assertThat(rows.find("key").orElseThrow().value()).isEqualTo("value");
        }
    }

    @Test
    void allNodesMayCreateTheTableAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            String table = "TABLE_OF_ROUND_" + round;

            List<Boolean> created = atOnce(thread -> () -> {
                JdbcStateRepository node = over(connections(), "cursors");
                node.setTableName(table);
                node.start();
                return node.replace("key", null, "value");
            });

            assertThat(created).containsOnlyOnce(true);
        }
    }

    @Test
    void takesATableOfAnotherNameInASchema() throws Exception {
        execute("CREATE SCHEMA STORES");
        JdbcStateRepository mine = over(connections(), "cursors");
        mine.setTableName("stores.my_state_1");
        mine.start();

        mine.setState("key", "value");

        assertThat(first("SELECT STATE_VALUE FROM STORES.MY_STATE_1")).isEqualTo("value");
        assertThat(repository.getState("key")).isNull();
    }

    @Test
    void canBeReadByWhoeverLooksIntoTheTable() throws Exception {
        repository.setState("run ä=🦒", "{\"cursor\":\"e17\"}");

        assertThat(first("SELECT REPOSITORY || '|' || STATE_KEY || '|' || STATE_VALUE FROM " + StateTable.DEFAULT_NAME
                        + " WHERE UPDATED_AT > CURRENT_TIMESTAMP - INTERVAL '1' HOUR"))
                .isEqualTo("cursors|run ä=🦒|{\"cursor\":\"e17\"}");
    }

    @Test
    void createsNoTableUnlessAsked() throws Exception {
        JdbcStateRepository mine = new JdbcStateRepository(connections(), "cursors");
        mine.setTableName("NOT_THERE");

        assertThatThrownBy(mine::start)
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("NOT_THERE")
                .hasMessageContaining("createTableIfNotExists=true")
                .hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void needsNoRightToCreateATableThatIsThere() throws Exception {
        LentConnections other = new LentConnections(connections(), connection -> {});

        JdbcStateRepository mine = started(new JdbcStateRepository(other, "cursors"));

        assertThat(mine.getState("key")).isNull();
        other.assertAllCameBackClean();
    }

    @Test
    void failuresNameTheTableAndNeverTheValue() throws Exception {
        execute("ALTER TABLE " + StateTable.DEFAULT_NAME
                + " ADD CONSTRAINT SHORT CHECK (STATE_KEY <> 'my secret key')");
        execute("CREATE TABLE NARROW (REPOSITORY VARCHAR(128), STATE_KEY VARCHAR(3), STATE_VALUE VARCHAR(3),"
                + " VERSION BIGINT, UPDATED_AT TIMESTAMP)");
        JdbcStateRepository narrow = over(connections(), "cursors");
        narrow.setTableName("NARROW");
        narrow.start();

        assertQuotesNothing(catchThrowable(() -> repository.setState("my secret key", "my secret value")), "my secret");
        assertQuotesNothing(catchThrowable(() -> narrow.setState("my secret key", "my secret value")), "my secret");
        assertQuotesNothing(catchThrowable(() -> narrow.replace("k", null, "my secret value")), "my secret");
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        execute("ALTER TABLE " + StateTable.DEFAULT_NAME + " RENAME TO AWAY");
        assertThatThrownBy(() -> repository.setState("key", "value"))
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining(StateTable.DEFAULT_NAME);

        execute("ALTER TABLE AWAY RENAME TO " + StateTable.DEFAULT_NAME);
        repository.setState("key", "value");

        assertThat(repository.getState("key")).isEqualTo("value");
    }

    @Test
    void aWriteThatAConstraintRefusesIsNotTakenForAConflict() throws Exception {
        execute("ALTER TABLE " + StateTable.DEFAULT_NAME + " ADD CONSTRAINT SHORT CHECK (STATE_KEY <> 'key')");

        assertThatThrownBy(() -> repository.replace("key", null, "value"))
                .isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("constraint of the table refuses the row")
                .hasMessageContaining("SQLState 23");
        assertThat(repository.getState("key")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriteWhoseAnswerIsLostIsFoundInTheTable(boolean autoCommit) throws Exception {
        BrokenConnections broken = new BrokenConnections();
        JdbcStateRepository mine = overBroken(broken, autoCommit);

        broken.next(BrokenConnections.ANSWER_LOST);
        assertThat(mine.replace("key", null, "one")).isTrue();
        broken.next(BrokenConnections.ANSWER_LOST);
        assertThat(mine.replace("key", "one", "two")).isTrue();
        assertThat(repository.getState("key")).isEqualTo("two");
        broken.next(BrokenConnections.ANSWER_LOST);
        mine.setState("key", "three");
        assertThat(repository.getState("key")).isEqualTo("three");
        broken.next(BrokenConnections.ANSWER_LOST);
        mine.removeState("key");
        assertThat(repository.getState("key")).isNull();
        assertThat(broken.areAllUsed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriteThatDidNotArriveFails(boolean autoCommit) throws Exception {
        BrokenConnections broken = new BrokenConnections();
        JdbcStateRepository mine = overBroken(broken, autoCommit);
        mine.setState("key", "one");

        broken.next(BrokenConnections.NOT_SENT);
        assertThatThrownBy(() -> mine.replace("key", "one", "two")).isInstanceOf(RuntimeCamelException.class);
        broken.next(BrokenConnections.NOT_SENT);
        assertThatThrownBy(() -> mine.replace("other", null, "two")).isInstanceOf(RuntimeCamelException.class);
        broken.next(BrokenConnections.NOT_SENT);
        assertThatThrownBy(() -> mine.removeState("key")).isInstanceOf(RuntimeCamelException.class);

        assertThat(repository.getState("key")).isEqualTo("one");
        assertThat(repository.getState("other")).isNull();
    }

    @Test
    void aWriteOfAnotherNodeIsNotTakenForTheOneWhoseAnswerIsLost() throws Exception {
        BrokenConnections broken = new BrokenConnections();
        JdbcStateRepository mine = overBroken(broken, true);

        broken.next(write -> {
            repository.setState("key", "same");
            throw new SQLException("connection reset", "08006");
        });

        assertThatThrownBy(() -> mine.replace("key", null, "same")).isInstanceOf(RuntimeCamelException.class);
    }

    @Test
    void anErrorOfTheDriverIsRolledBack() throws Exception {
        BrokenConnections broken = new BrokenConnections();
        JdbcStateRepository mine = overBroken(broken, false);

        broken.next(write -> {
            throw new NoClassDefFoundError("scripted");
        });
        assertThatThrownBy(() -> mine.setState("key", "value")).isInstanceOf(NoClassDefFoundError.class);

        assertThat(repository.getState("key")).isNull();
    }

    @Test
    void deletesRowsByTheAgeOfTheirLastWriteInBatches() throws Exception {
        JdbcStateRepository mine = over(connections(), "cursors");
        mine.setMaxAge(86_400_000);
        mine.start();
        JdbcStateRepository other = started(over(connections(), "others"));
        int old = 2 * JdbcStateRepository.EXPIRY_BATCH + 1;
        for (int i = 0; i < old; i++) mine.setState("finished " + i, "value");
        mine.setState("", "value");
        mine.setState("in progress", "beat 1");
        other.setState("key", "value");
        execute("UPDATE " + StateTable.DEFAULT_NAME + " SET UPDATED_AT = UPDATED_AT - INTERVAL '25' HOUR");
        mine.setState("young", "value");
        mine.setState("in progress", "beat 2");

        mine.expire(() -> false);
        assertThat(mine.getState("finished 0")).isEqualTo("value");
        mine.expire(() -> true);

        assertThat(first("SELECT COUNT(*) FROM " + StateTable.DEFAULT_NAME)).isEqualTo("3");
        assertThat(mine.getState("young")).isEqualTo("value");
        assertThat(mine.getState("in progress")).isEqualTo("beat 2");
        assertThat(other.getState("key")).isEqualTo("value");
        mine.stop();
    }

    @Test
    void rowsStayForTheirAgeAndWithoutAnAgeForever() throws Exception {
        JdbcStateRepository mine = over(connections(), "cursors");
        mine.setMaxAge(86_400_000);
        mine.start();
        mine.expire(() -> true);
        repository.setState("key", "value");
        execute("UPDATE " + StateTable.DEFAULT_NAME + " SET UPDATED_AT = UPDATED_AT - INTERVAL '23' HOUR");

        mine.expire(() -> true);

        assertThat(repository.getState("key")).isEqualTo("value");
        assertThat(((JdbcStateRepository) repository).getMaxAge()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> mine.setMaxAge(1000));
        mine.stop();
    }

    private JdbcStateRepository overBroken(BrokenConnections broken, boolean autoCommit) throws Exception {
        LentConnections lent =
                new LentConnections(broken.over(connections()), connection -> connection.setAutoCommit(autoCommit));
        others.add(lent);
        return started(over(lent, "cursors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "t;--", "\"quoted\"", "1st", "a..b", "a.b.c.d", "täble", "a\n"})
    void refusesATableNameThatIsNone(String name) {
        JdbcStateRepository mine = new JdbcStateRepository();

        assertThatIllegalArgumentException().isThrownBy(() -> mine.setTableName(name));
    }

    @Test
    void refusesToStartWithoutDataSourceOrName() throws Exception {
        JdbcStateRepository nameless = new JdbcStateRepository();
        nameless.setDataSource(connections());
        JdbcStateRepository longName = new JdbcStateRepository(connections(), "n".repeat(129));

        assertThatThrownBy(new JdbcStateRepository()::start).hasStackTraceContaining("dataSource must be set");
        assertThatThrownBy(() -> new JdbcStateRepository().getState("key"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dataSource must be set");
        assertThatThrownBy(nameless::start).hasStackTraceContaining("repositoryName must be set");
        assertThatThrownBy(longName::start).hasStackTraceContaining("at most 128");
    }

    private static void assertQuotesNothing(Throwable failure, String secret) {
        assertThat(failure).isInstanceOf(RuntimeCamelException.class).hasMessageContaining("table ");
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("SQLState").doesNotContain(secret);
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String first(String sql) throws Exception {
        try (Connection connection = connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }
}
