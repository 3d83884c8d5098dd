// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.util.FileSystemUtils;

/** What the Secrets of {@code cluster/} name: an emulator, a database in PostgreSQL, a broker. New for each test. */
final class Cluster implements BeforeEachCallback, AfterEachCallback {

    static final String QUEUE = "documents";

    private static final String USER = "postgres";

    private final List<Pod> pods = new ArrayList<>();
    private final Map<String, String> secrets = new TreeMap<>();

    private Path folder;
    private GeminiEmulator emulator;
    private Database database;
    private Broker broker;

    /** Runs until the last test of this process has ended. */
    private record Postgres(EmbeddedPostgres server) implements AutoCloseable {

        static Postgres start() {
            try {
                return new Postgres(EmbeddedPostgres.start());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        folder = Files.createTempDirectory("camel-k");
        emulator = GeminiEmulator.startOnFreePort();
        broker = Broker.onLoopback(QUEUE);
        database = Database.at(newDatabase(test) + "&user=" + USER);
        secrets.clear();
        secrets.put("camel.component.gemini-interactions.base-url", emulator.baseUrl());
        secrets.put("database.url", database.url());
        secrets.put("database.username", USER);
        secrets.put("broker.url", broker.url());
        Set<String> unknown = new TreeSet<>(secrets.keySet());
        Resource.of("Secret")
                .forEach(secret -> unknown.removeAll(secret.values().keySet()));
        if (!unknown.isEmpty()) throw new AssertionError("No Secret has " + unknown);
    }

    private static String newDatabase(ExtensionContext test) throws Exception {
        EmbeddedPostgres server = test.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(Postgres.class, ignored -> Postgres.start(), Postgres.class)
                .server();
        String name = "test_" + Long.toHexString(System.nanoTime());
        try (Connection connection = DriverManager.getConnection(server.getJdbcUrl(USER, "postgres"));
                Statement create = connection.createStatement()) {
            create.execute("create database " + name);
        }
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?ApplicationName=camel";
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        pods.forEach(Pod::close);
        pods.clear();
        database.close();
        broker.close();
        emulator.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    Pod start(String kind, String name) throws Exception {
        return start(new Main(), kind, name);
    }

    Pod start(MainCommandLineSupport camel, String kind, String name) throws Exception {
        Pod pod = Pod.start(camel, Resource.named(kind, name), Files.createTempDirectory(folder, name), secrets);
        pods.add(pod);
        return pod;
    }

    /** Changes a value of a Secret for Pods that start from now on. */
    void secret(String key, String value) {
        secrets.put(key, value);
    }

    GeminiEmulator emulator() {
        return emulator;
    }

    Database database() {
        return database;
    }

    Broker broker() {
        return broker;
    }
}
