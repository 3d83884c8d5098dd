// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Script;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The first test of docs/testing.adoc. */
class AskTest extends GeminiEmulatorTestSupport {

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&systemInstruction=Be brief");
            }
        };
    }

    @Test
    void theAnswerIsTheBody() {
        emulator().script(Script.onCreate().text("Paris"));

        String answer = template.requestBody("direct:ask", "What is the capital of France?", String.class);

        assertEquals("Paris", answer);
        assertEquals(
                "Be brief", emulator().lastRequest().at("/system_instruction").asText());
    }
}
