// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.RunScript;
import org.springframework.jms.connection.CachingConnectionFactory;

/** Database, broker and routes, from start to stop. */
final class Pipeline implements AutoCloseable {

    private final JdbcConnectionPool database;
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final CachingConnectionFactory connections = new CachingConnectionFactory();
    private final Main camel = new Main();

    /**
     * Starts the broker; nothing is read from the inbox before {@link #start}.
     *
     * @param places the folders of this run; they exist
     * @param run marks the rows of this run
     * @param settings properties of the routes and of the component: they win over {@code application.properties}
     */
    Pipeline(Places places, Map<String, String> settings, String run) throws Exception {
        // Left to itself H2 writes a commit half a second later: a file could be in done/ and its row lost with the
        // process.
        database =
                JdbcConnectionPool.create("jdbc:h2:" + places.database().toAbsolutePath() + ";WRITE_DELAY=0", "sa", "");
        try (Connection connection = database.getConnection();
                Reader schema = new InputStreamReader(
                        Objects.requireNonNull(Pipeline.class.getResourceAsStream("/sql/schema.sql")),
                        StandardCharsets.UTF_8)) {
            RunScript.execute(connection, schema);
        }

        broker.setConfiguration(insideThisProcess(places.queue().toAbsolutePath()));
        connections.setTargetConnectionFactory(new ActiveMQConnectionFactory("vm://0"));

        // Only what was typed counts: no CAMEL_… variable of the environment sends a document elsewhere.
        camel.configure()
                .withAutoConfigurationEnvironmentVariablesEnabled(false)
                .withAutoConfigurationSystemPropertiesEnabled(false);
        settings.forEach(camel::addOverrideProperty);
        camel.addOverrideProperty(
                "pipeline.inbox", places.inbox().toAbsolutePath().toString());
        camel.addOverrideProperty("pipeline.run", run);
        camel.bind("dataSource", database);
        camel.bind("connectionFactory", connections);
        camel.bind("shelf", new Shelf(places));
    }

    void start() throws Exception {
        broker.start();
        camel.start();
    }

    DataSource database() {
        return database;
    }

    /** Stops in the opposite order, so that what is under way still finds what it needs. */
    @Override
    public void close() throws Exception {
        camel.stop();
        connections.destroy();
        broker.stop();
        database.dispose();
    }

    /** No port is opened. What was not yet written when the process died is on the queue of the next run. */
    private static Configuration insideThisProcess(Path data) throws Exception {
        return new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(1024 * 1024)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setLargeMessagesDirectory(data.resolve("large-messages").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .addAcceptorConfiguration("vm", "vm://0")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setDeadLetterAddress(SimpleString.of("DLQ"))
                                .setExpiryAddress(SimpleString.of("DLQ"))
                                .setAutoCreateDeadLetterResources(true));
    }
}
