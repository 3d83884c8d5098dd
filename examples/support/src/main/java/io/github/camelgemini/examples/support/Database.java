// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A database with the tables of {@code sql/schema.sql}, and what the examples read and write there besides their routes. */
public final class Database implements AutoCloseable {

    private final BasicDataSource connections = new BasicDataSource();
    private final JdbcTemplate statements = new JdbcTemplate(connections);
    private final @Nullable Server server;

    private Database(String url, @Nullable Server server) {
        this.server = server;
        connections.setUrl(url);
        new ResourceDatabasePopulator(new ClassPathResource("sql/schema.sql")).execute(connections);
    }

    /** A database that exists, or an H2 that is made; {@code url} has all that a connection needs. */
    public static Database at(String url) {
        return new Database(url, null);
    }

    /** An empty H2 in {@code folder}, served to other processes on a free port of the loopback interface. */
    public static Database shared(Path folder, String name) throws IOException, SQLException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(name + ".mv.db")); // of an earlier run
        System.setProperty("h2.bindAddress", "127.0.0.1"); // the default is all interfaces
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
                .start();
        return new Database("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./" + name, server);
    }

    public String url() {
        return connections.getUrl();
    }

    public DataSource connections() {
        return connections;
    }

    /** Rows as records; columns are matched by name ({@code step_key} to {@code stepKey}). */
    public <T> List<T> rows(Class<T> row, String query, @Nullable Object... values) {
        return statements.query(query, DataClassRowMapper.newInstance(row), values);
    }

    /** The one number that a query returns. */
    public long number(String query, @Nullable Object... values) {
        Long number = statements.queryForObject(query, Long.class, values);
        return number == null ? 0 : number;
    }

    /** @return the number of rows that were changed */
    public int update(String statement, @Nullable Object... values) {
        return statements.update(statement, values);
    }

    @Override
    public void close() throws SQLException {
        connections.close();
        if (server != null) server.stop();
    }
}
