// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

/** A process of its own whose functions write into a database. Runs until it is killed. */
final class FunctionNode {

    static final String ASK =
            "gemini-interactions:create?model=gemini-3.5-flash&tags=t&toolResultRepository=#results&toolTimeout=10m";

    private static final String APPROVE = ASK.replace(":create?", ":approve?");

    /** Inside a function, after its effect. */
    static final String HANG_INSIDE = "hang-inside";

    /** After a result was kept, before it can be sent. */
    static final String HANG_BEHIND = "hang-behind";

    private FunctionNode() {}

    /**
     * Arguments: the emulator's address, the database, what to do ({@code ask}, {@code attach} or {@code approve}), the id
     * of an interaction or a dash, and where to hang.
     */
    public static void main(String... arguments) throws Exception {
        Set<String> hangs = Set.of(arguments[4]);
        JdbcConnectionPool database = JdbcConnectionPool.create(arguments[1], "sa", "");
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("results", results(database, hangs.contains(HANG_BEHIND)));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String function : new String[] {"note?tags=t", "pay?tags=t&execution=manual"}) {
                    from("gemini-interactions-tool:" + function)
                            .process(exchange -> write(database, exchange))
                            .process(exchange -> {
                                if (hangs.contains(HANG_INSIDE)) new CountDownLatch(1).await();
                            })
                            .setBody()
                            .constant("written");
                }
            }
        });
        context.start();
        String answer =
                switch (arguments[2]) {
                    case "ask" -> context.createProducerTemplate().requestBody(ASK, "Go", String.class);
                    case "attach" ->
                        Redelivered.attach(context, ASK, arguments[3]).get();
                    default -> context.createProducerTemplate().requestBody(APPROVE, approved(database), String.class);
                };
        insert(database, "insert into answers (body) values (?)", answer);
        Thread.currentThread().join();
    }

    private static void write(JdbcConnectionPool database, Exchange exchange) throws Exception {
        insert(
                database,
                "insert into effects (call_id, redelivered) values (?, ?)",
                exchange.getMessage().getHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID),
                exchange.getMessage().getHeader(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED));
    }

    /** The round that was parked, with a yes to each call. */
    private static String approved(JdbcConnectionPool database) throws Exception {
        try (Connection connection = database.getConnection();
                ResultSet row = connection.createStatement().executeQuery("select body from answers order by id")) {
            row.next();
            ObjectNode parked = (ObjectNode) new ObjectMapper().readTree(row.getString(1));
            ObjectNode decisions = parked.putObject("decisions");
            parked.path("pending").forEach(call -> decisions.put(call.path("id").asText(), "approve"));
            return parked.toString();
        }
    }

    private static void insert(JdbcConnectionPool database, String sql, Object... values) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
            statement.executeUpdate();
        }
    }

    static ConditionalStateRepository results(JdbcConnectionPool database, boolean hang) {
        JdbcStateRepository table = new JdbcStateRepository(database, "results");
        table.setCreateTableIfNotExists(true);
        return hang ? new Hanging(table) : table;
    }

    /** Keeps a result, and never comes back. */
    private record Hanging(ConditionalStateRepository kept) implements ConditionalStateRepository {
        @Override
        public void setState(String key, String value) {
            throw new UnsupportedOperationException("a result is stored on condition");
        }

        @Override
        public String getState(String key) {
            return kept.getState(key);
        }

        @Override
        public boolean replace(String key, String expected, String value) {
            boolean replaced = kept.replace(key, expected, value);
            if (value.startsWith("begun")) return replaced;
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return replaced;
        }

        @Override
        public void removeState(String key) {
            kept.removeState(key);
        }

        @Override
        public void start() {
            kept.start();
        }

        @Override
        public void stop() {
            kept.stop();
        }
    }
}
