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
import java.util.Optional;
import java.util.Set;

import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import io.github.camelgemini.interactions.state.RunRepository.UnreadableRun;
import org.jspecify.annotations.Nullable;

/** Background runs by id. A write for several runs is one transaction. */
final class RunRows extends JdbcRows {

    private static final int LONGEST_NAME = 200;
    private static final String DATA = "22";

    /** @param unreadable those that were due, and are set aside until the leases end */
    record Leased(List<OpenRun> runs, List<UnreadableRun> unreadable) {}

    /**
     * @param run null if the row cannot be read
     * @param failure why it cannot be read; null if it can
     */
    private record DueRun(String encodedId, @Nullable OpenRun run, @Nullable String failure, long dueAt) {}

    /** Reads and decodes one column. */
    private interface Column<T> {
        T read() throws SQLException;
    }

    /** A column cannot be read; the message names it, and quotes nothing. */
    private static final class UnreadableColumnException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableColumnException(String column, Throwable cause) {
            super("the column " + column + " cannot be read ("
                    + cause.getClass().getSimpleName() + ")");
        }
    }

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

    Leased lease(String owner, long now, long until, int most) throws SQLException {
        List<DueRun> due = due(now, most);
        if (due.isEmpty()) return new Leased(List.of(), List.of());
        // All nodes lock rows in the same order, which avoids deadlocks.
        due.sort(Comparator.comparing(DueRun::encodedId));
        return runInOne(table.lease(), statement -> {
            List<OpenRun> leased = new ArrayList<>();
            List<UnreadableRun> unreadable = new ArrayList<>();
            for (DueRun one : due) {
                statement.setLong(1, until);
                statement.setString(2, one.run() == null ? RunTable.UNREADABLE : owner);
                bindEncodedId(statement, 3, one.encodedId());
                statement.setLong(5, one.dueAt());
                if (statement.executeUpdate() == 0) continue;
                if (one.run() != null) leased.add(one.run());
                else unreadable.add(new UnreadableRun(shown(one.encodedId()), String.valueOf(one.failure())));
            }
            return new Leased(leased, unreadable);
        });
    }

    private static String shown(String id) {
        String line = id.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
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

    RunRepository.Overview overview(int most) throws SQLException {
        List<OpenRun> oldest = new ArrayList<>();
        run(table.oldest(), statement -> {
            statement.setString(1, repository);
            statement.setMaxRows(most);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    OpenRun run = dueRun(rows).run();
                    if (run != null) oldest.add(run);
                }
            }
            return oldest;
        });
        return run(table.count(), statement -> {
            statement.setString(1, repository);
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                return new RunRepository.Overview(counts.getLong(1), counts.getLong(2), oldest);
            }
        });
    }

    private static DueRun dueRun(ResultSet row) throws SQLException {
        String id = row.getString(1);
        long dueAt = row.getLong(6);
        try {
            return new DueRun(id, read(row), null, dueAt);
        } catch (UnreadableColumnException e) {
            return new DueRun(id, null, e.getMessage(), dueAt);
        }
    }

    private static OpenRun read(ResultSet row) throws SQLException {
        return new OpenRun(
                column("RUN_ID", () -> id(StorableText.decode(row.getString(1)))),
                column("RUN_KEY", () -> Optional.ofNullable(row.getString(2)).map(StorableText::decode))
                        .orElse(null),
                column("CORRELATION_ID", () -> StorableText.decode(row.getString(3))),
                column("HEADERS", () -> StorableText.decode(row.getString(4))),
                column("CREATED", () -> Instant.ofEpochMilli(row.getLong(5))),
                column("MISSES", () -> Math.max(0, row.getInt(7))),
                column("FAILURES", () -> Math.max(0, row.getInt(8))));
    }

    /** Fails for what a column has only if it was written by hand; any other failure of the database remains. */
    private static <T> T column(String name, Column<T> column) throws SQLException {
        try {
            return column.read();
        } catch (SQLException e) {
            if (e.getSQLState() == null || !e.getSQLState().startsWith(DATA)) throw e;
            throw new UnreadableColumnException(name, e);
        } catch (RuntimeException | Error e) {
            throw new UnreadableColumnException(name, e);
        }
    }

    private static String id(String id) {
        if (id.isBlank()) throw new IllegalArgumentException("blank");
        return id;
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

    int setAside(String owner, String id, long dueAt) throws SQLException {
        return run(table.setAside(), statement -> {
            statement.setLong(1, dueAt);
            bindId(statement, 2, id);
            statement.setString(4, owner);
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
