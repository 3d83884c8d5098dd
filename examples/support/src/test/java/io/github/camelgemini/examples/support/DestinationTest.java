// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DestinationTest {

    @Test
    void prefersGoogleApiKeyAsTheComponentDoes() {
        Destination destination =
                Destination.of(Map.of("GEMINI_API_KEY", "secret1", "GOOGLE_API_KEY", "secret2"), null, null, null);

        assertThat(destination.backEnd()).isEqualTo("Gemini Developer API, API key in GOOGLE_API_KEY");
        assertThat(destination.projectAndLocation()).isEqualTo("the one the API key belongs to");
        assertThat(destination.settings())
                .containsExactly(Map.entry("camel.component.gemini-interactions.enterprise", "false"));
    }

    @Test
    void readsTheEnterpriseBackEndFromTheEnvironment() {
        Destination destination = Destination.of(
                Map.of(
                        "GOOGLE_GENAI_USE_ENTERPRISE",
                        "TRUE",
                        "GOOGLE_CLOUD_PROJECT",
                        "harbour",
                        "GOOGLE_CLOUD_LOCATION",
                        "eu"),
                null,
                null,
                null);

        assertThat(destination.backEnd()).startsWith("Gemini Enterprise Agent Platform");
        assertThat(destination.projectAndLocation()).isEqualTo("harbour, location eu");
        assertThat(destination.settings())
                .containsEntry("camel.component.gemini-interactions.enterprise", "true")
                .containsEntry("camel.component.gemini-interactions.project-id", "harbour")
                .containsEntry("camel.component.gemini-interactions.location", "eu");
    }

    @Test
    void whatIsTypedWins() {
        Destination destination = Destination.of(
                Map.of("GOOGLE_CLOUD_PROJECT", "harbour", "GEMINI_API_KEY", "secret"), true, "pier", null);

        assertThat(destination.projectAndLocation()).isEqualTo("pier, location global");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Destination.of(Map.of("GEMINI_API_KEY", ""), null, null, null))
                .hasMessageContaining("GEMINI_API_KEY");
        assertThatThrownBy(() -> Destination.of(Map.of(), true, null, null))
                .hasMessageContaining("GOOGLE_CLOUD_PROJECT");
        assertThatThrownBy(() -> Destination.of(Map.of("GEMINI_API_KEY", "secret"), null, "pier", null))
                .hasMessageContaining("--enterprise");
    }
}
