// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** The table of runs on PostgreSQL. */
class PostgresRunRepositoryTest extends JdbcRunRepositoryContract {

    /** More than the tests' threads want at a time. */
    private static final int CONNECTIONS = 40;

    private JdbcConnectionPool pool;

    @Override
    protected DataSource database() {
        PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
        server.setUrl(TestPostgres.newSchema());
        pool = JdbcConnectionPool.create(server);
        pool.setMaxConnections(CONNECTIONS);
        return pool;
    }

    @AfterEach
    void closeConnections() {
        pool.dispose();
    }

    @Override
    protected String alterToText(String column) {
        return "ALTER TABLE CAMEL_GEMINI_INTERACTIONS_RUNS ALTER COLUMN " + column + " TYPE TEXT";
    }
}
