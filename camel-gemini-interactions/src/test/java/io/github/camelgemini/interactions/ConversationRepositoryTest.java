// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.FileStateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Conversations outlive their context in every repository that does. */
class ConversationRepositoryTest extends GeminiEmulatorTestSupport {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&conversationRepository=#kept";
    private static final String FORGET = "gemini-interactions:delete?conversationRepository=#kept";
    private static final String ANNA = "anna=1 \n\ud83e\udd92";

    /** The routes of each context; added by a test once its repository is bound. */
    private static void addRoutes(CamelContext to, StateRepository<String, String> kept) throws Exception {
        to.getRegistry().bind("kept", kept);
        RouteBuilder.addRoutes(to, routes -> {
            routes.from("direct:ask").to(ASK);
            routes.from("direct:forget").to(FORGET);
        });
        to.start();
    }

    private static Exchange ask(FluentProducerTemplate by, String body) {
        return by.to("direct:ask")
                .withBody(body)
                .withHeader(GeminiInteractionsConstants.CONVERSATION_ID, ANNA)
                .send();
    }

    @TempDir
    static Path folder;

    private static DataSource h2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    private static DataSource postgres() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestPostgres.newSchema());
        return database;
    }

    private static Supplier<StateRepository<String, String>> table(DataSource database) {
        return () -> {
            JdbcStateRepository table = new JdbcStateRepository(database, "conversations");
            table.setCreateTableIfNotExists(true);
            return table;
        };
    }

    static Stream<Arguments> repositories() {
        MemoryStateRepository memory = new MemoryStateRepository();
        return Stream.of(
                Arguments.of("Camel's memory", (Supplier<?>) () -> memory),
                Arguments.of("Camel's file", (Supplier<?>) () -> FileStateRepository.fileStateRepository(
                        folder.resolve("camel.txt").toFile())),
                Arguments.of("our file", (Supplier<?>) () -> new FileCursorRepository(folder.resolve("ours"))),
                Arguments.of("H2", table(h2())),
                Arguments.of("PostgreSQL", table(postgres())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repositories")
    void aConversationGoesOnInAnotherContext(String name, Supplier<StateRepository<String, String>> repositories)
            throws Exception {
        StateRepository<String, String> before = repositories.get();
        addRoutes(context, before);
        ask(fluentTemplate, "One");
        String last = id(ask(fluentTemplate, "Two"));
        context.stop();
        if (!(before instanceof MemoryStateRepository)) ServiceHelper.stopService(before);

        StateRepository<String, String> after = repositories.get();
        try (CamelContext other = RouteKit.another(emulator())) {
            addRoutes(other, after);
            FluentProducerTemplate there = other.createFluentProducerTemplate();
            ask(there, "Three");
            assertThat(continued()).isEqualTo(last);

            Exchange forgotten = there.to("direct:forget")
                    .withHeader(GeminiInteractionsConstants.CONVERSATION_ID, ANNA)
                    .send();
            assertThat(forgotten.getException()).isNull();
            ask(there, "Four");
            assertThat(continued()).isNull();
        }
        if (!(after instanceof MemoryStateRepository)) ServiceHelper.stopService(after);
    }

    /** As docs/conversations.adoc says, for people who read the repository. */
    @Test
    void aKeyIsEncodedOnce() throws Exception {
        MemoryStateRepository states = new MemoryStateRepository();
        addRoutes(context, states);

        id(ask(fluentTemplate, "One"));

        assertThat(states.getState("anna~3d~1~20~~a~~d83e~~dd92~")).isNotNull();
    }

    @Test
    void twoContextsThatShareATableShareTheirConversations() throws Exception {
        DataSource database = h2();
        addRoutes(context, table(database).get());
        try (CamelContext other = RouteKit.another(emulator())) {
            addRoutes(other, table(database).get());
            FluentProducerTemplate there = other.createFluentProducerTemplate();
            String last = id(ask(fluentTemplate, "One"));

            for (int turn = 0; turn < 3; turn++) {
                last = id(continuing(ask(there, "Two"), last));
                last = id(continuing(ask(fluentTemplate, "Three"), last));
            }
        }
    }

    @Test
    void aTableThatIsAwayFailsTheTurnBeforeItIsPaidFor() throws Exception {
        addRoutes(context, table(h2()).get());
        id(ask(fluentTemplate, "One"));
        JdbcDataSource away = new JdbcDataSource();
        away.setURL("jdbc:h2:tcp://127.0.0.1:1/none");
        ((JdbcStateRepository) context.getRegistry().lookupByName("kept")).setDataSource(away);

        assertThat(ask(fluentTemplate, "Two").getException())
                .hasMessageContaining("CAMEL_GEMINI_INTERACTIONS_STATE")
                .hasMessageNotContaining("anna");

        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    private Exchange continuing(Exchange answered, String last) {
        assertThat(continued()).isEqualTo(last);
        return answered;
    }

    private String continued() {
        var creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1).at("/previous_interaction_id").asText(null);
    }

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }
}
