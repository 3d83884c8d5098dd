// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An ActiveMQ Artemis on a free port of the loopback interface, for the tests of a class. */
final class EmbeddedBroker implements BeforeAllCallback, AfterAllCallback {

    private static final String ACCEPTOR = "tests";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setPersistenceEnabled(false)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://127.0.0.1:0?protocols=CORE"));
        broker.start();
    }

    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR);
        return "tcp://127.0.0.1:" + acceptor.getActualPort();
    }

    /** The client's threads are those of the process: other tests count threads. */
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        broker.stop();
        ActiveMQClient.clearThreadPools();
    }
}
