// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/** Values by key. */
final class StateRows extends JdbcRows {

    /** @param version replaced by every change */
    record Row(String value, long version) {}

    /** @param column the key as it is stored */
    private record StoredKey(String column, long version) {}

    private final StateTable table;

    StateRows(Connection connection, StateTable table, String repository) {
        super(connection, repository, table.probe(), () -> List.of(table.create()));
        this.table = table;
    }

    Optional<Row> find(String key) throws SQLException {
        return run(table.find(), statement -> {
            bindKey(statement, 1, key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new Row(decoded(key, found.getString(1)), found.getLong(2)))
                        : Optional.empty();
            }
        });
    }

    private String decoded(String key, @Nullable String value) {
        try {
            if (value != null) return StorableText.decode(value);
        } catch (RuntimeException e) {
            // An escape that is none. Not the cause: its message may quote the value.
        }
        throw new RuntimeCamelException("The value of " + StateTable.column(key) + " in table " + table.name()
                + " cannot be read: this component has not written it, remove the row");
    }

    /**
     * A version for the next write. Random: a counter would restart for a key that was removed and set again, and let a stale
     * update through. No two writes have the same, so a row of that version is the one that this write has stored.
     */
    static long newVersion() {
        return ThreadLocalRandom.current().nextLong();
    }

    boolean insert(String key, String value, long newVersion) throws SQLException {
        return run(table.insert(), statement -> {
            bindValue(statement, value, newVersion);
            bindKey(statement, 3, key);
            return statement.executeUpdate() > 0;
        });
    }

    boolean update(String key, String value, long newVersion) throws SQLException {
        return run(table.update(), statement -> {
            bindValue(statement, value, newVersion);
            bindKey(statement, 3, key);
            return statement.executeUpdate() > 0;
        });
    }

    /** Updates the row only if it still has the version that was read. */
    boolean update(String key, String value, long version, long newVersion) throws SQLException {
        return run(table.updateVersion(), statement -> {
            bindValue(statement, value, newVersion);
            bindKey(statement, 3, key);
            statement.setLong(5, version);
            return statement.executeUpdate() > 0;
        });
    }

    int delete(String key) throws SQLException {
        return run(table.delete(), statement -> {
            bindKey(statement, 1, key);
            return statement.executeUpdate();
        });
    }

    /**
     * Deletes rows whose last write is older, each in a transaction of its own, so that no other writer waits for longer. A
     * row that is written in the meantime remains. The age is measured by the database's clock alone.
     *
     * @return the number of old rows that were found, at most the limit
     */
    int deleteOlder(long maxAge, int limit) throws SQLException {
        Optional<Timestamp> before = run(table.now(), statement -> {
            statement.setString(1, repository);
            statement.setMaxRows(1);
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new Timestamp(found.getTimestamp(1).getTime() - maxAge))
                        : Optional.empty();
            }
        });
        if (before.isEmpty()) return 0;
        List<StoredKey> old = run(table.findOlder(), statement -> {
            statement.setString(1, repository);
            statement.setTimestamp(2, before.get());
            statement.setMaxRows(limit);
            List<StoredKey> keys = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) keys.add(new StoredKey(found.getString(1), found.getLong(2)));
            }
            return keys;
        });
        for (StoredKey key : old) delete(key);
        return old.size();
    }

    /** Deletes the row only if it still has the version that was read. */
    boolean delete(String key, long version) throws SQLException {
        return delete(new StoredKey(StateTable.column(key), version));
    }

    private boolean delete(StoredKey key) throws SQLException {
        return run(table.deleteVersion(), statement -> {
            statement.setString(1, repository);
            statement.setString(2, key.column());
            statement.setLong(3, key.version());
            return statement.executeUpdate() > 0;
        });
    }

    private void bindKey(PreparedStatement statement, int index, String key) throws SQLException {
        statement.setString(index, repository);
        statement.setString(index + 1, StateTable.column(key));
    }

    private static void bindValue(PreparedStatement statement, String value, long newVersion) throws SQLException {
        statement.setString(1, StorableText.encode(value));
        statement.setLong(2, newVersion);
    }
}
