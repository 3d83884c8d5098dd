// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/** A repository in a table of any {@link DataSource}: properties, start, and retries on conflicts. */
abstract class JdbcRepository<R extends JdbcRows> extends ServiceSupport {

    private static final int MAX_ATTEMPTS = 100;

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
    abstract R rows(Connection connection, String table, String repository);

    @Override
    protected void doInit() {
        if (dataSource == null) throw new IllegalArgumentException("dataSource must be set");
        String name = repositoryName;
        if (name == null || name.isBlank() || StorableText.encode(name).length() > StateTable.LONGEST_REPOSITORY) {
            throw new IllegalArgumentException(
                    "repositoryName must be set, with at most " + StateTable.LONGEST_REPOSITORY
                            + " characters: it distinguishes the repositories that share a table");
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

    // Another node may create the table at the same time, which is a success too.
    private static void create(JdbcRows rows) throws SQLException {
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

    /** Retries the work after a conflict with another writer; in each conflict, one writer succeeds. */
    final <T> T perform(String act, Work<R, T> work) {
        try (R rows = open()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return work.on(rows);
                } catch (SQLException e) {
                    if (!SqlFailures.isConflict(e) || attempt == MAX_ATTEMPTS) throw e;
                }
            }
        } catch (SQLException e) {
            throw SqlFailures.of(act, tableName, e);
        }
    }

    private R open() throws SQLException {
        DataSource source = dataSource;
        if (source == null) throw new IllegalStateException("dataSource must be set");
        if (repositoryName == null) throw new IllegalStateException("repositoryName must be set");
        String name = StorableText.encode(repositoryName);
        return rows(source.getConnection(), tableName, name);
    }

    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    /** Database of the table. Required. Use a connection pool unless the repository is used rarely. */
    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @ManagedAttribute(description = "Name that distinguishes this repository's rows within the table")
    public @Nullable String getRepositoryName() {
        return repositoryName;
    }

    /**
     * Distinguishes the repositories that share a table; the same on all nodes that share the rows. Required, at most 128
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
     * Name of the table, optionally with a schema and a dot in front. Letters, digits and underscores only, as it becomes
     * part of the SQL. Default: {@code CAMEL_GEMINI_INTERACTIONS_STATE} for state, {@code CAMEL_GEMINI_INTERACTIONS_RUNS}
     * for runs.
     *
     * @throws IllegalArgumentException for any other name
     */
    public void setTableName(String tableName) {
        StateTable.checkName(tableName);
        this.tableName = tableName;
    }

    @ManagedAttribute(description = "Whether the start creates the table when it is missing")
    public boolean isCreateTableIfNotExists() {
        return createTableIfNotExists;
    }

    /** Whether the start creates a missing table, which requires the database user to have that right. Default false. */
    public void setCreateTableIfNotExists(boolean createTableIfNotExists) {
        this.createTableIfNotExists = createTableIfNotExists;
    }
}
