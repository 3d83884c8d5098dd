// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.feature.function.RepositoryCallJournal;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A value that this component has not written stops the exchange that needs it, and nothing else. */
class UnreadableStateTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;

    private final StateRepository<String, String> memory = new MemoryStateRepository();
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    private final JdbcStateRepository table = new JdbcStateRepository(database, "state");

    @Override
    protected void bindToRegistry(Registry registry) {
        table.setCreateTableIfNotExists(true);
        registry.bind("memory", memory);
        registry.bind("table", table);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:memory").to(CREATE + "&conversationRepository=#memory");
                from("direct:table").to(CREATE + "&conversationRepository=#table");
                from("direct:keys").to(CREATE + "&idempotencyRepository=#table");
                from("direct:cursors").to("gemini-interactions:resume?channel=c&maxRetries=0&cursorRepository=#table");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    private Exchange send(String route, String header, String value) {
        return fluentTemplate
                .to(route)
                .withBody("Hi")
                .withHeaders(Map.of("CamelGeminiInteractions" + header, value))
                .send();
    }

    private void assertRefused(Exchange failed, String option, String key) {
        assertThat(failed.getException()).isInstanceOfSatisfying(InteractionRequestException.class, e -> assertThat(e)
                .hasMessageContainingAll(option, key, "remove it"));
        assertThat(failed.getException()).hasNoCause();
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ended",
                "ended a b",
                "foreign",
                "{\"id\":\"v1\"}",
                "- runs a",
                "deep",
                "nodes",
                "node@999999999999999999 ended v1_a",
                "node@9999999999999999999 ended v1_a",
                "- ended v1_a\u0000x y",
                "- ended ..",
                "- ended %2E",
                "- ended %20",
                "- asks ..",
                "- runs .. new"
            })
    void aConversationThatCannotBeReadStopsItsOwnTurns(String text) {
        String stored = text.equals("deep")
                ? "runs a ".repeat(100_000) + "new"
                : text.equals("nodes") ? "a@1" + ",b".repeat(100_000) + " bad" : text;
        memory.setState("broken", stored);
        table.setState("broken", stored);

        if (!text.startsWith("node@9999999999999999 ") && !text.startsWith("node@999999999999999999 "))
            assertRefused(send("direct:memory", "ConversationId", "broken"), "conversationRepository", "broken");
        assertRefused(send("direct:table", "ConversationId", "broken"), "conversationRepository", "broken");

        assertThat(send("direct:memory", "ConversationId", "whole").getException())
                .isNull();
        assertThat(send("direct:table", "ConversationId", "whole").getException())
                .isNull();
    }

    @Test
    void aLeaseThatManyNodesWaitForIsRead() {
        table.setState("busy", "a@1" + ",b".repeat(100_000) + " new");

        assertThat(send("direct:memory", "ConversationId", "busy").getException())
                .isNull();
        assertThat(memory.getState("busy")).startsWith("- ended ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created %zz",
                "answered ",
                "answered  ",
                "started t",
                "started t 9999999999 a",
                "free ",
                "{}",
                "created ..",
                "answered a %2e",
                "started t 1 .."
            })
    void aKeyThatCannotBeReadStopsItsOwnMessages(String stored) {
        table.setState("idempotency-broken", stored);

        assertRefused(send("direct:keys", "IdempotencyKey", "broken"), "idempotencyRepository", "idempotency-broken");

        assertThat(send("direct:keys", "IdempotencyKey", "whole").getException())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "x v1",
                "3#0 %zz",
                "3#7 a",
                "ended ",
                "99999999999 v1",
                "3@1+ v1",
                "ended#0  ",
                "[[[[",
                "1 ..",
                "1#0 .. a",
                "ended v1\u007f"
            })
    void aCursorThatCannotBeReadStopsItsOwnRun(String stored) {
        table.setState("v1_broken", stored);

        assertRefused(send("direct:cursors", "InteractionId", "v1_broken"), "cursorRepository", "v1_broken");
    }

    @Test
    void aResultThatCannotBeReadStopsItsOwnCall() {
        RepositoryCallJournal journal = new RepositoryCallJournal(memory);
        for (String stored : new String[] {
            "[]", "{}", "x", "[".repeat(100_000), "[{\"type\":\"user_input\"}]", "{\"a\":".repeat(100_000), "null"
        }) {
            memory.setState("call", stored);
            assertThatThrownBy(() -> journal.begin("call"))
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageContainingAll("toolResultRepository", "call", "remove it")
                    .hasNoCause();
        }
        assertThat(journal.begin("another").begun()).isFalse();
    }

    @Test
    void aRowWhoseTextIsNoneStopsItsOwnMessages() throws SQLException {
        table.setState("broken", "x");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE CAMEL_GEMINI_INTERACTIONS_STATE SET STATE_VALUE = '\u001asecret'");
        }

        assertThat(send("direct:table", "ConversationId", "broken").getException())
                .hasMessageContainingAll("broken", "CAMEL_GEMINI_INTERACTIONS_STATE", "remove the row")
                .hasNoCause();
        assertThat(send("direct:table", "ConversationId", "whole").getException())
                .isNull();
    }
}
