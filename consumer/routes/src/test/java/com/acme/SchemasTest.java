package com.acme;

import java.util.List;
import java.util.Locale;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Schemas are generated and checked whichever schema libraries the project has for itself. */
class SchemasTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=gemini-3.5-flash";

    private final Locale locale = Locale.getDefault();

    public record Part(String name, List<Part> parts) {}

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(CREATE);
                from("direct:invoice").to(CREATE + "&outputType=object&outputClass=com.acme.Invoice");
                from("direct:part").to(CREATE + "&outputType=object&outputClass=RAW(" + Part.class.getName() + ")");
            }
        };
    }

    @Test
    void theSchemaOfAClassIsSent() {
        emulator().script(Script.onCreate().text("{\"number\": \"A-17\", \"total\": 12.50}"));

        Object body = template.requestBody("direct:invoice", "Invoice A-17");

        assertInstanceOf(Invoice.class, body);
        var schema = emulator().lastRequest().at("/response_format/schema");
        assertEquals("string", schema.at("/properties/number/type").asText());
        assertEquals("number", schema.at("/properties/total/type").asText());
    }

    @Test
    void soIsThatOfAClassThatContainsItself() {
        emulator().script(Script.onCreate().text("{\"name\": \"wheel\", \"parts\": [{\"name\": \"rim\", \"parts\": []}]}"));

        Part wheel = assertInstanceOf(Part.class, template.requestBody("direct:part", "A wheel"));

        assertEquals("rim", wheel.parts().get(0).name());
    }

    /** The texts are a resource of the library, and there is one for German. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"properties": {"a": {"type": "string"}}} | {"a": 1} | $.a: integer found, string expected
            {"required": ["a"]} | {} | $: required property 'a' not found
            {"$ref": "https://json-schema.org/draft/2020-12/schema"} | {"minLength": "no"} | $.minLength: string found, integer expected
            {"$schema": "http://json-schema.org/draft-07/schema#", "format": "date-time"} | "tomorrow" | $: does not match the date-time pattern must be a valid RFC 3339 date-time
            {"$schema": "http://json-schema.org/draft-07/schema#", "format": "idn-hostname"} | "〮한국" | $: does not match the idn-hostname pattern must be a valid RFC 5890 internationalized hostname
            """)
    void aViolationIsNamedInEnglish(String schema, String answer, String violation) {
        Locale.setDefault(Locale.GERMANY);
        emulator().script(Script.onCreate().text(answer));

        Exchange exchange = ask(schema);

        InteractionOutputException failure = exchange.getException(InteractionOutputException.class);
        assertNotNull(failure, () -> "" + exchange.getException());
        assertTrue(failure.getViolations().contains(violation), failure.getViolations()::toString);
    }

    @Test
    void whatIsNoSchemaIsRefused() {
        Exchange refused = ask("{\"type\": \"object\", \"required\": \"a\"}");

        assertNotNull(refused.getException());
        assertTrue(refused.getException().getMessage().contains("responseFormat"), refused.getException().getMessage());
        assertTrue(emulator().requests().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "json-schema-validator, com.networknt.schema.AbsoluteIri",
        "jsonschema-generator, com.github.victools.jsonschema.generator.SchemaGenerator",
        "jsonschema-module-jackson, com.github.victools.jsonschema.module.jackson.JacksonOption",
        "classmate, com.fasterxml.classmate.TypeResolver",
        "itu, com.ethlo.time.ITU"
    })
    void theProjectSeesItsOwnLibrariesOnly(String library, String type) throws ClassNotFoundException {
        if (System.getProperty("schema-libraries").contains(library)) {
            String jar = OneVersionTest.jar(Class.forName(type));
            assertTrue(System.getProperty("schema-libraries").contains(jar), jar);
        } else {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
        }
    }

    private Exchange ask(String schema) {
        return fluentTemplate
                .to("direct:ask")
                .withBody("Answer")
                .withHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, schema)
                .send();
    }
}
