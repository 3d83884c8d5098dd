// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** A process of its own that sends turns of conversations, all at once, and writes down what became of each. */
final class ConversationNode {

    private ConversationNode() {}

    /** Arguments: the emulator's address, the database's, the node's name, how many keys, how many turns of each, the file. */
    public static void main(String... arguments) throws Exception {
        int keys = Integer.parseInt(arguments[3]);
        int turns = Integer.parseInt(arguments[4]);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            GeminiInteractionsComponent component = new GeminiInteractionsComponent();
            component.getConfiguration().setBaseUrl(arguments[0]);
            component.getConfiguration().setApiKey("emulator-key");
            context.addComponent("gemini-interactions", component);
            context.getRegistry().bind("conversations", conversations(arguments[1]));
            context.start();
            AsyncProducer ask = context.getEndpoint("gemini-interactions:create?model=gemini-3.5-flash"
                            + "&conversationRepository=#conversations&conversationTimeout=10m")
                    .createAsyncProducer();
            ask.start();
            Queue<String> lines = new ConcurrentLinkedQueue<>();
            CountDownLatch answered = new CountDownLatch(keys * turns);
            for (int turn = 0; turn < turns; turn++) {
                for (int key = 0; key < keys; key++) {
                    Exchange exchange = new DefaultExchange(context);
                    String text = "key " + key + " node " + arguments[2] + " turn " + turn + ".";
                    exchange.getMessage().setBody(text);
                    exchange.getMessage().setHeader(GeminiInteractionsConstants.CONVERSATION_ID, "key " + key);
                    ask.process(exchange, sync -> {
                        Object what = exchange.getException() != null
                                ? exchange.getException()
                                : exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID);
                        lines.add(text + "\t" + what);
                        answered.countDown();
                    });
                }
            }
            answered.await();
            Files.write(Path.of(arguments[5]), lines);
        }
    }

    /** The table in a PostgreSQL that all nodes share. */
    static JdbcStateRepository conversations(String url) {
        PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
        server.setUrl(url);
        JdbcStateRepository table = new JdbcStateRepository(JdbcConnectionPool.create(server), "conversations");
        table.setCreateTableIfNotExists(true);
        return table;
    }
}
