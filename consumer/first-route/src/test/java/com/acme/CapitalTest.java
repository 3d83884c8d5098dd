package com.acme;

import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CapitalTest extends GeminiEmulatorTestSupport {
    @Test
    void theAnswerIsTheBody() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash"));
        emulator().script(Script.onCreate().text("Paris"));

        assertEquals("Paris", template.requestBody("direct:ask", "What is the capital of France?"));
        assertEquals("gemini-3.5-flash", emulator().lastRequest().at("/model").asText());
    }
}
