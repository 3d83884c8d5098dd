// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
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

import static org.assertj.core.api.Assertions.assertThat;

/** Conversations outlive their context in every repository that does. */
class ConversationRepositoryTest extends RouteTest {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&conversationRepository=#kept";
    private static final String FORGET = "gemini-interactions:delete?conversationRepository=#kept";
    private static final Map<String, Object> ANNA =
            Map.of(GeminiInteractionsConstants.CONVERSATION_ID, "anna=1 \n\ud83e\udd92");

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
        context.getRegistry().bind("kept", before);
        start(routes -> {});
        send(ASK, "One", ANNA);
        String last = id(send(ASK, "Two", ANNA));
        context.stop();
        if (!(before instanceof MemoryStateRepository)) ServiceHelper.stopService(before);

        context = new DefaultCamelContext();
        component = new GeminiInteractionsComponent();
        makeContext();
        StateRepository<String, String> after = repositories.get();
        context.getRegistry().bind("kept", after);
        start(routes -> {});
        send(ASK, "Three", ANNA);
        assertThat(continued()).isEqualTo(last);

        assertThat(send(FORGET, null, ANNA).getException()).isNull();
        send(ASK, "Four", ANNA);
        assertThat(continued()).isNull();
        context.stop();
        if (!(after instanceof MemoryStateRepository)) ServiceHelper.stopService(after);
    }

    /** As docs/conversations.adoc says, for people who read the repository. */
    @Test
    void aKeyIsEncodedOnce() throws Exception {
        MemoryStateRepository states = new MemoryStateRepository();
        context.getRegistry().bind("kept", states);
        start(routes -> {});

        id(send(ASK, "One", ANNA));

        assertThat(states.getState("anna~3d~1~20~~a~~d83e~~dd92~")).isNotNull();
    }

    @Test
    void twoContextsThatShareATableShareTheirConversations() throws Exception {
        DataSource database = h2();
        context.getRegistry().bind("kept", table(database).get());
        start(routes -> {});
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            other.disableJMX();
            GeminiInteractionsComponent theirs = new GeminiInteractionsComponent();
            theirs.setConfiguration(component.getConfiguration().copy());
            other.addComponent("gemini-interactions", theirs);
            other.getRegistry().bind("kept", table(database).get());
            other.start();
            String last = id(send(ASK, "One", ANNA));

            for (int turn = 0; turn < 3; turn++) {
                last = id(continuing(other.createProducerTemplate().send(ASK, this::two), last));
                last = id(continuing(send(ASK, "Three", ANNA), last));
            }
        }
    }

    @Test
    void aTableThatIsAwayFailsTheTurnBeforeItIsPaidFor() throws Exception {
        context.getRegistry().bind("kept", table(h2()).get());
        start(routes -> {});
        id(send(ASK, "One", ANNA));
        JdbcDataSource away = new JdbcDataSource();
        away.setURL("jdbc:h2:tcp://127.0.0.1:1/none");
        ((JdbcStateRepository) context.getRegistry().lookupByName("kept")).setDataSource(away);

        assertThat(send(ASK, "Two", ANNA).getException())
                .hasMessageContaining("CAMEL_GEMINI_INTERACTIONS_STATE")
                .hasMessageNotContaining("anna");

        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    private void two(Exchange exchange) {
        exchange.getMessage().setBody("Two");
        exchange.getMessage().setHeaders(new java.util.HashMap<>(ANNA));
    }

    private static Exchange continuing(Exchange answered, String last) {
        assertThat(continued()).isEqualTo(last);
        return answered;
    }

    private static String continued() {
        var creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1).at("/previous_interaction_id").asText(null);
    }

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }
}
