// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A context with an ObjectMapper of the user's and with camel-jackson's type converters switched on. */
class ContextMapperTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    record Bill(String supplierName, LocalDate dueDate, BigDecimal totalAmount) {}

    interface Shape {}

    record Drawing(Shape shape) {}

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        created.getRegistry()
                .bind("mapper", new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
        created.getGlobalOptions().put("CamelJacksonEnableTypeConverter", "true");
        created.getGlobalOptions().put("CamelJacksonTypeConverterToPojo", "true");
        return created;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bill").to(CREATE + "&outputType=object&outputClass=" + Bill.class.getName());
                from("direct:unchecked")
                        .to(CREATE + "&outputType=object&validateOutput=false&outputClass=" + Bill.class.getName());
                from("direct:create").to(CREATE);
                from("direct:interaction").to(CREATE + "&outputType=interaction");
                from("direct:function").to(CREATE + "&tags=bills");
                from("gemini-interactions-tool:find_bill?tags=bills&description=Finds a bill&parameter.number=string")
                        .setBody(constant(new Bill("ACME", LocalDate.of(2026, 11, 29), new BigDecimal("1.10"))));
            }
        };
    }

    @Test
    void theSchemaAndTheAnswerHaveTheNamesOfTheMapper() {
        emulator()
                .script(onCreate()
                        .text("{\"supplier_name\":\"ACME\",\"due_date\":\"2026-11-29\",\"total_amount\":1.10}"));

        Object bill = template.requestBody("direct:bill", "Read the bill");

        assertThat(bill).isEqualTo(new Bill("ACME", LocalDate.of(2026, 11, 29), new BigDecimal("1.10")));
        assertThat(sent()).contains("supplier_name", "due_date", "\"format\":\"date\"");
    }

    @Test
    void theResultOfAFunctionAndTheValuesOfAMapAreWrittenByTheMapper() {
        emulator()
                .script(
                        onCreate().call("c1", "find_bill", "{\"number\":\"7\"}"),
                        onCreate().text("done"));

        assertThat(template.requestBody("direct:function", "Find bill 7")).isEqualTo("done");

        assertThat(sent()).contains("supplier_name", "2026-11-29");
    }

    @Test
    void anAnswerThatIsJsonButNotOfTheClassNamesTheMemberAndNotTheValue() {
        emulator().script(onCreate().text("{\"due_date\":\"SENTINEL\"}"));

        Exchange failed = template.request(
                "direct:unchecked", exchange -> exchange.getMessage().setBody("Read the bill"));

        assertThat(failed.getException(InteractionOutputException.class))
                .hasMessageContaining("is JSON that does not fit")
                .hasMessageContaining("due_date (java.time.LocalDate)")
                .hasMessageNotContaining("SENTINEL");
    }

    @Test
    void aClassThatCannotBeBoundFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("direct:refused")
                        .to(CREATE + "&outputClass=RAW(" + Drawing.class.getName() + ")")))
                .hasStackTraceContaining("outputClass")
                .hasStackTraceContaining("its member shape of type " + Shape.class.getTypeName());
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void anInteractionIsConvertedAsWithoutTheConvertersOfCamelJackson() {
        emulator().script(onCreate().text("Paris"));

        Interaction answer = template.requestBody("direct:interaction", "Capital?", Interaction.class);

        String json = context.getTypeConverter().convertTo(String.class, answer);
        assertThat(json).contains("\"status\":\"completed\"");
        assertThat(context.getTypeConverter().convertTo(Map.class, answer)).containsEntry("status", "completed");
        assertThat(context.getTypeConverter().convertTo(JsonNode.class, answer).path("status"))
                .hasToString("\"completed\"");
        String step = context.getTypeConverter()
                .convertTo(String.class, answer.steps().get(0));
        assertThat(step).contains("\"type\":");
        assertThat(buffered(answer)).isEqualTo(json);
        assertThat(buffered(answer.steps().get(0))).isEqualTo(step);
    }

    private String buffered(Object value) {
        return StandardCharsets.UTF_8
                .decode(context.getTypeConverter().convertTo(ByteBuffer.class, value))
                .toString();
    }

    @Test
    void aMapInTheShapeOfTheApiIsSentAsItIs() {
        emulator().script(onCreate().text("Paris"));

        template.requestBody("direct:create", Map.of("type", "text", "text", "Capital?"));

        assertThat(sent()).contains("Capital?").doesNotContain("supplier_name");
    }

    @Test
    void anObjectThatIsNeitherIsStillRefused() {
        Exchange failed = template.request("direct:create", exchange -> exchange.getMessage()
                .setBody(new Bill("ACME", LocalDate.EPOCH, BigDecimal.ONE)));

        assertThat(failed.getException()).hasMessageContaining("cannot be sent");
        assertThat(emulator().requests()).isEmpty();
    }

    private String sent() {
        return String.valueOf(List.copyOf(emulator().requests())
                .get(emulator().requests().size() - 1)
                .body());
    }
}
