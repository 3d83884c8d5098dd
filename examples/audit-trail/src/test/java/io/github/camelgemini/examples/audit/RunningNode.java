// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.LocalSite;
import io.github.camelgemini.examples.support.Node;
import org.apache.camel.main.Main;

import static org.awaitility.Awaitility.await;

/** A node with a broker and a database of its own, and the programs that use it. */
final class RunningNode implements AutoCloseable {

    final Broker broker = Broker.onLoopback(Audit.QUEUE);
    final Database database =
            Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=120000");
    final Trail trail = new Trail(database, broker);
    final LocalSite site = LocalSite.onFreePort();
    final HashChain chain;
    private final Main camel;

    /** @param changed properties other than those of the command */
    RunningNode(GeminiEmulator emulator, Path folder, Map<String, String> changed) throws Exception {
        Path key = Audit.key();
        Map<String, String> properties =
                Audit.node(emulator, database.url(), broker.url(), site, key, Audit.prices(folder));
        properties.putAll(changed);
        chain = new HashChain(database.connections(), key.toString());
        trail.open();
        camel = Node.camel(properties);
        camel.start();
    }

    /** Waits until no message waits, is in delivery, or will be delivered again. */
    void settle() {
        until(trail::isIdle);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    @Override
    public void close() throws Exception {
        camel.stop();
        broker.close();
        database.update("shutdown");
    }
}
