// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Values without end, of a message, of the service and of the model: each exchange ends with an exception of ours. */
class ValueLimitsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    /** A class of a user that ends the stack, or that lacks a class. */
    public static class Broken {
        public String name = "";

        public void setEndless(String value) {
            throw new StackOverflowError("scripted");
        }

        public void setGone(String value) {
            throw new NoClassDefFoundError("com/acme/Gone");
        }
    }

    /** Classes that refer to each other. */
    public static class Employee {
        public String name = "";
        public List<Department> departments = List.of();
    }

    /** The other one. */
    public static class Department {
        public Employee head = new Employee();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(CREATE);
                from("direct:askAny").to(CREATE + "&allowedHeaders=all");
                from("direct:askObject").to(CREATE + "&outputType=object");
                from("direct:askPrice").to(CREATE + "&responseFormat=RAW({\"multipleOf\":0.01})");
                from("direct:askBroken")
                        .to(CREATE + "&outputType=object&validateOutput=false&outputClass=" + Broken.class.getName());
                from("direct:askEmployee").to(CREATE + "&outputType=object&outputClass=" + Employee.class.getName());
                from("direct:askFunction").to(CREATE + "&tags=t");
                from("gemini-interactions-tool:pay?tags=t&parameter.amount=number")
                        .to("mock:pay");
            }
        };
    }

    @Test
    void aMapThatContainsItselfIsNotSent() {
        Map<String, Object> map = new HashMap<>();
        map.put("type", "text");
        map.put("self", map);

        Exchange failed = fluentTemplate.to("direct:ask").withBody(map).send();

        assertThat(failed.getException()).isInstanceOf(GeminiInteractionsException.class);
        assertThat(emulator().ledger().creates()).isZero();
    }

    @Test
    void aBodyWhoseConversionFailsWithAnErrorFailsTheExchange() {
        Object body = new Object() {
            @SuppressWarnings("unused") // Jackson reads it
            public String getName() {
                throw new NoClassDefFoundError("com/acme/Gone");
            }
        };

        Exchange failed =
                fluentTemplate.to("direct:ask").withBody(List.of(body)).send();

        assertThat(failed.getException()).isInstanceOf(GeminiInteractionsException.class);
        assertThat(emulator().ledger().creates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#/properties/a\"}]}}}",
                "{\"pattern\":\"(\"}",
                "{\"multipleOf\":1e500000}"
            })
    void aSchemaOfAMessageThatHasNoEndIsNotSent(String schema) {
        Exchange failed = fluentTemplate
                .to("direct:askAny")
                .withBody("Go")
                .withHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, schema)
                .send();

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("responseFormat");
        assertThat(emulator().ledger().creates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e500000", "1e2147483647", "1e99999999999", "-1e-500000"})
    void anAnswerWhoseNumberHasNoEndIsNotChecked(String number) {
        emulator().script(onCreate().text(number), onCreate().text("{\"a\":" + number + "}"));

        Exchange checked = fluentTemplate.to("direct:askPrice").withBody("Go").send();
        Exchange bound = fluentTemplate.to("direct:askObject").withBody("Go").send();

        assertThat(checked.getException()).isInstanceOf(InteractionOutputException.class);
        assertThat(bound.getException()).isInstanceOf(InteractionOutputException.class);
    }

    @Test
    void anArgumentWhoseNumberHasNoEndIsNotHandedToTheFunction() throws Exception {
        getMockEndpoint("mock:pay").expectedMessageCount(0);
        emulator()
                .script(
                        onCreate().body(calling("{\"amount\":1e500000}")),
                        onCreate().text("done"));

        Exchange answer = fluentTemplate.to("direct:askFunction").withBody("Go").send();

        assertThat(answer.getMessage().getBody()).isEqualTo("done");
        assertThat(FunctionTest.outcomes(answer)).containsExactly("invalid");
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "%deep%"})
    void anAnswerWithAMemberThatCannotBeReadFailsTheExchange(String value) {
        String member = value.replace("%deep%", "[".repeat(100_000) + "]".repeat(100_000));
        String event =
                "{\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_a\",\"more\":" + member + "}}";
        emulator().script(onCreate().sse("event: interaction.completed\ndata: " + event + "\n\n"));

        Exchange failed = fluentTemplate.to("direct:ask").withBody("Go").send();

        assertThat(failed.getException()).isInstanceOf(GeminiInteractionsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless", "gone"})
    void anErrorOfAUsersClassFailsTheExchange(String member) {
        emulator().script(onCreate().text("{\"" + member + "\":\"a secret answer\"}"));

        Exchange failed = fluentTemplate.to("direct:askBroken").withBody("Go").send();

        assertThat(failed.getException()).isInstanceOf(InteractionOutputException.class);
        assertThat(failed.getException().toString()).doesNotContain("secret");
    }

    @Test
    void classesThatReferToEachOtherAreBound() {
        emulator()
                .script(onCreate()
                        .text("{\"name\":\"a\",\"departments\":[{\"head\":{\"name\":\"b\",\"departments\":[]}}]}"));

        Exchange answer = fluentTemplate.to("direct:askEmployee").withBody("Go").send();

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(Employee.class).departments.get(0).head.name)
                .isEqualTo("b");
    }

    private static String calling(String arguments) {
        return "{\"id\":\"v1_a\",\"status\":\"requires_action\",\"steps\":[{\"type\":\"function_call\",\"id\":\"c1\","
                + "\"name\":\"pay\",\"arguments\":" + arguments + "}]}";
    }
}
