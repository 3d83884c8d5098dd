// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Statements over one borrowed connection. Each is a transaction of its own, whether the connection commits by itself or
 * not; closing gives the connection back.
 */
final class Statements implements AutoCloseable {

    /** What is done with a statement, once or several times. */
    interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    <T> T run(String sql, Work<T> work) throws SQLException {
        try {
            T result;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                result = work.on(statement);
            }
            if (!connection.getAutoCommit()) connection.commit();
            return result;
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
    }

    /** As {@link #run}, with all that the work executes in one transaction. */
    <T> T runInOne(String sql, Work<T> work) throws SQLException {
        if (!connection.getAutoCommit()) return run(sql, work);
        connection.setAutoCommit(false);
        try {
            return run(sql, work);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void rollBack(SQLException reason) {
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
