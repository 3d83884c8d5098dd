// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.Node;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.main.Main;
import org.springframework.jms.connection.CachingConnectionFactory;

/** Database and broker of the routes, and the beans that the routes name. */
final class Pipeline implements AutoCloseable {

    private final Places places;
    private final Database database;
    private final Broker broker;
    private final CachingConnectionFactory connections =
            new CachingConnectionFactory(new ActiveMQConnectionFactory("vm://0"));

    /** @param places the folders of this run; they exist */
    Pipeline(Places places) throws Exception {
        this.places = places;
        // By default H2 writes a commit half a second later: a file could be in done/ and its row be lost with the
        // process. And it would close the database as soon as the process is interrupted.
        database = Database.at(
                "jdbc:h2:" + places.database().toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;USER=sa");
        broker = Broker.storedIn(places.queue().toAbsolutePath(), "steps");
    }

    /**
     * The application, not started. Only what was typed counts: no {@code CAMEL_…} variable sends a document elsewhere.
     *
     * @param run marks the rows of this run
     * @param settings properties of the routes and of the component: they win over {@code application.properties}
     */
    Main camel(String run, Map<String, String> settings) {
        Main camel = Node.camel(properties(run, settings));
        bind(camel::bind);
        return camel;
    }

    Map<String, String> properties(String run, Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("pipeline.inbox", places.inbox().toAbsolutePath().toString());
        properties.put("pipeline.run", run);
        return properties;
    }

    void bind(BiConsumer<String, Object> registry) {
        registry.accept("dataSource", database.connections());
        registry.accept("connectionFactory", connections);
        registry.accept("shelf", new Shelf(places));
    }

    Database database() {
        return database;
    }

    @Override
    public void close() throws Exception {
        connections.destroy();
        broker.close();
        database.close();
    }
}
