// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.support.uri.MaskedUri;
import org.apache.camel.Exchange;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What of a URI is shown, by the endpoint and by what fails before there is one. */
class MaskedUriTest extends GeminiEmulatorTestSupport {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiKey=k1&model=m|apiKey=xxxxxx&model=m",
                "apiKey=RAW(k1&k2)&model=m|apiKey=xxxxxx&model=m",
                "model=m&secretHeader.X-Y=k1|model=m&secretHeader.X-Y=xxxxxx",
                "model=m&secretHeader.X-Y=#bean|model=m&secretHeader.X-Y=#bean",
                "model=m&secretHeader.X-Y=%23bean|model=m&secretHeader.X-Y=%23bean",
                "serviceAccountKey=file:/k.json|serviceAccountKey=file:/k.json",
                "serviceAccountKey=RAW({})|serviceAccountKey=xxxxxx",
                "credentials=#id|credentials=#id",
                "credentials=ya29|credentials=xxxxxx",
                "apiKye=k1|apiKye=xxxxxx",
                "proxyAuthPassword=a&k1|proxyAuthPassword=xxxxxx&xxxxxx",
                "proxyAuthPassword=a&k1=|proxyAuthPassword=xxxxxx&xxxxxx",
                "baseUrl=https://h.example:8443/v1beta|baseUrl=https://h.example:8443/v1beta",
                "baseUrl=http://[::1]:8099|baseUrl=http://[::1]:8099",
                "baseUrl=https%3A%2F%2Fh.example|baseUrl=https%3A%2F%2Fh.example",
                "baseUrl=https://u:k1@h.example|baseUrl=xxxxxx",
                "baseUrl=https%3A%2F%2Fu%3Ak1%40h.example|baseUrl=xxxxxx",
                "baseUrl=https://h.example?key=k1|baseUrl=xxxxxx",
                "mcpServers=RAW({\"url\":\"https://h?key=k1\"})|mcpServers=xxxxxx",
                "mcpServers=#servers|mcpServers=#servers",
                "tools=RAW([{\"headers\":{}}])|tools=xxxxxx",
                "environment=RAW({\"type\":\"remote\",\"env\":{\"TOKEN\":\"k1\"}})|environment=xxxxxx",
                "environment=RAW({\"network\":{\"allowlist\":[{\"domain\":\"*\",\"transform\":{\"Authorization\":\"k1\"}}]}})|environment=xxxxxx",
                "environment=RAW({\"type\":\"remote\"})|environment=RAW({\"type\":\"remote\"})",
                "tools=RAW([{\"type\":\"x\"}])|tools=RAW([{\"type\":\"x\"}])",
                "additionalHeader.X-Tenant=blue|additionalHeader.X-Tenant=blue",
                "additionalHeader.X-Api-Key=k1|additionalHeader.X-Api-Key=xxxxxx",
                "generationConfig.seed=5&lazyStartProducer=true|generationConfig.seed=5&lazyStartProducer=true"
            })
    void hasNoValueThatIsSecretOrMayBe(String query, String shown) {
        String uri = "gemini-interactions:create?";

        assertThat(MaskedUri.of(
                                context,
                                "gemini-interactions",
                                GeminiInteractionsConfiguration.PrefixedOption::optionOf,
                                ExtraHeaders::isCredential)
                        .of(uri + query))
                .isEqualTo(uri + shown);
    }

    @Test
    void isTheUriWhereNothingIsSecret() {
        MaskedUri uris = MaskedUri.of(
                context,
                "gemini-interactions",
                GeminiInteractionsConfiguration.PrefixedOption::optionOf,
                ExtraHeaders::isCredential);

        assertThat(uris.of("gemini-interactions:create")).isEqualTo("gemini-interactions:create");
        assertThat(uris.of("gemini-interactions:create?")).isEqualTo("gemini-interactions:create?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gemini-interactions:create?model=m&apiKye=k1", "gemini-interactions-tool:f?tags=t&apiKye=k1"})
    void ofAMisspeltOptionNamesItWithoutItsValue(String uri) {
        Throwable failure = catchThrowable(() -> context.getEndpoint(uri));

        assertThat(failure)
                .isInstanceOf(NoSuchEndpointException.class)
                .hasMessageContaining("apiKye=xxxxxx")
                .hasMessageContaining("no option apiKye");
        assertThat(BadInputTest.named(failure).getOption()).isEqualTo("apiKye");
        assertThat(failure).hasStackTraceContaining("no option");
        assertThat(failure.toString() + failure.getCause()).doesNotContain("k1");
    }

    @Test
    void ofAPartThatIsNoOptionSaysHowToWriteAnAmpersand() {
        Throwable failure =
                catchThrowable(() -> context.getEndpoint("gemini-interactions:create?model=m&proxyAuthPassword=a&k1"));

        assertThat(failure).hasMessageContaining("RAW(...)").hasMessageNotContaining("k1");
    }

    @Test
    void leavesAFailureThatCamelMasksWellEnoughToCamel() {
        assertThat(catchThrowable(() -> context.getEndpoint("gemini-interactions:crate?apiKey=k1")))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageContaining("apiKey=xxxxxx")
                .hasMessageContaining("use one of");
    }

    @Test
    void ofTwoEndpointsMayBeTheSameAndEachKeepsItsOwnKey() {
        String uri = "gemini-interactions:create?model=m&secretHeader.X-Who=";

        for (String who : new String[] {"one", "two", "one"}) {
            Exchange answered = fluentTemplate.to(uri + who).withBody("Hi").send();
            assertThat(answered.getException()).isNull();
            assertThat(emulator().lastRequest().header("x-who")).isEqualTo(who);
            assertThat(answered.getProperty(Exchange.TO_ENDPOINT, String.class)).contains("X-Who=xxxxxx");
        }
        assertThat(context.getEndpoints())
                .hasSize(2)
                .extracting(endpoint -> endpoint.getEndpointUri())
                .containsOnly("gemini-interactions://create?model=m&secretHeader.X-Who=xxxxxx");
    }
}
