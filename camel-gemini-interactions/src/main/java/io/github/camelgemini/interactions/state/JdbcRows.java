// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rows of one repository in a table, accessed over one borrowed connection. Each statement is its own transaction,
 * whether the connection commits automatically or not. Closing returns the connection.
 */
abstract class JdbcRows implements AutoCloseable {

    /** Binds and executes a prepared statement, once or several times. */
    interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    /** The encoded name of the repository. */
    final String repository;

    private final Connection connection;
    private final String probe;
    private final Supplier<List<String>> ddl;

    /**
     * @param probe SQL that fails if the table cannot be read
     * @param ddl the statements that create the table
     */
    JdbcRows(Connection connection, String repository, String probe, Supplier<List<String>> ddl) {
        this.connection = connection;
        this.repository = repository;
        this.probe = probe;
        this.ddl = ddl;
    }

    /** Fails if the table cannot be read. */
    final void probe() throws SQLException {
        run(probe, PreparedStatement::execute);
    }

    final void createTable() throws SQLException {
        for (String statement : ddl.get()) run(statement, PreparedStatement::execute);
    }

    final <T> T run(String sql, Work<T> work) throws SQLException {
        try {
            T result;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                result = work.on(statement);
            }
            if (!connection.getAutoCommit()) connection.commit();
            return result;
        } catch (
                Throwable e) { // an Error too: a pool may commit a transaction that is open when the connection returns
            rollBack(e);
            throw e;
        }
    }

    /** As {@link #run}, with everything that the work executes in one transaction. */
    final <T> T runInOne(String sql, Work<T> work) throws SQLException {
        if (!connection.getAutoCommit()) return run(sql, work);
        connection.setAutoCommit(false);
        T result;
        try {
            result = run(sql, work);
        } catch (Throwable e) {
            try {
                connection.setAutoCommit(true);
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        }
        connection.setAutoCommit(true);
        return result;
    }

    private void rollBack(Throwable reason) {
        try {
            if (!connection.getAutoCommit()) connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
