// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.NodeProcess;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;

/** Nodes, their broker, and the route that starts runs. */
final class Cluster implements AutoCloseable {

    private final Path logs;
    private final GeminiEmulator emulator;
    private final Database database;
    private final Broker broker = Broker.onLoopback("interactions");
    private final Main starter;
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Starts broker and starter, no node.
     *
     * @param database with an URL that other processes can use; closed by its owner
     * @param logs folder for the logs of the nodes
     */
    Cluster(GeminiEmulator emulator, Database database, Path logs) throws Exception {
        this.logs = Files.createDirectories(logs);
        this.database = database;
        this.emulator = emulator;
        Map<String, String> properties = Node.emulator(emulator);
        properties.put(Node.ROUTES, "classpath:camel/start.camel.yaml");
        properties.put("start.broker", broker.url());
        starter = Node.camel(properties);
        starter.bind("database", database.connections());
        starter.start();
    }

    /** Starts a node; {@link Broker#consumers} shows when it is ready. */
    NodeProcess startNode(String name, int runsAtOnce) throws IOException {
        NodeProcess node = NodeProcess.start(
                node(name, runsAtOnce, broker, database.url(), emulator), logs.resolve("node-" + name + ".log"));
        nodes.add(node);
        return node;
    }

    /** Properties of a node, which needs nothing else. */
    static Map<String, String> node(
            String name, int runsAtOnce, Broker broker, String database, GeminiEmulator emulator) {
        Map<String, String> properties = Node.emulator(emulator);
        properties.put(Node.ROUTES, "classpath:camel/node.camel.yaml");
        properties.put("node.name", name);
        properties.put("node.broker", broker.url());
        properties.put("node.database", database);
        properties.put("node.runsAtOnce", String.valueOf(runsAtOnce));
        return properties;
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

    @Override
    public void close() throws Exception {
        for (NodeProcess node : nodes) node.close();
        starter.stop();
        broker.close();
    }
}
