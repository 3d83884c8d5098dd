// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** A process of its own that awaits the runs of a repository and writes each id to a file. Runs until it is killed. */
final class EndsCollector {

    private EndsCollector() {}

    /** Arguments: the emulator's address, the PostgreSQL with the runs, the file of ids, which is there when it is ready. */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("runs", runs(arguments[1]));
        Path ends = Path.of(arguments[2]);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:await?runRepository=#runs")
                        .process(exchange -> Files.writeString(
                                ends,
                                exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID) + "\n",
                                StandardCharsets.UTF_8,
                                StandardOpenOption.APPEND));
            }
        });
        Files.createFile(ends);
        context.start();
        Thread.currentThread().join();
    }

    static JdbcRunRepository runs(String url) {
        PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
        server.setUrl(url);
        JdbcRunRepository runs = new JdbcRunRepository(JdbcConnectionPool.create(server), "runs");
        runs.setCreateTableIfNotExists(true);
        runs.setLeaseTime(15_000);
        return runs;
    }
}
