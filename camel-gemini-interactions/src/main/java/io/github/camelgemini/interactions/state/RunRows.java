// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

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

/** The runs of one repository, over one borrowed connection. What is written for several runs is one transaction. */
final class RunRows implements JdbcRepository.Rows {

    private record Due(OpenRun run, long nextLook) {}

    private final Statements statements;
    private final RunTable table;
    private final String repository;

    RunRows(Statements statements, RunTable table, String repository) {
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
        for (String ddl : table.create()) statements.run(ddl, PreparedStatement::execute);
    }

    boolean holds(String id) throws SQLException {
        return statements.run(table.holds(), statement -> {
            bindId(statement, 1, id);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        });
    }

    void insert(OpenRun run, long nextLook) throws SQLException {
        statements.run(table.insert(), statement -> {
            bindId(statement, 1, run.id());
            statement.setString(3, encoded(run.key()));
            statement.setString(4, encoded(run.correlationId()));
            statement.setString(5, encoded(run.headers()));
            statement.setLong(6, run.created().toEpochMilli());
            statement.setLong(7, nextLook);
            statement.setInt(8, run.misses());
            statement.setInt(9, run.failures());
            return statement.executeUpdate();
        });
    }

    List<OpenRun> lease(String owner, long now, long until, int most) throws SQLException {
        List<Due> due = due(now, most);
        if (due.isEmpty()) return List.of();
        // All nodes lock rows in the same order, so that none waits for one that waits for it.
        List<Due> inOrder = new ArrayList<>(due);
        inOrder.sort(Comparator.comparing(one -> one.run().id()));
        return statements.runInOne(table.lease(), statement -> {
            List<OpenRun> leased = new ArrayList<>();
            for (Due one : inOrder) {
                statement.setLong(1, until);
                statement.setString(2, owner);
                bindId(statement, 3, one.run().id());
                statement.setLong(5, one.nextLook());
                if (statement.executeUpdate() > 0) leased.add(one.run());
            }
            return leased;
        });
    }

    private List<Due> due(long now, int most) throws SQLException {
        return statements.run(table.due(), statement -> {
            statement.setString(1, repository);
            statement.setLong(2, now);
            statement.setMaxRows(most);
            List<Due> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) due.add(new Due(run(rows), rows.getLong(6)));
            }
            return due;
        });
    }

    private static OpenRun run(ResultSet row) throws SQLException {
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
        return statements.runInOne(table.renew(), statement -> {
            Set<String> held = new HashSet<>();
            for (String id : inOrder(ids)) {
                statement.setLong(1, until);
                bindId(statement, 2, id);
                statement.setString(4, owner);
                if (statement.executeUpdate() > 0) held.add(id);
            }
            return held;
        });
    }

    void release(String owner, OpenRun run, long nextLook) throws SQLException {
        statements.run(table.release(), statement -> {
            statement.setLong(1, nextLook);
            statement.setInt(2, run.misses());
            statement.setInt(3, run.failures());
            bindId(statement, 4, run.id());
            statement.setString(6, owner);
            return statement.executeUpdate();
        });
    }

    void delete(Collection<String> ids) throws SQLException {
        statements.runInOne(table.delete(), statement -> {
            for (String id : inOrder(ids)) {
                bindId(statement, 1, id);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    private static List<String> inOrder(Collection<String> ids) {
        return ids.stream().sorted().toList();
    }

    private void bindId(PreparedStatement statement, int index, String id) throws SQLException {
        statement.setString(index, repository);
        statement.setString(index + 1, encoded(id));
    }

    private static @Nullable String encoded(@Nullable String text) {
        return text == null ? null : StorableText.encode(text);
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}
