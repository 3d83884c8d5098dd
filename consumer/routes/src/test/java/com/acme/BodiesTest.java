package com.acme;

import java.nio.file.Path;
import java.util.Map;

import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Bodies that go through Jackson on their way in or out. */
class BodiesTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=gemini-3.5-flash";

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:text").to(CREATE);
                from("direct:map").to(CREATE + "&outputType=interaction").convertBodyTo(Map.class);
            }
        };
    }

    @Test
    void aMapIsAContent() {
        template.requestBody("direct:text", Map.of("type", "text", "text", "Say hello"));

        assertEquals(
                "Say hello",
                emulator().lastRequest().at("/input/0/content/0/text").asText());
    }

    @Test
    void anInteractionBecomesAMap() {
        emulator().script(Script.onCreate().text("Hello"));

        Map<?, ?> interaction = template.requestBody("direct:map", "Say hello", Map.class);

        assertEquals("completed", interaction.get("status"));
        assertEquals(emulator().interactionIds().get(0), interaction.get("id"));
    }

    @Test
    void aScriptInYamlAnswers() {
        emulator().script(Script.file(Path.of(System.getProperty("basedir"), "src/test/resources/script.yaml")));

        assertEquals("First", template.requestBody("direct:text", "One"));
        assertEquals("Second", template.requestBody("direct:text", "Two"));
        emulator().assertExhausted();
    }
}
