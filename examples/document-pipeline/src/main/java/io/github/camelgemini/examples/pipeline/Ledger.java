// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/** Reads what the routes of one run have written. Everything the program prints about documents comes from here. */
final class Ledger {

    /**
     * A document's row, without its content.
     *
     * @param outcome {@code running}, {@code done} or {@code failed}
     * @param reason why it failed; null when it did not
     * @param stepsSent steps given to the queue
     * @param stepsWritten steps in the database
     * @param time from taken to settled, or until now
     */
    record Row(
            String id,
            String file,
            long bytes,
            String outcome,
            @Nullable String reason,
            long inputTokens,
            long outputTokens,
            long thoughtTokens,
            long totalTokens,
            int stepsSent,
            int stepsWritten,
            Duration time) {

        boolean isSettled() {
            return !outcome.equals("running");
        }
    }

    private static final String ROWS =
            """
            select d.*, (select count(*) from step s where s.document_id = d.id) as steps_written
            from document d where d.run = ? order by d.started, d.file
            """;

    private final DataSource database;
    private final String run;

    Ledger(DataSource database, String run) {
        this.database = database;
        this.run = run;
    }

    /** All documents of this run, in the order in which they were taken. */
    List<Row> rows() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setString(1, run);
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) rows.add(row(result));
            }
        }
        return rows;
    }

    private static Row row(ResultSet result) throws SQLException {
        OffsetDateTime started = result.getObject("started", OffsetDateTime.class);
        OffsetDateTime ended = result.getObject("ended", OffsetDateTime.class);
        return new Row(
                result.getString("id"),
                result.getString("file"),
                result.getLong("bytes"),
                result.getString("outcome"),
                result.getString("reason"),
                result.getLong("input_tokens"),
                result.getLong("output_tokens"),
                result.getLong("thought_tokens"),
                result.getLong("total_tokens"),
                result.getInt("steps_sent"),
                result.getInt("steps_written"),
                Duration.between(started, ended == null ? OffsetDateTime.now(started.getOffset()) : ended));
    }
}
