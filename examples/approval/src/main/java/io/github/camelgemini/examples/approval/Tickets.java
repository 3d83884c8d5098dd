// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The tables as a shop's own programs use them: they file tickets and read what came of them. */
final class Tickets {

    /**
     * A ticket's row, with what it made happen.
     *
     * @param interactionId of the round that waits or waited; null when nothing had to wait
     * @param decision {@code approve}, {@code reject: reason}, or null
     * @param refunds rows that were written for it
     */
    record Ticket(
            String id,
            String state,
            @Nullable String interactionId,
            @Nullable String decision,
            @Nullable String answer,
            @Nullable String askedBy,
            @Nullable String finishedBy,
            int refunds) {

        boolean isWaiting() {
            return state.equals("waiting");
        }

        boolean isOver() {
            return state.equals("done") || state.equals("failed");
        }
    }

    /** One time that a function ran. */
    record FunctionRun(String ticket, String callId, String function, String node) {}

    private interface Reading<T> {
        T row(ResultSet result) throws SQLException;
    }

    private final DataSource database;

    Tickets(DataSource database) {
        this.database = database;
    }

    void makeTables() {
        new ResourceDatabasePopulator(new ClassPathResource("sql/schema.sql")).execute(database);
    }

    /** Files a ticket about a new order, of 49.90. {@code text} may have the order's number in it, as {@code %s}. */
    void file(String ticket, String order, String text) throws SQLException {
        update(
                "insert into customer_order (id, customer, item, amount, ordered_on)"
                        + " values (?, 'A. Jones', 'Kettle', 49.90, date '2026-03-02')",
                order);
        file(ticket, text.formatted(order));
    }

    void file(String ticket, String text) throws SQLException {
        update("insert into ticket (id, text) values (?, ?)", ticket, text);
    }

    List<Ticket> all() throws SQLException {
        return read(
                "select id, state, interaction_id, decision, answer, asked_by, finished_by,"
                        + " (select count(*) from refund r where r.ticket = t.id) from ticket t order by id",
                row -> new Ticket(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getInt(8)));
    }

    List<FunctionRun> functionRuns() throws SQLException {
        return read(
                "select ticket, call_id, function_name, node from function_run order by id",
                row -> new FunctionRun(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    int update(String statement, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) update.setObject(i + 1, values[i]);
            return update.executeUpdate();
        }
    }

    private <T> List<T> read(String query, Reading<T> reading) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) rows.add(reading.row(result));
        }
        return rows;
    }
}
