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

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Failures travel: JMS with transferException sends them to whoever asked. */
class FailureTransferTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&maxRetries=0&model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:createNowhere").to(CREATE + "&baseUrl=http://127.0.0.1:1");
                from("direct:delete").to("gemini-interactions:delete");
                from("direct:askLost").to(CREATE + "&conversationId=lost");
                from("direct:askBusy").to(CREATE + "&conversationId=busy");
                from("direct:stream").to(CREATE + "&streaming=true&channel=c&store=false");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    private Exchange send(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    private Exception failure(String header, String value) {
        return fluentTemplate
                .to("direct:create")
                .withBody("Hi")
                .withHeader(header, value)
                .send()
                .getException();
    }

    @Test
    void everyFailureSurvivesSerialization() {
        emulator()
                .script(
                        onCreate().httpStatus(429, Duration.ofSeconds(3)),
                        onCreate().text("half").status("incomplete"),
                        onCreate().body("[1]"),
                        onCreate().fault(Fault.cutBeforeHeaders()),
                        onCreate().text("{}"),
                        onCreate().text("half").cutAfter(4));
        List<Exception> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) failures.add(send("direct:create", "Hi").getException());
        failures.add(
                failure(GeminiInteractionsConstants.RESPONSE_FORMAT, "{\"type\":\"object\",\"required\":[\"a\"]}"));
        failures.add(send("direct:stream", "Hi").getException());
        failures.add(send("direct:createNowhere", "Hi").getException());
        failures.add(send("direct:create", Optional.of(1)).getException());
        failures.add(send("direct:create", new byte[] {(byte) 0xc3, 0x28}).getException());
        failures.add(send("direct:create", new File("no/such.pdf")).getException());
        failures.add(send("direct:create", Map.of("a", 1)).getException());
        failures.add(failure(GeminiInteractionsConstants.STORE, "maybe"));
        failures.add(failure(GeminiInteractionsConstants.TOOLS, "{bad"));
        failures.add(lost());
        failures.add(busy());

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(GeminiInteractionsException.class);
            assertThat(transferred(failure)).hasSameClassAs(failure).hasMessage(failure.getMessage());
        });
    }

    private Exception lost() {
        Exchange first = send("direct:askLost", "Hi");
        send("direct:delete", first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        return send("direct:askLost", "Hi").getException();
    }

    private Exception busy() {
        emulator().script(onCreate().call("c1", "get_price", "{}"));
        send("direct:askBusy", "Hi");
        return send("direct:askBusy", "Hi").getException();
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
