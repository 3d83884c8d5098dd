// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.time.Duration;

import jakarta.jms.JMSContext;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The Pipe {@code summaries}, with the kamelet that is in the component's jar. */
@Timeout(120)
class SummariesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    final Cluster cluster = new Cluster();

    @Test
    void aTextOnOneQueueIsItsSummaryOnTheOther() throws Exception {
        cluster.emulator().script(Script.onCreate().text("A harbour in one sentence."));
        cluster.start("Pipe", "summaries");

        send("A long text about a harbour.");

        assertThat(receive("summaries")).isEqualTo("A harbour in one sentence.");
        assertThat(cluster.emulator().lastRequest().at("/model").asText()).isEqualTo("gemini-3.5-flash");
        assertThat(cluster.emulator().lastRequest().at("/input").toString())
                .contains("Summarise this text in one sentence.", "A long text about a harbour.");
        assertThat(cluster.emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aTextThatFailsIsKept() throws Exception {
        cluster.emulator().script(Script.onCreate().httpStatus(400));
        cluster.start("Pipe", "summaries");

        send("A long text about a harbour.");

        assertThat(receive("texts.failed")).isEqualTo("A long text about a harbour.");
        assertThat(cluster.emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void whatTheSecretsHoldIsNotLogged() throws Exception {
        cluster.secret("camel.component.gemini-interactions.api-key", "secret-of-the-component");
        cluster.secret("camel.kamelet.gemini-interactions-action.apiKey", "secret-of-the-kamelet");
        cluster.secret("broker.password", "secret-of-the-broker");
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Level before = camel.getLevel();
        camel.setLevel(Level.INFO);
        camel.addAppender(log);
        log.start();
        try {
            cluster.start("Pipe", "summaries");
            send("A long text about a harbour.");
            assertThat(receive("summaries")).isNotEmpty();
        } finally {
            camel.detachAppender(log);
            camel.setLevel(before);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("broker.password"))
                .noneMatch(line -> line.contains("secret-of-the-"));
    }

    private void send(String text) {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(cluster.broker().url());
                JMSContext jms = factory.createContext()) {
            jms.createProducer().send(jms.createQueue("texts"), text);
        }
    }

    private String receive(String queue) {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(cluster.broker().url());
                JMSContext jms = factory.createContext()) {
            return jms.createConsumer(jms.createQueue(queue)).receiveBody(String.class, PATIENCE.toMillis());
        }
    }
}
