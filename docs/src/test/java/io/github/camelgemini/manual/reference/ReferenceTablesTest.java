// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointOptionModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The pages have the tables that the code gives. */
class ReferenceTablesTest {

    private static final Path ROOT = Path.of("..");

    private final Project project = new Project(ROOT);
    private final ReferenceTables tables = new ReferenceTables(project);

    static Stream<Path> pages() throws IOException {
        return ReferenceTables.pages(ROOT).stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageHasWhatIsGenerated(Path page) {
        assertThat(read(page))
                .as("Generate with: mvn -q -pl docs -am compile -Dmanual.tables")
                .isEqualTo(tables.into(read(page)));
    }

    @Test
    void eachTableIsInAPage() throws IOException {
        assertThat(tables.withoutPlace(pages().map(ReferenceTablesTest::read))).isEmpty();
    }

    @Test
    void anUnknownTableIsRefused() {
        assertThatThrownBy(() -> tables.into("// no such table: START\n// no such table: END\n"))
                .hasMessageContaining("no such table");
    }

    @ParameterizedTest
    @CsvSource({"gemini-interactions", "gemini-interactions-tool"})
    void thePageOfAComponentHasItsAttributes(String name) {
        ComponentModel catalog = project.catalog(name);
        String page = read(ROOT.resolve("docs/" + name + "-component.adoc"));

        assertThat(page)
                .startsWith("= " + catalog.getTitle() + " Component\n:doctitle: " + catalog.getTitle() + "\n")
                .contains("\n:shortname: " + name + "\n")
                .contains("\n:artifactid: " + catalog.getArtifactId() + "\n")
                .contains("\n:description: " + catalog.getDescription() + "\n")
                .contains("\n:since: " + catalog.getFirstVersion() + "\n")
                .contains("\n:supportlevel: " + catalog.getSupportLevel() + "\n")
                .contains("\n:component-header: "
                        + (catalog.isConsumerOnly()
                                ? "Only consumer is supported"
                                : "Both producer and consumer are supported")
                        + "\n")
                .contains(catalog.getSyntax() + "[?options]");
    }

    /** The page says so, and does not repeat them. */
    @Test
    void aComponentHasTheOptionsOfItsEndpoints() {
        ComponentModel catalog = project.catalog("gemini-interactions");
        Map<String, Object> ofComponent = new HashMap<>();
        catalog.getComponentOptions().forEach(option -> ofComponent.put(option.getName(), option.getDefaultValue()));

        assertThat(catalog.getEndpointOptions().stream()
                        .filter(option -> !ofComponent.containsKey(option.getName()))
                        .map(EndpointOptionModel::getName))
                .containsExactlyInAnyOrder("operation", "exceptionHandler", "exchangePattern", "options");
        assertThat(catalog.getEndpointOptions())
                .filteredOn(option -> ofComponent.containsKey(option.getName()))
                .allSatisfy(option -> assertThat(ofComponent.get(option.getName()))
                        .as(option.getName())
                        .isEqualTo(option.getDefaultValue()));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
