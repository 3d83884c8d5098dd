// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Component;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A text that is no number is refused where the option is one; Camel alone takes it for 0, which is no limit for many. */
class NumberOptionsTest {

    private static final List<String> NO_NUMBERS =
            List.of("often", "5x", "30sec", "5min", "1k", "1.5", "10 s", "s", "1s1h", "0x10", "1_000", "1e3", "");

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.disableJMX();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static Stream<String> ofEndpoints() throws IOException {
        return numbers("properties");
    }

    private static Stream<String> ofComponents() throws IOException {
        return numbers("componentProperties");
    }

    private static Stream<String> numbers(String part) throws IOException {
        String catalog = "/META-INF/io/github/camelgemini/interactions/gemini-interactions.json";
        try (InputStream json = GeminiInteractionsComponent.class.getResourceAsStream(catalog)) {
            return new ObjectMapper()
                    .readTree(json).get(part).properties().stream()
                            .filter(option -> Set.of("integer", "duration")
                                    .contains(option.getValue().path("type").asText()))
                            .map(Map.Entry::getKey);
        }
    }

    @ParameterizedTest
    @MethodSource("ofEndpoints")
    void aUriWithATextForANumberFailsAndNamesTheOption(String option) {
        for (String text : NO_NUMBERS)
            assertThatThrownBy(() -> context.getEndpoint("gemini-interactions:create?model=m&" + option + "=" + text))
                    .as(text)
                    .isInstanceOf(ResolveEndpointFailedException.class)
                    .hasStackTraceContaining("The option " + option + " is a number, or a time such as 30s");
    }

    @ParameterizedTest
    @MethodSource("ofComponents")
    void aComponentWithATextForANumberFailsAndNamesTheOption(String option) {
        Component component = context.getComponent("gemini-interactions");
        PropertyConfigurerGetter before = (PropertyConfigurerGetter) component.getComponentPropertyConfigurer();
        Object byDefault = before.getOptionValue(component, option, false);

        for (String text : NO_NUMBERS)
            assertThatThrownBy(() -> PropertyBindingSupport.build()
                            .withConfigurer(component.getComponentPropertyConfigurer())
                            .withMandatory(true)
                            .bind(context, component, option, text))
                    .as(text)
                    .isInstanceOf(PropertyBindingException.class)
                    .hasStackTraceContaining("The option " + option + " is a number, or a time such as 30s");

        assertThat(before.getOptionValue(component, option, false)).isEqualTo(byDefault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1000000000000000000000"})
    void aNumberThatIsNoLongFailsAndNamesTheOption(String text) {
        assertThatThrownBy(() -> context.getEndpoint("gemini-interactions:create?model=m&maxTotalTokens=" + text))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining("The option maxTotalTokens is at most 9223372036854775807");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967297", "-4294967297", "60d"})
    void aNumberThatIsNoIntFailsAndNamesTheOption(String text) {
        assertThatThrownBy(() -> context.getEndpoint("gemini-interactions:create?model=m&maxToolCalls=" + text))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining("The option maxToolCalls is at most 2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"90000", " 90000 ", "90s", "1m30s", "90000ms", "1m29s1000ms", "#limit", "#bean:limit"})
    void eachSpellingOfCamelIsUnderstood(String text) {
        context.getRegistry().bind("limit", 90_000L);

        GeminiInteractionsEndpoint endpoint = context.getEndpoint(
                "gemini-interactions:await?awaitTimeout=RAW(" + text + ")", GeminiInteractionsEndpoint.class);

        assertThat(endpoint.getConfiguration().getAwaitTimeout()).isEqualTo(90_000);
    }
}
