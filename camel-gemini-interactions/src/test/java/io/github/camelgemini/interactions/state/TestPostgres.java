// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL for all tests of a process, a real one that Maven brings along. It ends with the process. */
public final class TestPostgres {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static EmbeddedPostgres server;

    private TestPostgres() {}

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("log_min_messages", "panic")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    /** The address of a schema that is empty and that no other caller has. */
    public static String newSchema() {
        String name = "test_" + SCHEMAS.incrementAndGet();
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return server().getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
    }
}
