// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.WrittenEndpoint.Role;
import io.github.camelgemini.interactions.WrittenEndpoints.Place;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whether Camel's catalog, and so each tool that validates with it, accepts what pages, examples and tests write. */
class WrittenEndpointsTest {

    private final CamelCatalog catalog = CatalogTest.catalog();

    @ParameterizedTest
    @CsvSource({"YAML_FILES,80", "XML_FILES,15", "JAVA_FILES,200", "PAGES,150"})
    void camelsCatalogAcceptsEveryEndpoint(Place place, int atLeast) {
        List<WrittenEndpoint> endpoints = WrittenEndpoints.in(place);

        assertThat(endpoints.stream()
                        .map(endpoint -> faults(endpoint))
                        .filter(faults -> !faults.isEmpty())
                        .distinct())
                .isEmpty();
        assertThat(endpoints.size()).isGreaterThan(atLeast);
    }

    @Test
    void camelsCatalogAcceptsEveryProperty() {
        List<String> properties = WrittenEndpoints.properties();

        assertThat(properties.size()).isGreaterThanOrEqualTo(10);
        assertThat(properties.stream()
                        .map(catalog::validateConfigurationProperty)
                        .filter(result -> !result.isSuccess())
                        .map(result -> result.summaryErrorMessage(false)))
                .isEmpty();
    }

    /** What is read from each language is complete, so that a fault in it is found. */
    @ParameterizedTest
    @MethodSource("misspelt")
    void aMisspeltOptionIsFound(String language, String code) {
        assertThat(WrittenEndpoints.code("a file", language, code))
                .singleElement()
                .satisfies(endpoint -> assertThat(faults(endpoint)).contains("modell"));
    }

    static Stream<Arguments> misspelt() {
        return Stream.of(
                arguments(
                        "yaml",
                        "- from:\n    uri: direct:a\n    steps:\n      - to:\n          uri: gemini-interactions:create\n"
                                + "          parameters: {prompt: 'RAW(a & b)', modell: m}\n"),
                arguments("yaml", "- from: {uri: direct:a, steps: [{toD: 'gemini-interactions:get?modell=m'}]}"),
                arguments(
                        "xml",
                        "<route><to uri='gemini-interactions:create?prompt=RAW(a &amp; b)&amp;modell=m'/></route>"),
                arguments(
                        "java",
                        "from(\"direct:a\").to( // ask\n\"gemini-interactions:create?tags=\" + tags(\")\") + \"&modell=m\");"));
    }

    private String faults(WrittenEndpoint endpoint) {
        EndpointValidationResult result = catalog.validateEndpointProperties(
                endpoint.uri(), false, endpoint.role() == Role.CONSUMER, endpoint.role() == Role.PRODUCER);
        return result.isSuccess() ? "" : endpoint + ": " + result.summaryErrorMessage(false);
    }
}
