// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;

/** The table of runs on H2. */
class H2RunRepositoryTest extends JdbcRunRepositoryContract {

    @Override
    protected DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    @Override
    protected String alterToText(String column) {
        return "ALTER TABLE CAMEL_GEMINI_INTERACTIONS_RUNS ALTER COLUMN " + column + " VARCHAR(100)";
    }
}
