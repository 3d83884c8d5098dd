// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An ActiveMQ Artemis inside this process, with one queue. A message that fails ten times goes to {@code DLQ}. */
public final class Broker implements AutoCloseable {

    private static final String DEAD_LETTERS = "DLQ";
    private static final String ACCEPTOR = "clients";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final String queue;

    private Broker(String queue, ConfigurationImpl configuration, String address) throws Exception {
        this.queue = queue;
        broker.setConfiguration(configuration
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration(ACCEPTOR, address)
                .addQueueConfiguration(anycast(queue))
                .addQueueConfiguration(anycast(DEAD_LETTERS))
                .addAddressSetting(queue, redelivery()));
        broker.start();
    }

    /** For clients in other processes: on a free port of the loopback interface. Messages are lost when it stops. */
    public static Broker onLoopback(String queue) throws Exception {
        ConfigurationImpl inMemory = new ConfigurationImpl();
        inMemory.setPersistenceEnabled(false);
        return new Broker(queue, inMemory, "tcp://127.0.0.1:0?protocols=CORE");
    }

    /** For clients in this process, at {@code vm://0}: opens no port. Messages are stored in {@code folder}. */
    public static Broker storedIn(Path folder, String queue) throws Exception {
        ConfigurationImpl stored = new ConfigurationImpl();
        stored.setJournalType(JournalType.NIO)
                .setJournalFileSize(1024 * 1024)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large-messages").toString())
                .setPagingDirectory(folder.resolve("paging").toString());
        return new Broker(queue, stored, "vm://0");
    }

    /** Delayed, because the cause of a failure may last; limited, because it may be the message. */
    private static AddressSettings redelivery() {
        return new AddressSettings()
                .setRedeliveryDelay(500)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setMaxDeliveryAttempts(10)
                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS));
    }

    private static QueueConfiguration anycast(String name) {
        return QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST);
    }

    /** Address for clients of a broker on the loopback interface. */
    public String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR);
        return "tcp://127.0.0.1:" + acceptor.getActualPort();
    }

    /** Connected consumers of the queue. */
    public int consumers() {
        return find(queue).getConsumerCount();
    }

    /** Messages that are not acknowledged: waiting, in delivery, or scheduled for redelivery. */
    public long messages() {
        return find(queue).getMessageCount();
    }

    public long deadLetters() {
        return find(DEAD_LETTERS).getMessageCount();
    }

    private Queue find(String name) {
        return broker.getActiveMQServer().locateQueue(name);
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }
}
