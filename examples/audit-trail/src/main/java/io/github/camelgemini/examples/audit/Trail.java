// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;

import io.github.camelgemini.examples.support.Broker;
import io.github.camelgemini.examples.support.Database;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The queue and the tables as other programs of the bank use them: they send work and read the trail. */
record Trail(Database database, Broker broker) {

    /**
     * A row of {@code audit}.
     *
     * @param position in the chain, from 1
     */
    record Row(
            long position,
            String interactionId,
            String entryKey,
            String kind,
            String subject,
            @Nullable String model,
            @Nullable String type,
            @Nullable String content,
            String contentHash,
            @Nullable String actor,
            @Nullable String status,
            @Nullable String reason,
            @Nullable Long totalTokens,
            @Nullable BigDecimal cost,
            @Nullable String currency) {}

    /** All rows of one subject, in figures. */
    record Task(
            String subject,
            long interactions,
            long steps,
            long results,
            @Nullable String decision,
            long tokens,
            BigDecimal cost) {}

    /** Two accounts of one owner. */
    void open() {
        database.update("insert into account values ('4711', 'A. Jones', 812.40), ('4712', 'A. Jones', 99.00)");
    }

    /** @param headers in addition to {@code subject} and {@code kind} */
    void send(String subject, String kind, String text, Map<String, String> headers) {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(broker.url());
                JMSContext session = connections.createContext()) {
            JMSProducer message =
                    session.createProducer().setProperty("subject", subject).setProperty("kind", kind);
            headers.forEach(message::setProperty);
            message.send(session.createQueue(Audit.QUEUE), text);
        }
    }

    void send(String subject, String text) {
        send(subject, "question", text, Map.of());
    }

    boolean isIdle() {
        return broker.messages() == 0;
    }

    List<Row> rows() {
        return database.rows(Row.class, "select * from audit order by position");
    }

    List<Row> rows(String subject, String kind) {
        return rows().stream()
                .filter(row -> row.subject().equals(subject) && row.kind().equals(kind))
                .toList();
    }

    List<Task> tasks() {
        return database.rows(
                Task.class,
                """
                select subject, count(case kind when 'ended' then 1 end) as interactions,
                    count(case kind when 'step' then 1 end) as steps, count(case kind when 'result' then 1 end) as results,
                    max(case kind when 'decision' then status || ' (' || actor || ')' end) as decision,
                    coalesce(sum(total_tokens), 0) as tokens, coalesce(sum(cost), 0) as cost
                from audit group by subject order by min(position)
                """);
    }

    long payments() {
        return database.number("select count(*) from payment");
    }
}
