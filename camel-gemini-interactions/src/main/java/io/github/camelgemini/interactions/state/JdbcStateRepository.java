// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.SQLTransactionRollbackException;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.jspecify.annotations.Nullable;

/**
 * State in a table of any {@link DataSource}, for routes on several nodes. Writes are as durable as the database.
 *
 * <p>Each operation borrows a connection, uses short transactions of its own, and returns the connection. It does not join
 * the route's transaction, so a write remains when the route rolls back. Set a plain {@code DataSource}, not one that is
 * bound to the route's transaction. Any thread may call any method; it waits for the database, and holds no lock in this
 * process.
 *
 * <p>Failures are {@link org.apache.camel.RuntimeCamelException}s that name the table, the SQLState and the cure, and never
 * quote a value. After a broken connection it is unknown whether the write was stored.
 *
 * <p>Set all properties before the start, which fails if the table cannot be read. Table and databases: {@code
 * docs/state.adoc}.
 */
@ManagedResource(description = "JDBC state repository")
public final class JdbcStateRepository extends JdbcRepository<StateRows> implements ConditionalStateRepository {

    public JdbcStateRepository() {
        super(StateTable.DEFAULT_NAME);
    }

    public JdbcStateRepository(DataSource dataSource, String repositoryName) {
        this();
        setDataSource(dataSource);
        setRepositoryName(repositoryName);
    }

    @Override
    StateRows rows(Connection connection, String table, String repository) {
        return new StateRows(connection, new StateTable(table), repository);
    }

    @Override
    @ManagedOperation(description = "Stores the value under the key")
    public void setState(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        perform("write to", rows -> rows.update(key, value) || rows.insert(key, value));
    }

    @Override
    @ManagedOperation(description = "Value stored under the key")
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
            if (row.isEmpty()) return rows.insert(key, value);
            if (rows.update(key, value, row.get().version())) return true;
            throw new SQLTransactionRollbackException("Changed since it was read", "40001");
        });
    }

    @Override
    @ManagedOperation(description = "Removes the key")
    public void removeState(String key) {
        Objects.requireNonNull(key, "key");
        perform("write to", rows -> rows.delete(key));
    }

    @Override
    public boolean removeState(String key, String expected) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(expected, "expected");
        return perform("write to", rows -> {
            Optional<StateRows.Row> row = rows.find(key);
            if (row.isEmpty() || !row.get().value().equals(expected)) return false;
            if (rows.delete(key, row.get().version())) return true;
            throw new SQLTransactionRollbackException("Changed since it was read", "40001");
        });
    }
}
