// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background runs by id. A write for several runs is one transaction. */
final class RunRows extends JdbcRows {

    private static final Logger LOG = LoggerFactory.getLogger(RunRows.class);

    /**
     * @param run null if the row cannot be read
     * @param failure why it cannot be read; null if it can
     */
    private record DueRun(String encodedId, @Nullable OpenRun run, @Nullable Throwable failure, long dueAt) {}

    private final RunTable table;

    RunRows(Connection connection, RunTable table, String repository) {
        super(connection, repository, table.probe(), table::create);
        this.table = table;
    }

    boolean contains(String id) throws SQLException {
        return run(table.find(), statement -> {
            bindId(statement, 1, id);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        });
    }

    int insert(OpenRun run, long dueAt) throws SQLException {
        return run(table.insert(), statement -> {
            bindId(statement, 1, run.id());
            statement.setString(3, encoded(run.key()));
            statement.setString(4, encoded(run.correlationId()));
            statement.setString(5, encoded(run.headers()));
            statement.setLong(6, run.created().toEpochMilli());
            statement.setLong(7, dueAt);
            statement.setInt(8, run.misses());
            statement.setInt(9, run.failures());
            return statement.executeUpdate();
        });
    }

    List<OpenRun> lease(String owner, long now, long until, int most) throws SQLException {
        List<DueRun> due = due(now, most);
        if (due.isEmpty()) return List.of();
        // All nodes lock rows in the same order, which avoids deadlocks.
        due.sort(Comparator.comparing(DueRun::encodedId));
        return runInOne(table.lease(), statement -> {
            List<OpenRun> leased = new ArrayList<>();
            for (DueRun one : due) {
                statement.setLong(1, until);
                statement.setString(2, owner);
                bindEncodedId(statement, 3, one.encodedId());
                statement.setLong(5, one.dueAt());
                if (statement.executeUpdate() == 0) continue;
                if (one.run() != null) leased.add(one.run());
                else LOG.warn("The row of run {} cannot be read and is set aside: {}", one.encodedId(), text(one));
            }
            return leased;
        });
    }

    private static String text(DueRun one) {
        return String.valueOf(one.failure());
    }

    /** A row that cannot be read is due, too: as long as it is leased, it is not in the way of others. */
    private List<DueRun> due(long now, int most) throws SQLException {
        return run(table.due(), statement -> {
            statement.setString(1, repository);
            statement.setLong(2, now);
            statement.setMaxRows(most);
            List<DueRun> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) due.add(dueRun(rows));
            }
            return due;
        });
    }

    private static DueRun dueRun(ResultSet row) throws SQLException {
        String id = row.getString(1);
        long dueAt = row.getLong(6);
        try {
            return new DueRun(id, read(row), null, dueAt);
        } catch (RuntimeException | Error e) {
            return new DueRun(id, null, e, dueAt);
        }
    }

    private static OpenRun read(ResultSet row) throws SQLException {
        String key = row.getString(2);
        return new OpenRun(
                StorableText.decode(row.getString(1)),
                key == null ? null : StorableText.decode(key),
                StorableText.decode(row.getString(3)),
                StorableText.decode(row.getString(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getInt(7),
                row.getInt(8));
    }

    Set<String> renew(String owner, Collection<String> ids, long until) throws SQLException {
        return runInOne(table.renew(), statement -> {
            Set<String> held = new HashSet<>();
            for (String id : sorted(ids)) {
                statement.setLong(1, until);
                bindId(statement, 2, id);
                statement.setString(4, owner);
                if (statement.executeUpdate() > 0) held.add(id);
            }
            return held;
        });
    }

    int release(String owner, OpenRun run, long dueAt) throws SQLException {
        return run(table.release(), statement -> {
            statement.setLong(1, dueAt);
            statement.setInt(2, run.misses());
            statement.setInt(3, run.failures());
            bindId(statement, 4, run.id());
            statement.setString(6, owner);
            return statement.executeUpdate();
        });
    }

    int[] delete(Collection<String> ids) throws SQLException {
        return runInOne(table.delete(), statement -> {
            for (String id : sorted(ids)) {
                bindId(statement, 1, id);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    int[] delete(String owner, Collection<String> ids) throws SQLException {
        return runInOne(table.deleteHeld(), statement -> {
            for (String id : sorted(ids)) {
                bindId(statement, 1, id);
                statement.setString(3, owner);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    private static List<String> sorted(Collection<String> ids) {
        return ids.stream().sorted().toList();
    }

    private void bindId(PreparedStatement statement, int index, String id) throws SQLException {
        bindEncodedId(statement, index, StorableText.encode(id));
    }

    private void bindEncodedId(PreparedStatement statement, int index, String id) throws SQLException {
        statement.setString(index, repository);
        statement.setString(index + 1, id);
    }

    private static @Nullable String encoded(@Nullable String text) {
        return text == null ? null : StorableText.encode(text);
    }
}
