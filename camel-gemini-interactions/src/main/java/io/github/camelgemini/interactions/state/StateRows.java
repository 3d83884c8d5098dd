// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The rows of one repository, over one borrowed connection. */
final class StateRows implements JdbcRepository.Rows {

    /** A value, and the version that every change replaces. */
    record Row(String value, long version) {}

    private final Statements statements;
    private final StateTable table;
    private final String repository;

    StateRows(Statements statements, StateTable table, String repository) {
        this.statements = statements;
        this.table = table;
        this.repository = repository;
    }

    @Override
    public void probe() throws SQLException {
        statements.run(table.probe(), PreparedStatement::execute);
    }

    @Override
    public void createTable() throws SQLException {
        statements.run(table.create(), PreparedStatement::execute);
    }

    Optional<Row> find(String key) throws SQLException {
        return statements.run(table.find(), statement -> {
            bindKey(statement, 1, key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new Row(StorableText.decode(found.getString(1)), found.getLong(2)))
                        : Optional.empty();
            }
        });
    }

    void insert(String key, String value) throws SQLException {
        statements.run(table.insert(), statement -> {
            bindValue(statement, value);
            bindKey(statement, 3, key);
            return statement.executeUpdate();
        });
    }

    boolean update(String key, String value) throws SQLException {
        return statements.run(table.update(), statement -> {
            bindValue(statement, value);
            bindKey(statement, 3, key);
            return statement.executeUpdate() > 0;
        });
    }

    boolean update(String key, String value, long version) throws SQLException {
        return statements.run(table.updateVersion(), statement -> {
            bindValue(statement, value);
            bindKey(statement, 3, key);
            statement.setLong(5, version);
            return statement.executeUpdate() > 0;
        });
    }

    void delete(String key) throws SQLException {
        statements.run(table.delete(), statement -> {
            bindKey(statement, 1, key);
            return statement.executeUpdate();
        });
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }

    private void bindKey(PreparedStatement statement, int index, String key) throws SQLException {
        statement.setString(index, repository);
        statement.setString(index + 1, StateTable.column(key));
    }

    // A counter would begin anew for a key that was removed and set again, and so let a stale update through.
    private static void bindValue(PreparedStatement statement, String value) throws SQLException {
        statement.setString(1, StorableText.encode(value));
        statement.setLong(2, ThreadLocalRandom.current().nextLong());
    }
}
