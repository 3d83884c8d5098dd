// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.acme.Invoice;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The routes of docs/structured-output.adoc, in each DSL. */
class StructuredOutputPageTest extends GeminiEmulatorTestSupport {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void theAnswerIsAnObjectOfTheClass(String language) throws Exception {
        shown("invoice", language);
        emulator().script(onCreate().text("{\"supplier\":\"ACME\",\"amount\":1.50,\"lines\":[\"a\"]}"));

        Exchange answered = send("direct:invoice");

        assertThat(answered.getMessage().getBody())
                .isEqualTo(new Invoice("ACME", new BigDecimal("1.50"), List.of("a")));
        assertThat(emulator()
                        .lastRequest()
                        .at("/response_format/schema/properties")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("supplier", "amount", "lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void anAnswerThatViolatesTheSchemaIsRepaired(String language) throws Exception {
        shown("order", language);
        emulator().script(onCreate().text("{}"), onCreate().text("{\"customer\":\"ACME\"}"));

        Exchange answered = send("direct:order");

        assertThat(answered.getMessage().getBody()).isEqualTo(Map.of("customer", "ACME"));
        assertThat(emulator().requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.at("/response_format/type").asText()).isEqualTo("text");
            assertThat(request.at("/response_format/mime_type").asText()).isEqualTo("application/json");
            assertThat(request.at("/response_format/schema/required/0").asText())
                    .isEqualTo("customer");
        });
        assertThat(emulator().lastRequest().at("/input").toString()).contains("customer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void theRouteReadsTheViolations(String language) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:answer").to("mock:answer"));
        shown("violations", language);
        emulator().script(onCreate().text("{\"items\":[]}"));

        Exchange failed = send("direct:checked");

        assertThat(failed.getException()).isNull();
        assertThat(failed.getProperty(Exchange.EXCEPTION_CAUGHT)).isInstanceOf(InteractionOutputException.class);
        assertThat(failed.getMessage().getBody(String.class)).contains("customer");
    }

    private void shown(String id, String language) throws Exception {
        String block = Docs.blocks(language).get(id);
        if (language.equals("java")) context.addRoutes(JavaBlock.compile(block, folder));
        else
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(
                            id + "." + language,
                            block.startsWith("<route>")
                                    ? "<routes xmlns=\"http://camel.apache.org/schema/xml-io\">" + block + "</routes>"
                                    : block));
    }

    private Exchange send(String uri) {
        return fluentTemplate.to(uri).withBody("ACME, 1.50").send();
    }
}
