// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.commons.dbcp2.BasicDataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** What the nodes share (a broker, a database, the address of the API), the nodes themselves, and who starts runs. */
final class Cluster implements AutoCloseable {

    private static final String COMPONENT = "camel.component.gemini-interactions.";

    private final Path logs;
    private final String databaseUrl;
    private final Map<String, String> api;
    private final BasicDataSource database = new BasicDataSource();
    private final Broker broker;
    private final Main starter = new Main();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Starts everything but nodes, and makes the tables.
     *
     * @param emulator address of the API's emulator
     * @param databaseUrl for JDBC; an empty database that other processes reach too
     * @param logs folder for what the nodes say
     */
    Cluster(String emulator, String databaseUrl, Path logs) throws Exception {
        this.logs = Files.createDirectories(logs);
        this.databaseUrl = databaseUrl;
        // They leave nothing open that the environment could fill.
        api = Map.of(
                COMPONENT + "enterprise", "false",
                COMPONENT + "base-url", emulator,
                COMPONENT + "api-key", "emulator");
        database.setUrl(databaseUrl);
        new ResourceDatabasePopulator(new ClassPathResource("sql/schema.sql")).execute(database);
        broker = new Broker();
        starter.configure()
                .withRoutesIncludePattern("classpath:camel/start.camel.yaml")
                .withAutoConfigurationEnvironmentVariablesEnabled(false);
        api.forEach(starter::addOverrideProperty);
        starter.addOverrideProperty("start.broker", broker.url());
        starter.bind("database", database);
        starter.start();
    }

    /** Starts a node; whether it listens already is told by the broker. */
    NodeProcess startNode(String name, int runsAtOnce) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>(api);
        properties.put("node.name", name);
        properties.put("node.broker", broker.url());
        properties.put("node.database", databaseUrl);
        properties.put("node.runsAtOnce", String.valueOf(runsAtOnce));
        NodeProcess node = NodeProcess.start(properties, logs.resolve("node-" + name + ".log"));
        nodes.add(node);
        return node;
    }

    /** Starts runs in the background and puts their ids on the queue; returns the ids. */
    List<String> startRuns(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int run = 1; run <= count; run++) {
            String prompt = "Run " + run;
            Exchange started = starter.getCamelTemplate()
                    .send("direct:start", exchange -> exchange.getMessage().setBody(prompt));
            if (started.getException() != null) throw started.getException();
            ids.add(started.getMessage().getBody(String.class));
        }
        return ids;
    }

    Broker broker() {
        return broker;
    }

    Deliveries deliveries() {
        return new Deliveries(database);
    }

    @Override
    public void close() throws Exception {
        for (NodeProcess node : nodes) node.close();
        starter.stop();
        broker.close();
        database.close();
    }
}
