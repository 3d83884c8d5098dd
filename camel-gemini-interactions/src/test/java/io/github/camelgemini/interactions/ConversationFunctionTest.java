// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Turns in which the model calls routes. */
class ConversationFunctionTest extends RouteTest {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&conversationId=anna&tags=t";
    private static final String PRICE = "gemini-interactions-tool:price?tags=t";

    private static String id(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    private static String continued() {
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        return creates.get(creates.size() - 1).at("/previous_interaction_id").asText(null);
    }

    @Test
    void allRoundsAreOneTurn() throws Exception {
        start(routes -> routes.from(PRICE).setBody().constant("7"));
        emulator().script(onCreate().call("c1", "price", "{}"), onCreate().text("It costs 7."));

        Exchange answered = send(ASK, "What does it cost?");
        String last = id(answered);
        send(ASK, "Thanks");

        assertThat(answered.getMessage().getBody()).isEqualTo("It costs 7.");
        assertThat(continued()).isEqualTo(last);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aFunctionThatAsksTheConversationItServesFailsAtOnce() throws Exception {
        start(routes -> routes.from(PRICE)
                .setBody(routes.constant("How much is that in euro?"))
                .doTry()
                .to(ASK)
                .doCatch(ConversationBusyException.class)
                .setBody(routes.exceptionMessage()));
        emulator().script(onCreate().call("c1", "price", "{}"), onCreate().text("I do not know."));

        Exchange answered = send(ASK, "What does it cost?");

        assertThat(answered.getMessage().getBody()).isEqualTo("I do not know.");
        assertThat(emulator().lastRequest().at("/input/0/result").asText()).contains("would wait for itself");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void whatAPersonDecidesIsTheNextTurn() throws Exception {
        start(routes -> routes.from(PRICE + "&execution=manual").setBody().constant("7"));
        emulator().script(onCreate().call("c1", "price", "{}"), onCreate().text("It costs 7."));
        String parked = send(ASK, "What does it cost?").getMessage().getBody(String.class);

        assertThat(send(ASK, "Hello?").getException()).isInstanceOf(ConversationBusyException.class);
        String last =
                id(send(ASK, parked.substring(0, parked.lastIndexOf('}')) + ",\"decisions\":{\"c1\":\"approve\"}}"));
        send(ASK, "Thanks");

        assertThat(continued()).isEqualTo(last);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aResultByHandGoesToTheInteractionThatAskedForIt() throws Exception {
        start(routes -> {});
        String ask = ASK.replace("&tags=t", "");
        emulator().script(onCreate().call("c1", "price", "{}"));
        String asking = id(send(ask, "What does it cost?"));

        id(send(ask, "7", Map.of(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1")));

        assertThat(continued()).isEqualTo(asking);
        assertThat(emulator().lastRequest().at("/input/0/result").asText()).isEqualTo("7");
    }

    @Test
    void aResultThatTheServiceNeverSawIsNoTurn() throws Exception {
        start(routes -> routes.from(PRICE + "&returnDirect=true").setBody().constant("7"));
        String first = id(send(ASK, "Hello"));
        emulator().script(onCreate().call("c1", "price", "{}"));

        assertThat(send(ASK, "What does it cost?").getMessage().getBody()).isEqualTo("7");
        send(ASK, "Thanks");

        assertThat(continued()).isEqualTo(first);
    }
}
