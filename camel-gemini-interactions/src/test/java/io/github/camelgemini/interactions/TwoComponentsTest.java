// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Channels, conversations and functions belong to the Camel context, whatever number of component instances it has. */
class TwoComponentsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = ":create?model=" + MODEL;

    @Override
    protected void bindToRegistry(Registry registry) {
        GeminiInteractionsComponent other = new GeminiInteractionsComponent();
        other.getConfiguration().setBaseUrl(emulator().baseUrl());
        other.getConfiguration().setApiKey(GeminiEmulator.KEY);
        registry.bind("other", other);
        registry.bind("conversations", new MemoryStateRepository());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                        .to("mock:steps");
                from("gemini-interactions-tool:capital?tags=t").to("mock:capital");
            }
        };
    }

    @Test
    void aConsumerOfOneHearsAProducerOfTheOther() throws Exception {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:steps").expectedBodiesReceived("Paris");

        Exchange answered = fluentTemplate
                .to("other" + CREATE + "&streaming=true&channel=c")
                .withBody("Capital?")
                .send();

        assertThat(answered.getException()).isNull();
        RouteKit.assertSatisfied(context);
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
    @ValueSource(strings = {"", "&conversationRepository=#conversations"})
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
    @ValueSource(strings = {"", "&conversationRepository=#conversations"})
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
