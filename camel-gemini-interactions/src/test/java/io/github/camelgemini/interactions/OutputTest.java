// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an answer becomes in the message. */
class OutputTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    /** An answer's type. */
    public record Invoice(String supplier, BigDecimal amount, List<String> lines) {}

    enum State {
        OPEN,
        PAID
    }

    record Line(@JsonPropertyDescription("what was sold") String article, int count) {}

    /** As rich as types of answers get. */
    record Order(
            @JsonPropertyDescription("who pays") String customer,
            List<Line> lines,
            Line best,
            State state,
            Optional<String> note,
            BigDecimal total,
            Map<String, List<Integer>> stock) {}

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:maybe").to(CREATE + "&allowEmptyOutput=true");
                from("direct:invoice").to(CREATE + "&outputClass=" + Invoice.class.getName());
                from("direct:unchecked").to(CREATE + "&validateOutput=false&outputClass=" + Invoice.class.getName());
                from("direct:invoiceObject").to(CREATE + "&outputType=object&outputClass=" + Invoice.class.getName());
                from("direct:orderObject").to(CREATE + "&outputType=object&outputClass=" + Order.class.getName());
                from("direct:object").to(CREATE + "&outputType=object");
                from("direct:json").to(CREATE + "&outputType=json");
                from("direct:interaction").to(CREATE + "&outputType=interaction&storeFullResponse=true");
                from("direct:function")
                        .to(CREATE + "&tools=RAW({\"type\":\"function\",\"name\":\"get_stock_price\",\"parameters\":"
                                + "{\"type\":\"object\",\"properties\":{\"ticker\":{\"type\":\"string\"}}}})");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"direct:create", "direct:invoice", "direct:invoiceObject", "direct:interaction"})
    void theTextContinuesOverThoughtsInEveryKindOfOutput(String route) {
        emulator()
                .script(onCreate()
                        .steps("[{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":"
                                + "\"{\\\"supplier\\\":\\\"ACME\\\",\"}]},"
                                + "{\"type\":\"thought\",\"signature\":\"c2ln\"},"
                                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":"
                                + "\"\\\"amount\\\":1,\\\"lines\\\":[]}\"}]}]"));

        Exchange answered = ask(route);

        assertThat(answered.getException()).isNull();
        Object body = answered.getMessage().getBody();
        String text = "{\"supplier\":\"ACME\",\"amount\":1,\"lines\":[]}";
        if (body instanceof Interaction whole) assertThat(whole.outputText()).isEqualTo(text);
        else assertThat(body).isIn(text, new Invoice("ACME", BigDecimal.ONE, List.of()));
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Read").send();
    }

    @Test
    void aStructuredAnswerIsCheckedAndBoundToItsClass() {
        emulator().script(onCreate().text("{\"supplier\":\"ACME\",\"amount\":12.340,\"lines\":[\"a\"]}"));

        Message answer = ask("direct:invoiceObject").getMessage();

        assertThat(answer.getBody()).isEqualTo(new Invoice("ACME", new BigDecimal("12.340"), List.of("a")));
        assertThat(emulator().lastRequest().at("/response_format/type").asText())
                .isEqualTo("text");
        assertThat(emulator().lastRequest().at("/response_format/mime_type").asText())
                .isEqualTo("application/json");
        assertThat(emulator()
                        .lastRequest()
                        .at("/response_format/schema/properties/amount/type")
                        .asText())
                .isEqualTo("number");
    }

    @Test
    void aRichTypeGoesThereAsASchemaAndComesBackAsAnObject() {
        emulator()
                .script(onCreate()
                        .text("{\"customer\":\"ACME\",\"lines\":[{\"article\":\"nail\",\"count\":3}],"
                                + "\"best\":{\"article\":\"nail\",\"count\":3},\"state\":\"PAID\","
                                + "\"total\":10000000000000000.10,\"stock\":{\"nail\":[1,2]}}"));

        assertThat(ask("direct:orderObject").getMessage().getBody())
                .isEqualTo(new Order(
                        "ACME",
                        List.of(new Line("nail", 3)),
                        new Line("nail", 3),
                        State.PAID,
                        Optional.empty(),
                        new BigDecimal("10000000000000000.10"),
                        Map.of("nail", List.of(1, 2))));
        JsonNode schema = emulator().lastRequest().at("/response_format/schema");
        assertThat(schema.at("/properties/lines/items/properties/article/description")
                        .asText())
                .isEqualTo("what was sold");
        assertThat(schema.at("/properties/state/enum").toString()).isEqualTo("[\"OPEN\",\"PAID\"]");
        assertThat(schema.get("required").toString()).doesNotContain("note").contains("customer", "lines", "stock");
    }

    @Test
    void theEmulatorFillsARichTypeToo() {
        Object body = fluentTemplate
                .to("direct:orderObject")
                .withBody("ACME has paid 12 nails")
                .request(Object.class);

        assertThat(body).isInstanceOf(Order.class);
    }

    @Test
    void oneWrongPlaceOfARichTypeIsAViolation() {
        emulator()
                .script(
                        onCreate()
                                .text(
                                        "{\"customer\":\"ACME\",\"lines\":[{\"article\":\"nail\",\"count\":\"three\"}],"
                                                + "\"best\":{\"article\":\"nail\",\"count\":3},\"state\":\"LOST\",\"total\":1,\"stock\":{}}"));

        InteractionOutputException failure = ask("direct:orderObject").getException(InteractionOutputException.class);

        assertThat(String.join(" ", failure.getViolations())).contains("count", "state");
        assertThat(failure).hasMessageNotContaining("three").hasMessageNotContaining("LOST");
    }

    @ParameterizedTest
    @ValueSource(classes = {Object.class, Runnable.class, UUID.class})
    void aClassWithoutAUsableSchemaFailsAtStart(Class<?> type) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("direct:refused")
                        .to(CREATE + "&outputClass=RAW(" + type.getName() + ")")))
                .hasStackTraceContaining("outputClass")
                .hasStackTraceContaining("no JSON schema");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void anAnswerAgainstItsSchemaFailsWithTheViolations() {
        emulator().script(onCreate().text("{\"supplier\":\"SENTINEL\",\"amount\":\"much\",\"lines\":[]}"));

        Exchange failed = ask("direct:invoice");

        InteractionOutputException broken = failed.getException(InteractionOutputException.class);
        assertThat(broken.getViolations()).singleElement().asString().contains("amount");
        assertThat(broken.getInteraction().outputText()).contains("SENTINEL");
        assertThat(broken.getMessage()).doesNotContain("SENTINEL", "much");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("completed");
    }

    @Test
    void theCheckCanBeSwitchedOff() {
        emulator().script(onCreate().text("{\"supplier\":1}"));

        assertThat(ask("direct:unchecked").getMessage().getBody()).isEqualTo("{\"supplier\":1}");
    }

    @Test
    void anObjectWithoutAClassIsAMapWhoseNumbersKeepTheirDigits() {
        emulator().script(onCreate().text("{\"amount\":12.340}"));

        assertThat(ask("direct:object").getMessage().getBody()).isEqualTo(Map.of("amount", new BigDecimal("12.340")));
    }

    @Test
    void anAnswerThatIsNoJsonFailsWhereAnObjectIsAskedFor() {
        emulator().script(onCreate().text("SENTINEL"));

        Exception failed = ask("direct:object").getException();

        assertThat(failed).isInstanceOf(InteractionOutputException.class);
        assertThat(failed).hasMessageNotContaining("SENTINEL");
    }

    @Test
    void anEmptyAnswerFailsUnlessItIsAllowed() {
        emulator().script(onCreate().steps("[{\"type\":\"thought\"}]").times(2));

        assertThat(ask("direct:create").getException()).hasMessageContaining("allowEmptyOutput=true");
        assertThat(ask("direct:maybe").getMessage().getBody()).isEqualTo("");
    }

    @Test
    void aMediaAnswerIsItsBytesWithTheirContentType() {
        String data = Base64.getEncoder().encodeToString("pixels".getBytes(StandardCharsets.UTF_8));
        emulator()
                .script(onCreate()
                        .steps(
                                "[{\"type\":\"model_output\",\"content\":[{\"type\":\"image\",\"mime_type\":\"image/png\","
                                        + "\"data\":\"" + data + "\"}]}]"));

        Message answer = ask("direct:create").getMessage();
        assertThat(answer.getBody(byte[].class))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("pixels");
        assertThat(answer.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("image/png");

        emulator().script(onCreate().text("words"));
        Message next = fluentTemplate
                .to("direct:create")
                .withBody("Say")
                .withHeader(Exchange.CONTENT_TYPE, "image/png")
                .send()
                .getMessage();
        assertThat(next.getHeader(Exchange.CONTENT_TYPE)).isNull();
    }

    @Test
    void theWholeInteractionCanBeTheBodyOrAProperty() {
        emulator().script(onCreate().text("Paris").times(2));

        Exchange whole = ask("direct:interaction");
        assertThat(whole.getMessage().getBody()).isInstanceOf(Interaction.class);
        assertThat(whole.getMessage().getBody(String.class)).contains("\"text\":\"Paris\"");
        assertThat(whole.getProperty(GeminiInteractionsConstants.RESPONSE_PROPERTY))
                .isInstanceOf(Interaction.class);

        Message json = ask("direct:json").getMessage();
        assertThat(json.getBody(String.class)).startsWith("{").contains("\"object\":\"interaction\"");
        assertThat(json.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void aCallOfAFunctionIsTheBodyOfARunThatWaitsForIt() {
        Message waiting = fluentTemplate
                .to("direct:function")
                .withBody("What is the stock price of GOOG?")
                .send()
                .getMessage();

        assertThat(waiting.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("requires_action");
        assertThat(waiting.getBody(String.class))
                .contains("\"interaction_id\":\"v1_", "\"name\":\"get_stock_price\"", "\"ticker\":\"GOOG\"");
    }

    @Test
    void annotationsAndThoughtsAreHeaders() {
        emulator()
                .script(
                        onCreate()
                                .steps(
                                        "[{\"type\":\"thought\",\"summary\":[{\"type\":\"text\",\"text\":\"Look it"
                                                + " up.\"}]},"
                                                + "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\",\"annotations\":"
                                                + "[{\"type\":\"url_citation\",\"url\":\"https://example.org\",\"start_index\":0,\"end_index\":5}]}]}]"));

        Message answer = ask("direct:create").getMessage();

        assertThat(answer.getHeader(GeminiInteractionsConstants.REASONING_CONTENT))
                .isEqualTo("Look it up.");
        assertThat(answer.getHeader(GeminiInteractionsConstants.ANNOTATIONS, List.class))
                .singleElement()
                .isEqualTo(
                        Map.of("type", "url_citation", "url", "https://example.org", "start_index", 0, "end_index", 5));
    }

    @Test
    void anOrdinaryTextIsNoObjectAndTheFailureTellsWhatToSet() {
        emulator().script(onCreate().text("The total is 12 euros."));

        InteractionOutputException failure =
                fluentTemplate.to("direct:object").withBody("Hi").send().getException(InteractionOutputException.class);

        assertThat(failure).hasMessageContaining("responseFormat").hasMessageContaining("outputType=text");
        assertThat(failure).hasMessageNotContaining("12 euros");
    }

    @Test
    void anEmptyTextIsNoAnswer() {
        emulator().script(onCreate().text(""), onCreate().text(""));

        assertThat(ask("direct:create").getException(InteractionOutputException.class))
                .hasMessageContaining("allowEmptyOutput=true");
        assertThat(ask("direct:maybe").getMessage().getBody()).isEqualTo("");
    }

    @Test
    void aSchemaInAListIsCheckedToo() {
        String picture = "{\"type\":\"image\"}";
        String schema = "{\"type\":\"object\",\"required\":[\"amount\"]}";
        emulator().script(onCreate().text("{\"total\":1}"));

        Exchange failed = fluentTemplate
                .to("direct:create")
                .withBody("Read")
                .withHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, "[" + picture + "," + schema + "]")
                .send();

        assertThat(failed.getException(InteractionOutputException.class).getViolations())
                .singleElement()
                .asString()
                .contains("amount");
    }
}
