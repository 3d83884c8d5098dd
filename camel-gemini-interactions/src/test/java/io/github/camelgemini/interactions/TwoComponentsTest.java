// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Channels, conversations and functions belong to the Camel context, whatever number of component instances it has. */
class TwoComponentsTest extends GeminiEmulatorTestSupport {

    @TempDir
    Path folder;

    private static final String CREATE = ":create?model=" + MODEL;

    @Override
    protected void bindToRegistry(Registry registry) {
        GeminiInteractionsComponent other = new GeminiInteractionsComponent();
        other.getConfiguration().setBaseUrl(emulator().baseUrl());
        other.getConfiguration().setApiKey(GeminiEmulator.KEY);
        registry.bind("other", other);
        registry.bind("conversations", new MemoryStateRepository());
        registry.bind("inFile", new FileCursorRepository(folder.resolve("conversations")));
        JdbcStateRepository inTable = new JdbcStateRepository(database(), "conversations");
        inTable.setCreateTableIfNotExists(true);
        registry.bind("inTable", inTable);
        registry.bind("keys", new MemoryStateRepository());
    }

    private static JdbcDataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                        .to("mock:steps");
                from("other:stream?channel=o&stepTypes=model_output").to("mock:steps");
                from("gemini-interactions-tool:capital?tags=t").to("mock:capital");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"other, c", "gemini-interactions, o"})
    void aConsumerOfOneHearsAProducerOfTheOther(String producer, String channel) throws Exception {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:steps").expectedBodiesReceived("Paris");

        Exchange answered = fluentTemplate
                .to(producer + CREATE + "&streaming=true&channel=" + channel)
                .withBody("Capital?")
                .send();

        assertThat(answered.getException()).isNull();
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource({"other, c", "gemini-interactions, o"})
    void aChannelHasOneConsumerInBothTogether(String scheme, String channel) {
        assertThatThrownBy(() ->
                        RouteBuilder.addRoutes(context, routes -> routes.from(scheme + ":stream?channel=" + channel)
                                .to("mock:second")))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("The channel " + channel + " already has a consumer");
    }

    @Test
    void aKeyIsPaidOnceInBothTogether() throws Exception {
        emulator().script(onCreate().text("Paris").gate("first"));
        String keyed = CREATE + "&idempotencyKey=order7&idempotencyRepository=#keys&pollInterval=20";
        CompletableFuture<Exchange> first = ask("gemini-interactions" + keyed);
        CompletableFuture<Exchange> second = ask("other" + keyed);

        emulator().gate("first").release();

        assertThat(answer(first)).isEqualTo("Paris");
        assertThat(answer(second)).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aProducerOfEitherCallsTheFunctionsOfTheContext() throws Exception {
        getMockEndpoint("mock:capital").returnReplyBody(Builder.constant("Paris"));
        getMockEndpoint("mock:capital").expectedMessageCount(2);
        for (String scheme : List.of("gemini-interactions", "other")) {
            emulator().script(onCreate().call("c1", "capital", "{}"), onCreate().text("It is Paris"));

            Exchange answered = fluentTemplate
                    .to(scheme + CREATE + "&tags=t")
                    .withBody("Capital?")
                    .send();

            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("It is Paris");
        }
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&conversationRepository=#conversations",
                "&conversationRepository=#inFile",
                "&conversationRepository=#inTable"
            })
    void theTurnsOfAConversationComeInOrder(String repository) throws Exception {
        emulator()
                .script(
                        onCreate().text("one").gate("first"),
                        onCreate().text("two"),
                        onCreate().text("three"));
        String anna = CREATE + "&conversationId=anna" + repository;

        CompletableFuture<Exchange> first = ask("gemini-interactions" + anna);
        CompletableFuture<Exchange> second = ask("other" + anna);
        CompletableFuture<Exchange> third = ask("gemini-interactions" + anna);
        emulator().gate("first").release();

        assertThat(answer(first)).isEqualTo("one");
        assertThat(answer(second)).isEqualTo("two");
        assertThat(answer(third)).isEqualTo("three");
        assertThat(continued(1)).isEqualTo(id(first));
        assertThat(continued(2)).isEqualTo(id(second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&conversationRepository=#conversations",
                "&conversationRepository=#inFile",
                "&conversationRepository=#inTable"
            })
    void oneGoesOnWhenTheOtherHasStopped(String repository) throws Exception {
        String anna = CREATE + "&conversationId=anna" + repository;
        emulator()
                .script(
                        onCreate().text("one"),
                        onCreate().text("two").gate("second"),
                        onCreate().text("three"));
        CompletableFuture<Exchange> first = ask("gemini-interactions" + anna);
        assertThat(answer(first)).isEqualTo("one");

        CompletableFuture<Exchange> second = ask("other" + anna);
        RouteKit.component(context).stop();
        CompletableFuture<Exchange> third = ask("other" + anna);
        emulator().gate("second").release();

        assertThat(answer(second)).isEqualTo("two");
        assertThat(answer(third)).isEqualTo("three");
        assertThat(continued(1)).isEqualTo(id(first));
        assertThat(continued(2)).isEqualTo(id(second));
    }

    /** Comes back when the turn is under way, or waited for. */
    private CompletableFuture<Exchange> ask(String uri) {
        template.setThreadedAsyncMode(false);
        return template.asyncSend(uri, exchange -> exchange.getMessage().setBody("And now?"));
    }

    private static Object answer(CompletableFuture<Exchange> asked) throws Exception {
        Exchange answered = asked.get(1, TimeUnit.MINUTES);
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getBody();
    }

    private static String id(CompletableFuture<Exchange> asked) {
        return asked.join().getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private String continued(int create) {
        return emulator()
                .requests(Operation.CREATE)
                .get(create)
                .at("/previous_interaction_id")
                .asText();
    }
}
