package com.acme;

import java.util.List;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Classes, resources and beans of the application are found, on each thread of the component. */
@QuarkusTest
@QuarkusTestResource(EmulatorResource.class)
class AnswersTest {

    @Inject
    ProducerTemplate template;

    @Inject
    Steps steps;

    GeminiEmulator emulator;

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @Test
    void anInstructionIsAResource() {
        emulator.script(Script.onCreate().text("Paris"));

        assertEquals("Paris", template.requestBody("direct:ask", "The capital of France?"));
        assertEquals("You are a geographer.", emulator.lastRequest().at("/system_instruction").asText().strip());
    }

    @Test
    void aCompressedAnswerIsRead() {
        emulator.script(Script.onCreate().text("Paris").fault(Fault.gzip()));

        assertEquals("Paris", template.requestBody("direct:ask", "The capital of France?"));
    }

    @Test
    void anAnswerIsAnObjectOfTheApplication() {
        emulator.script(Script.onCreate().text("{\"capital\": \"Paris\", \"rivers\": [\"Seine\"]}"));

        Capital france = template.requestBody("direct:object", "France", Capital.class);

        assertEquals(new Capital("Paris", List.of("Seine")), france);
        assertEquals("string", emulator.lastRequest().at("/response_format/schema/properties/capital/type").asText());
    }

    @Test
    void aConversationIsInARepositoryOfTheApplication() {
        emulator.script(Script.onCreate().text("Paris"), Script.onCreate().text("Rome"));

        assertEquals("Paris", template.requestBody("direct:conversation", "France"));
        assertEquals("Rome", template.requestBody("direct:conversation", "Italy"));
        assertFalse(emulator.lastRequest().at("/previous_interaction_id").isMissingNode());
    }

    @Test
    void aCompressedStreamReachesItsConsumer() {
        emulator.script(Script.onCreate().thought("Easy.").text("Paris").fault(Fault.gzip()));

        assertEquals("Paris", template.requestBody("direct:stream", "The capital of France?"));
        assertEquals(List.of("Easy.", "Paris"), steps.texts());
    }

    @Test
    void aFunctionCallsABean() {
        emulator.script(
                Script.onCreate().call("get_price", "{\"ticker\": \"GOOG\"}"), Script.onCreate().text("178.50 USD"));

        assertEquals("178.50 USD", template.requestBody("direct:function", "The price of GOOG?"));
        assertTrue(emulator.lastRequest().at("/input").toString().contains("GOOG costs 178.50 USD"));
    }

    @Test
    void aFunctionMakesAnObject() {
        emulator.script(
                Script.onCreate().call("get_capital", "{\"country\": \"France\"}"),
                Script.onCreate().text("{\"capital\": \"Paris\", \"rivers\": [\"Seine\"]}"),
                Script.onCreate().text("It is Paris."));

        assertEquals("It is Paris.", template.requestBody("direct:function", "The capital of France?"));
        assertEquals("You know France.", emulator.requests().get(1).at("/system_instruction").asText().strip());
    }
}
