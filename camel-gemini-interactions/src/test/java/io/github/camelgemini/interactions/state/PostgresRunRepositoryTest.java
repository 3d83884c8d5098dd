// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/** The table of runs on PostgreSQL, a real one that Maven brings along. */
class PostgresRunRepositoryTest extends JdbcRunRepositoryContract {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("log_min_messages", "panic")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    protected DataSource database() throws SQLException {
        String schema = "test_" + SCHEMAS.incrementAndGet();
        PGSimpleDataSource database = (PGSimpleDataSource) server.getPostgresDatabase();
        database.setCurrentSchema(schema);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS STORES CASCADE");
            statement.execute("CREATE SCHEMA " + schema);
        }
        return database;
    }
}
