// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Turns in which the model calls routes. */
class ConversationFunctionTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL + "&conversationId=anna";
    private static final String ASK = CREATE + "&tags=t";
    private static final String PRICE = "gemini-interactions-tool:price?tags=t";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(ASK);
                from("direct:askByHand").to(CREATE);
                from("direct:decide").to(ASK.replace(":create?", ":approve?"));
                from(PRICE).routeId("price").setBody().constant("7");
            }
        };
    }

    private Exchange ask(Object body) {
        return fluentTemplate.to("direct:ask").withBody(body).send();
    }

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private String continued() {
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1).at("/previous_interaction_id").asText(null);
    }

    @Test
    void allRoundsAreOneTurn() {
        emulator().script(onCreate().call("c1", "price", "{}"), onCreate().text("It costs 7."));

        Exchange answered = ask("What does it cost?");
        String last = id(answered);
        ask("Thanks");

        assertThat(answered.getMessage().getBody()).isEqualTo("It costs 7.");
        assertThat(continued()).isEqualTo(last);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aFunctionThatAsksTheConversationItServesFailsAtOnce() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions-tool:euro?tags=t")
                .setBody(routes.constant("How much is that in euro?"))
                .doTry()
                .to(ASK)
                .doCatch(ConversationBusyException.class)
                .setBody(routes.exceptionMessage()));
        emulator().script(onCreate().call("c1", "euro", "{}"), onCreate().text("I do not know."));

        Exchange answered = ask("What does it cost?");

        assertThat(answered.getMessage().getBody()).isEqualTo("I do not know.");
        assertThat(emulator().lastRequest().at("/input/0/result").asText()).contains("would wait for itself");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void whatAPersonDecidesIsTheNextTurn() throws Exception {
        AdviceWith.adviceWith(context, "price", route -> route.replaceFromWith(PRICE + "&execution=manual"));
        emulator().script(onCreate().call("c1", "price", "{}"), onCreate().text("It costs 7."));
        String parked = ask("What does it cost?").getMessage().getBody(String.class);

        assertThat(ask("Hello?").getException()).isInstanceOf(ConversationBusyException.class);
        String last = id(fluentTemplate
                .to("direct:decide")
                .withBody(parked.substring(0, parked.lastIndexOf('}')) + ",\"decisions\":{\"c1\":\"approve\"}}")
                .send());
        ask("Thanks");

        assertThat(continued()).isEqualTo(last);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aResultByHandGoesToTheInteractionThatAskedForIt() {
        emulator().script(onCreate().call("c1", "price", "{}"));
        String asking = id(fluentTemplate
                .to("direct:askByHand")
                .withBody("What does it cost?")
                .send());

        id(fluentTemplate
                .to("direct:askByHand")
                .withBody("7")
                .withHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1")
                .send());

        assertThat(continued()).isEqualTo(asking);
        assertThat(emulator().lastRequest().at("/input/0/result").asText()).isEqualTo("7");
    }

    @Test
    void aResultThatTheServiceNeverSawIsNoTurn() throws Exception {
        AdviceWith.adviceWith(context, "price", route -> route.replaceFromWith(PRICE + "&returnDirect=true"));
        String first = id(ask("Hello"));
        emulator().script(onCreate().call("c1", "price", "{}"));

        assertThat(ask("What does it cost?").getMessage().getBody()).isEqualTo("7");
        ask("Thanks");

        assertThat(continued()).isEqualTo(first);
    }
}
