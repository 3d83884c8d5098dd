// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An ActiveMQ Artemis on a free port of the loopback interface, for as long as this process lives. */
final class Broker implements AutoCloseable {

    private static final String INTERACTIONS = "interactions";
    private static final String DEAD_LETTERS = "DLQ";
    private static final String ACCEPTOR = "nodes";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    Broker() throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setPersistenceEnabled(false)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://127.0.0.1:0?protocols=CORE")
                .addQueueConfiguration(queue(INTERACTIONS))
                .addQueueConfiguration(queue(DEAD_LETTERS))
                .addAddressSetting(INTERACTIONS, howToDeliverAgain()));
        broker.start();
    }

    /** Not at once, as what made a node fail may last; and not for ever, as it may be the run. */
    private static AddressSettings howToDeliverAgain() {
        return new AddressSettings()
                .setRedeliveryDelay(500)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setMaxDeliveryAttempts(10)
                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS));
    }

    private static QueueConfiguration queue(String name) {
        return QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST);
    }

    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR);
        return "tcp://127.0.0.1:" + acceptor.getActualPort();
    }

    /** How many consumers of nodes are connected. */
    int consumers() {
        return find(INTERACTIONS).getConsumerCount();
    }

    /** Ids that nobody has finished with: waiting, worked on, or to be delivered again. */
    long messages() {
        return find(INTERACTIONS).getMessageCount();
    }

    /** Ids that were given back too often. */
    long deadLetters() {
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
