// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * State in a table of any {@link DataSource}, for routes on several nodes. What is written survives what the database
 * survives.
 *
 * <p>Each operation borrows a connection, works in short transactions of its own, and gives it back; it joins no
 * transaction of the route, so a write stays when the route rolls back. Give it the plain {@code DataSource}, not one that
 * is bound to the route's transaction. Threads wait for the database, and hold no lock of ours.
 *
 * <p>Failures are {@link org.apache.camel.RuntimeCamelException}s that name the table, the SQLState and the cure, and never
 * quote a value. After a broken connection it is open whether the write was kept.
 *
 * <p>Set everything before the start; the start fails when the table cannot be read. Table and databases: {@code
 * docs/state.adoc}.
 */
@ManagedResource(description = "JDBC state repository")
public final class JdbcStateRepository extends ServiceSupport implements ConditionalStateRepository {

    private static final int ATTEMPTS = 100;

    private interface Work<T> {
        T on(StateRows rows) throws SQLException;
    }

    // Set before the start.
    private @Nullable DataSource dataSource;
    private @Nullable String repositoryName;
    private StateTable table = new StateTable(StateTable.DEFAULT_NAME);
    private boolean createTableIfNotExists;

    public JdbcStateRepository() {}

    public JdbcStateRepository(DataSource dataSource, String repositoryName) {
        this.dataSource = dataSource;
        this.repositoryName = repositoryName;
    }

    @Override
    @ManagedOperation(description = "Keeps the value under the key")
    public void setState(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        perform("write to", rows -> {
            if (!rows.update(key, value)) rows.insert(key, value);
            return true;
        });
    }

    @Override
    @ManagedOperation(description = "What is kept under the key")
    public @Nullable String getState(String key) {
        Objects.requireNonNull(key, "key");
        return perform("read from", rows -> rows.find(key))
                .map(StateRows.Row::value)
                .orElse(null);
    }

    @Override
    public boolean replace(String key, @Nullable String expected, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return perform("write to", rows -> {
            Optional<StateRows.Row> row = rows.find(key);
            if (!row.map(StateRows.Row::value).equals(Optional.ofNullable(expected))) return false;
            if (row.isEmpty()) {
                rows.insert(key, value);
            } else if (!rows.update(key, value, row.get().version())) {
                throw new SQLTransactionRollbackException("Changed since it was read", "40001");
            }
            return true;
        });
    }

    @Override
    @ManagedOperation(description = "Forgets the key")
    public void removeState(String key) {
        Objects.requireNonNull(key, "key");
        perform("write to", rows -> {
            rows.delete(key);
            return true;
        });
    }

    @Override
    protected void doInit() {
        if (dataSource == null) throw new IllegalArgumentException("dataSource must be set");
        String name = repositoryName;
        if (name == null || name.isBlank() || StorableText.encode(name).length() > StateTable.LONGEST_REPOSITORY) {
            throw new IllegalArgumentException(
                    "repositoryName must be set, with at most " + StateTable.LONGEST_REPOSITORY
                            + " characters: it keeps apart the repositories that share a table");
        }
    }

    @Override
    protected void doStart() {
        perform("use", rows -> {
            try {
                rows.probe();
            } catch (SQLException missing) {
                if (!createTableIfNotExists) throw missing;
                create(rows);
            }
            return true;
        });
    }

    // Another node may create it in the same moment: what counts is that it is there.
    private static void create(StateRows rows) throws SQLException {
        try {
            rows.createTable();
        } catch (SQLException refused) {
            try {
                rows.probe();
            } catch (SQLException stillMissing) {
                throw refused;
            }
        }
    }

    /** Again on a conflict, since then another has written and this one has not; each time, one of them gets on. */
    private <T> T perform(String act, Work<T> work) {
        try (StateRows rows = open()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return work.on(rows);
                } catch (SQLException e) {
                    if (!SqlFailures.isConflict(e) || attempt == ATTEMPTS) throw e;
                }
            }
        } catch (SQLException e) {
            throw SqlFailures.of(act, table.name(), e);
        }
    }

    private StateRows open() throws SQLException {
        DataSource source = Objects.requireNonNull(dataSource, "dataSource");
        String name = Objects.requireNonNull(repositoryName, "repositoryName");
        return new StateRows(new Statements(source.getConnection()), table, StorableText.encode(name));
    }

    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    /** Where the table is. Required. A pool, unless the database is asked rarely. */
    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @ManagedAttribute(description = "Name that keeps this repository's keys apart within the table")
    public @Nullable String getRepositoryName() {
        return repositoryName;
    }

    /**
     * Keeps apart the repositories that share a table; the same on every node that shares the state. Required, at most 128
     * characters.
     */
    public void setRepositoryName(String repositoryName) {
        this.repositoryName = repositoryName;
    }

    @ManagedAttribute(description = "Name of the table")
    public String getTableName() {
        return table.name();
    }

    /**
     * Name of the table, if need be behind a schema and a dot; letters, digits and underscores, since it becomes part of
     * the SQL. Default {@code CAMEL_GEMINI_INTERACTIONS_STATE}.
     *
     * @throws IllegalArgumentException when it is not such a name
     */
    public void setTableName(String tableName) {
        this.table = new StateTable(tableName);
    }

    @ManagedAttribute(description = "Whether the start creates the table when it is missing")
    public boolean isCreateTableIfNotExists() {
        return createTableIfNotExists;
    }

    /** Whether the start creates the table when it is missing; the user then needs the right to. Default false. */
    public void setCreateTableIfNotExists(boolean createTableIfNotExists) {
        this.createTableIfNotExists = createTableIfNotExists;
    }
}
