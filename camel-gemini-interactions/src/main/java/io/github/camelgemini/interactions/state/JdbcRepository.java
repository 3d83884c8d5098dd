// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * A repository in a table of any {@link DataSource}: its properties, its start, and how it works on its rows.
 *
 * @param <R> the rows of one repository, over one borrowed connection
 */
abstract class JdbcRepository<R extends JdbcRepository.Rows> extends ServiceSupport {

    private static final int ATTEMPTS = 100;

    interface Rows extends AutoCloseable {

        /** Fails when the table cannot be read. */
        void probe() throws SQLException;

        void createTable() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    interface Work<R, T> {
        T on(R rows) throws SQLException;
    }

    // Set before the start.
    private @Nullable DataSource dataSource;
    private @Nullable String repositoryName;
    private String tableName;
    private boolean createTableIfNotExists;

    JdbcRepository(String defaultTableName) {
        this.tableName = defaultTableName;
    }

    /** @param repository the encoded name of the repository */
    abstract R rows(Statements statements, String table, String repository);

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
    private static void create(Rows rows) throws SQLException {
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

    /** Repeats the work on a conflict, in which another has written; each time, one of them succeeds. */
    final <T> T perform(String act, Work<R, T> work) {
        try (R rows = open()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return work.on(rows);
                } catch (SQLException e) {
                    if (!SqlFailures.isConflict(e) || attempt == ATTEMPTS) throw e;
                }
            }
        } catch (SQLException e) {
            throw SqlFailures.of(act, tableName, e);
        }
    }

    private R open() throws SQLException {
        DataSource source = Objects.requireNonNull(dataSource, "dataSource");
        String name = Objects.requireNonNull(repositoryName, "repositoryName");
        return rows(new Statements(source.getConnection()), tableName, StorableText.encode(name));
    }

    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    /** Where the table is. Required. A pool, unless the database is used rarely. */
    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @ManagedAttribute(description = "Name that distinguishes this repository's rows within the table")
    public @Nullable String getRepositoryName() {
        return repositoryName;
    }

    /**
     * Distinguishes the repositories that share a table; the same on every node that shares the rows. Required, at most 128
     * characters.
     */
    public void setRepositoryName(String repositoryName) {
        this.repositoryName = repositoryName;
    }

    @ManagedAttribute(description = "Name of the table")
    public String getTableName() {
        return tableName;
    }

    /**
     * Name of the table, if need be behind a schema and a dot; letters, digits and underscores, since it becomes part of
     * the SQL. Default: {@code CAMEL_GEMINI_INTERACTIONS_STATE} for state, {@code CAMEL_GEMINI_INTERACTIONS_RUNS} for runs.
     *
     * @throws IllegalArgumentException when it is not such a name
     */
    public void setTableName(String tableName) {
        StateTable.checkName(tableName);
        this.tableName = tableName;
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
