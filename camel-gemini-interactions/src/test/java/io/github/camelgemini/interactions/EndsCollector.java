// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * A process of its own that awaits the runs of a repository and writes each id to a file. After the first of them it waits
 * for a byte on its standard input before it writes another. Runs until it is killed.
 */
final class EndsCollector {

    private static final AtomicInteger WRITTEN = new AtomicInteger();
    private static final CountDownLatch MORE = new CountDownLatch(1);

    private EndsCollector() {}

    /**
     * Arguments: the emulator's address, the PostgreSQL with the runs, the file of ids, which is there when it is ready, how
     * many ids come first, for how many milliseconds a node holds runs.
     */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("runs", runs(arguments[1], Long.parseLong(arguments[4])));
        Path ends = Path.of(arguments[2]);
        int first = Integer.parseInt(arguments[3]);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:await?runRepository=#runs").process(exchange -> {
                    if (WRITTEN.incrementAndGet() > first) MORE.await();
                    Files.writeString(
                            ends,
                            exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID) + "\n",
                            StandardCharsets.UTF_8,
                            StandardOpenOption.APPEND);
                });
            }
        });
        Files.createFile(ends);
        context.start();
        System.in.read();
        MORE.countDown();
        Thread.currentThread().join();
    }

    static JdbcRunRepository runs(String url, long leaseMillis) {
        PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
        server.setUrl(url);
        JdbcRunRepository runs = new JdbcRunRepository(JdbcConnectionPool.create(server), "runs");
        runs.setCreateTableIfNotExists(true);
        runs.setLeaseTime(leaseMillis);
        return runs;
    }
}
