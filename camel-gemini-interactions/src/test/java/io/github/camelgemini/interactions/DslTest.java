// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.emulator.RecordedRequest;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.camelgemini.interactions.emulator.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The same routes (ask, stream, structured, guarded) in the three DSLs. */
class DslTest extends RouteTest {

    enum Dsl {
        JAVA,
        YAML,
        XML
    }

    @ParameterizedTest
    @EnumSource
    void routesRun(Dsl dsl) throws Exception {
        load(dsl);
        emulator()
                .script(
                        onCreate().text("Paris"),
                        onCreate().thought("Easy.").deltas("Ro", "me"),
                        onCreate().text("{\"supplier\":\"ACME\",\"amount\":1.50,\"lines\":[\"a\"]}"));

        assertThat(send("direct:ask", "Capital of France?").getMessage().getBody())
                .isEqualTo("Paris");
        assertThat(send("direct:stream", "Capital of Italy?").getMessage().getBody())
                .isEqualTo("Rome");
        assertThat(steps()).containsExactly("Easy.", "Rome", "Rome");
        assertThat(send("direct:structured", "ACME, 1.50").getMessage().getBody())
                .isEqualTo(new OutputTest.Invoice("ACME", new BigDecimal("1.50"), List.of("a")));
        assertThat(emulator().requests().get(0).at("/system_instruction").asText())
                .isEqualTo("Answer in 100% plain words & no more + \"#\"");
        emulator().assertExhausted();
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsSentAgainWhereItIsSafeAndSortedByItsReasonWhereNot(Dsl dsl) throws Exception {
        load(dsl);
        emulator()
                .script(
                        onCreate().httpStatus(429, Duration.ofMillis(20)),
                        onCreate().text("Paris"),
                        onCreate().text("No.").status("failed").error("safety", "Blocked"));

        assertThat(send("direct:guarded", "Capital of France?").getMessage().getBody())
                .isEqualTo("Paris");
        assertThat(send("direct:guarded", "Bad words").getException()).isNull();
        try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
            Exchange failed = consumer.receive("seda:failed", 20_000);
            assertThat(failed.getMessage().getHeader("reason")).isEqualTo("blocked");
            assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                    .isEqualTo("failed");
            assertThat(failed.getMessage().getBody()).isEqualTo("Bad words");
        }
        assertThat(emulator().ledger().creates()).isEqualTo(2);
        emulator().assertExhausted();
    }

    @Test
    void theDslsSendTheSameRequests() throws Exception {
        Map<Dsl, List<String>> sent = new HashMap<>();
        for (Dsl dsl : Dsl.values()) {
            emulator().reset();
            load(dsl);
            for (String route : List.of("direct:ask", "direct:stream", "direct:structured")) {
                Exchange answered = send(route, "supplier: ACME");
                assertThat(answered.getException()).isNull();
            }
            sent.put(
                    dsl,
                    emulator().requests().stream()
                            .map(RecordedRequest::body)
                            .map(Object::toString)
                            .toList());
            stopContext();
            context = new org.apache.camel.impl.DefaultCamelContext();
            component = new GeminiInteractionsComponent();
            makeContext();
        }
        assertThat(sent.get(Dsl.JAVA)).hasSize(3);
        assertThat(sent.get(Dsl.YAML)).isEqualTo(sent.get(Dsl.JAVA));
        assertThat(sent.get(Dsl.XML)).isEqualTo(sent.get(Dsl.JAVA));
    }

    private List<String> steps() {
        List<String> bodies = new ArrayList<>();
        try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
            for (int i = 0; i < 3; i++) bodies.add(consumer.receiveBody("seda:steps", 20_000, String.class));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return bodies;
    }

    private void load(Dsl dsl) throws Exception {
        if (dsl == Dsl.JAVA) {
            context.addRoutes(routes());
        } else {
            String name = "dsl/routes." + dsl.name().toLowerCase(java.util.Locale.ROOT);
            String text = new String(
                    getClass().getClassLoader().getResourceAsStream(name).readAllBytes(), StandardCharsets.UTF_8);
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, text));
        }
        context.start();
        template = context.createProducerTemplate();
    }

    private static RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask")
                        .to("gemini-interactions:create?model=gemini-3.5-flash"
                                + "&systemInstruction=classpath:dsl/system.txt"
                                + "&generationConfig.maxOutputTokens=512");
                from("direct:stream")
                        .to("gemini-interactions:create?model=gemini-3.5-flash&streaming=true&channel=answers");
                from("gemini-interactions:stream?channel=answers&emit=steps,completed")
                        .to("seda:steps");
                from("direct:structured")
                        .to("gemini-interactions:create?model=gemini-3.5-flash&prompt=Extract the invoice"
                                + "&outputType=object&outputClass=" + OutputTest.Invoice.class.getName());
                from("direct:guarded")
                        .onException(GeminiInteractionsException.class)
                        .onWhen(simple("${exchangeProperty.CamelGeminiInteractionsErrorReason} == 'quota'"))
                        .maximumRedeliveries(3)
                        .end()
                        .onException(GeminiInteractionsException.class)
                        .handled(true)
                        .setHeader("reason", exchangeProperty("CamelGeminiInteractionsErrorReason"))
                        .to("seda:failed")
                        .end()
                        .to("gemini-interactions:create?model=gemini-3.5-flash&maxRetries=0");
            }
        };
    }
}
