// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashMap;
import java.util.Map;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.support.uri.KameletOptions;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The bean that the option options names has options whose values are in no URI. */
class OptionsBeanTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    private final Map<String, Object> options = new HashMap<>();

    private Exchange send(String uri) {
        context.getRegistry().bind("bean", options);
        return fluentTemplate.to(uri).withBody("Hi").send();
    }

    /** Why there is no endpoint, or no producer. */
    private Throwable failure(String uri) {
        context.getRegistry().bind("bean", options);
        Throwable failure = catchThrowable(() -> context.getEndpoint(uri).createProducer());
        while (failure.getCause() != null) failure = failure.getCause();
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean:bean", "#bean"})
    void itsValuesAreSentAsTheyAre(String reference) {
        options.put("systemInstruction", "50% & more + # ? ) } ${body} \\ \n");
        options.put("generationConfig.temperature", 0.5);

        Exchange answered = send(CREATE + "&options=" + reference);

        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().at("/system_instruction").asText())
                .isEqualTo("50% & more + # ? ) } ${body} \\ \n");
        assertThat(emulator().lastRequest().at("/generation_config/temperature").asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void theUriOverridesIt() {
        options.put("model", "gemini-3-pro");

        send(CREATE + "&options=#bean:bean");

        assertThat(emulator().lastRequest().at("/model").asText()).isEqualTo(MODEL);
    }

    @Test
    void itOverridesTheComponent() {
        RouteKit.component(context).getConfiguration().setAgent("agents/of-the-component");
        options.put("model", MODEL);

        send("gemini-interactions:create?options=#bean:bean");

        assertThat(emulator().lastRequest().at("/model").asText()).isEqualTo(MODEL);
        assertThat(emulator().lastRequest().at("/agent").isMissingNode()).isTrue();
    }

    @Test
    void whatIsBlankOrNullIsNotSet() {
        RouteKit.component(context).getConfiguration().setSystemInstruction("Of the component");
        options.put("systemInstruction", " ");
        options.put("agent", null);

        assertThat(send(CREATE + "&options=#bean:bean").getException()).isNull();

        assertThat(emulator().lastRequest().at("/system_instruction").asText()).isEqualTo("Of the component");
    }

    @Test
    void mcpServersMayHaveHeadersThere() {
        options.put(
                "mcpServers",
                "[{\"name\":\"m\",\"url\":\"https://m.example\",\"headers\":{\"authorization\":\"Bearer x\"}}]");

        assertThat(send(CREATE + "&options=#bean:bean").getException()).isNull();

        assertThat(emulator().lastRequest().at("/tools/0/headers").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systemInstructions|Unknown|systemInstructions",
                "runKey|mine|The option runKey changes nothing",
                "options|#bean:other|names another bean",
                "maxRetries|often|maxRetries is a number"
            })
    void whatAUriMayNotHaveIsRefusedThereToo(String name, String value, String words) {
        options.put(name, value);

        assertThat(failure(CREATE + "&options=#bean:bean")).hasMessageContaining(words);
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"#bean:none, which the registry does not have", "bean, is not the name of a bean", "#text, no map"})
    void whatIsNoMapIsRefused(String reference, String words) {
        context.getRegistry().bind("text", "model=x");

        assertThat(failure(CREATE + "&options=" + reference))
                .hasMessageContaining("The option options")
                .hasMessageContaining(words);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aKameletsBeanShowsNoValue() {
        KameletOptions properties = new KameletOptions();
        properties.put("apiKey", "RAW(secret)");

        assertThat(properties).containsEntry("apiKey", "secret").hasToString("[apiKey]");
    }

    /** As Camel writes the properties of a Pipe; what is not quite that is a text. */
    @ParameterizedTest
    @CsvSource({
        "plain+words,plain words",
        "50%25,50%",
        "%E2%82%AC,€",
        "1 + 1,1 + 1",
        "50%,50%",
        "%e2,%e2",
        "%E2,%E2",
        "a%2Cb c,a%2Cb c",
        "AIza-_x.y,AIza-_x.y"
    })
    void aKameletsBeanDecodesWhatAPipeEncodes(String given, String option) {
        KameletOptions properties = new KameletOptions();
        properties.put("prompt", "RAW(" + given + ")");

        assertThat(properties).containsEntry("prompt", option);
    }
}
