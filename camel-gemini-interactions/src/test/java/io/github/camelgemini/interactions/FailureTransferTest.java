// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Failures travel: JMS with transferException sends them to whoever asked. */
class FailureTransferTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;
    private static final String STREAM = CREATE + "&streaming=true&channel=c";

    @Test
    void everyFailureSurvivesSerialization() throws Exception {
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(collector()));
        emulator()
                .script(
                        onCreate().httpStatus(429, Duration.ofSeconds(3)),
                        onCreate().text("half").status("incomplete"),
                        onCreate().body("[1]"),
                        onCreate().fault(Fault.cutBeforeHeaders()),
                        onCreate().text("{}"),
                        onCreate().text("half").cutAfter(4));
        List<Exception> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) failures.add(send(CREATE, "Hi").getException());
        failures.add(send(
                        CREATE,
                        "Hi",
                        Map.of(
                                GeminiInteractionsConstants.RESPONSE_FORMAT,
                                "{\"type\":\"object\",\"required\":[\"a\"]}"))
                .getException());
        failures.add(send(STREAM + "&store=false", "Hi").getException());
        failures.add(send(CREATE + "&baseUrl=http://127.0.0.1:1", "Hi").getException());
        failures.add(send(CREATE, Optional.of(1)).getException());
        failures.add(send(CREATE, new byte[] {(byte) 0xc3, 0x28}).getException());
        failures.add(send(CREATE, new File("no/such.pdf")).getException());
        failures.add(send(CREATE, Map.of("a", 1)).getException());
        failures.add(send(CREATE, "Hi", Map.of(GeminiInteractionsConstants.STORE, "maybe"))
                .getException());
        failures.add(send(CREATE, "Hi", Map.of(GeminiInteractionsConstants.TOOLS, "{bad"))
                .getException());
        failures.add(lost());
        failures.add(busy());

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(GeminiInteractionsException.class);
            assertThat(transferred(failure)).hasSameClassAs(failure).hasMessage(failure.getMessage());
        });
    }

    private Exception lost() {
        Exchange first = send(CREATE + "&conversationId=lost", "Hi");
        send("gemini-interactions:delete", first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        return send(CREATE + "&conversationId=lost", "Hi").getException();
    }

    private Exception busy() {
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        send(CREATE + "&conversationId=busy", "Hi");
        return send(CREATE + "&conversationId=busy", "Hi").getException();
    }

    private static Throwable transferred(Exception failure) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Throwable) in.readObject();
        }
    }
}
