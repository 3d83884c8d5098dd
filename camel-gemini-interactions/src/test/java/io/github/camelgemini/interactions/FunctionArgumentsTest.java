// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which names a schema declares, wherever it does: there the route finds the checked argument or nothing. */
class FunctionArgumentsTest extends GeminiEmulatorTestSupport {

    private static final String LIMIT = "{\"properties\":{\"limit\":{\"type\":\"integer\",\"maximum\":10}}}";

    private void function(String schema) throws Exception {
        context.getRegistry().bind("schema", schema);
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:ask").to("gemini-interactions:create?tags=t&model=" + MODEL);
            routes.from("gemini-interactions-tool:look?tags=t&argSchema=#schema")
                    .to("mock:look")
                    .setBody()
                    .constant("looked");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LIMIT,
                "{\"$ref\":\"#/$defs/p\",\"$defs\":{\"p\":" + LIMIT + "}}",
                "{\"$ref\":\"#p\",\"$defs\":{\"p\":{\"$anchor\":\"p\",\"allOf\":[" + LIMIT + "]}}}",
                "{\"type\":\"object\",\"allOf\":[{\"anyOf\":[" + LIMIT + "]}]}",
                "{\"type\":\"object\",\"oneOf\":[" + LIMIT + "]}",
                "{\"type\":\"object\",\"if\":{},\"then\":" + LIMIT + "}",
                "{\"type\":\"object\",\"dependentSchemas\":{\"limit\":{}}}",
                "{\"type\":\"object\",\"anyOf\":[{\"required\":[\"limit\"]},{}]}"
            })
    void theHeaderOfACallerStandsForNoDeclaredArgument(String schema) throws Exception {
        function(schema);
        MockEndpoint look = getMockEndpoint("mock:look");
        look.expectedMessageCount(2);
        emulator()
                .script(
                        onCreate().call("c1", "look", "{}"),
                        onCreate().call("c2", "look", "{\"limit\":5}"),
                        onCreate().text("done"));

        Object answer = fluentTemplate
                .to("direct:ask")
                .withBody("Look")
                .withHeader("LIMIT", "of the caller")
                .request();

        assertThat(answer).isEqualTo("done");
        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.headers(look, "limit")).containsExactly(null, 5);
    }

    @Test
    void aNameThatSteersCamelIsRefusedWhereverItIsDeclared() {
        assertThatThrownBy(() -> function("{\"allOf\":[{\"properties\":{\"CamelHttpUri\":{}}}]}"))
                .isInstanceOf(FailedToStartRouteException.class)
                .hasMessageContaining("CamelHttpUri");
    }
}
