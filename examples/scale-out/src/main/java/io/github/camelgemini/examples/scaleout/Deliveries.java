// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/** Reads what the nodes have written. */
final class Deliveries {

    /**
     * A run's row.
     *
     * @param status the API's word, as of when the run was started or had ended
     * @param node who followed it to its end; null before
     */
    record Run(String interactionId, String status, @Nullable String node) {}

    /**
     * One time that a step came into a route.
     *
     * @param stepKey the same each time the step comes
     * @param attempt which delivery of the run's message brought it, from 1
     */
    record Delivery(String interactionId, String stepKey, String text, String node, int attempt) {}

    private interface Reading<T> {
        T row(ResultSet result) throws SQLException;
    }

    private final DataSource database;

    Deliveries(DataSource database) {
        this.database = database;
    }

    List<Run> runs() throws SQLException {
        return read(
                "select interaction_id, status, node from run",
                row -> new Run(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** In the order in which they came. */
    List<Delivery> steps() throws SQLException {
        return read(
                "select interaction_id, step_key, text, node, attempt from delivery order by id",
                row -> new Delivery(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5)));
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
