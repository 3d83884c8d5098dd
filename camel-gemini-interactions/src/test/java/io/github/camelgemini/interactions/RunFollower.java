// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.StateRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** A process of its own that follows runs and writes the key of every step to a file. Runs until it is killed. */
final class RunFollower {

    private RunFollower() {}

    /** Arguments: the emulator's address, a file of interaction ids, where the cursors are (a file or a PostgreSQL), the file of keys. */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("cursors", cursors(arguments[2]));
        Path received = Path.of(arguments[3]);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                for (String id : Files.readAllLines(Path.of(arguments[1]))) {
                    from("gemini-interactions:resume?cursorRepository=#cursors&interactionId=" + id)
                            .process(exchange -> Files.writeString(
                                    received,
                                    exchange.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY) + "\n",
                                    StandardCharsets.UTF_8,
                                    StandardOpenOption.APPEND));
                }
            }
        });
        context.start();
        Thread.currentThread().join();
    }

    private static StateRepository<String, String> cursors(String where) {
        if (!where.startsWith("jdbc:")) return new FileCursorRepository(Path.of(where));
        PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
        server.setUrl(where);
        JdbcStateRepository table = new JdbcStateRepository(JdbcConnectionPool.create(server), "cursors");
        table.setCreateTableIfNotExists(true);
        return table;
    }
}
