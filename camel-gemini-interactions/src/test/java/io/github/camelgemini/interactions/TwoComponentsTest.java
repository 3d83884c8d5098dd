// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Channels, conversations and functions belong to the Camel context, whatever number of component instances it has. */
class TwoComponentsTest extends RouteTest {

    private static final String CREATE = ":create?model=" + MODEL;

    @BeforeEach
    void addTheOther() {
        GeminiInteractionsComponent other = new GeminiInteractionsComponent();
        other.setEnvironment(Map.of());
        other.getConfiguration().setBaseUrl(emulator().baseUrl());
        other.getConfiguration().setApiKey("emulator-key");
        context.addComponent("other", other);
        context.getRegistry().bind("conversations", new MemoryStateRepository());
    }

    @Test
    void aConsumerOfOneHearsAProducerOfTheOther() throws Exception {
        start(routes -> routes.from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                .process(collector()));
        emulator().script(onCreate().text("Paris"));

        Exchange answered = send("other" + CREATE + "&streaming=true&channel=c", "Capital?");

        assertThat(answered.getException()).isNull();
        assertThat(collectedBodies()).containsExactly("Paris");
    }

    @Test
    void aProducerOfEitherCallsTheFunctionsOfTheContext() throws Exception {
        start(routes -> routes.from("gemini-interactions-tool:capital?tags=t")
                .process(collector())
                .setBody(routes.constant("Paris")));
        for (String scheme : List.of("gemini-interactions", "other")) {
            emulator().script(onCreate().call("c1", "capital", "{}"), onCreate().text("It is Paris"));

            Exchange answered = send(scheme + CREATE + "&tags=t", "Capital?");

            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getBody()).isEqualTo("It is Paris");
        }
        assertThat(collected).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&conversationRepository=#conversations"})
    void theTurnsOfAConversationComeInOrder(String repository) throws Exception {
        start(routes -> {});
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
    @ValueSource(strings = {"", "&conversationRepository=#conversations"})
    void oneGoesOnWhenTheOtherHasStopped(String repository) throws Exception {
        start(routes -> {});
        String anna = CREATE + "&conversationId=anna" + repository;
        emulator()
                .script(
                        onCreate().text("one"),
                        onCreate().text("two").gate("second"),
                        onCreate().text("three"));
        CompletableFuture<Exchange> first = ask("gemini-interactions" + anna);
        assertThat(answer(first)).isEqualTo("one");

        CompletableFuture<Exchange> second = ask("other" + anna);
        component.stop();
        CompletableFuture<Exchange> third = ask("other" + anna);
        emulator().gate("second").release();

        assertThat(answer(second)).isEqualTo("two");
        assertThat(answer(third)).isEqualTo("three");
        assertThat(continued(1)).isEqualTo(id(first));
        assertThat(continued(2)).isEqualTo(id(second));
    }

    /** Comes back when the turn is under way, or waited for. */
    private CompletableFuture<Exchange> ask(String uri) throws Exception {
        AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
        producer.start();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("And now?");
        CompletableFuture<Exchange> answered = new CompletableFuture<>();
        producer.process(exchange, sync -> answered.complete(exchange));
        return answered;
    }

    private static Object answer(CompletableFuture<Exchange> asked) throws Exception {
        Exchange answered = asked.get(30, TimeUnit.SECONDS);
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getBody();
    }

    private static String id(CompletableFuture<Exchange> asked) {
        return asked.join().getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private static String continued(int create) {
        return emulator()
                .requests(Operation.CREATE)
                .get(create)
                .at("/previous_interaction_id")
                .asText();
    }
}
