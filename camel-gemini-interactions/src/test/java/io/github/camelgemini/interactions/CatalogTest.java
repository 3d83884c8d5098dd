// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.RuntimeCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What editors, the CLI and other tools learn of the components from the jar, through Camel's own catalog. */
class CatalogTest {

    private static final String MAIN = "gemini-interactions";
    private static final String TOOL = "gemini-interactions-tool";

    private final CamelCatalog catalog = catalog();

    /** Camel's catalog with the components of the jar, found by its service files. */
    static CamelCatalog catalog() {
        CamelCatalog catalog = new DefaultCamelCatalog(true);
        for (String name : components().getProperty("components").split(" "))
            catalog.addComponent(name, className(name), schema(name));
        return catalog;
    }

    private static Properties components() {
        return properties("META-INF/services/org/apache/camel/component.properties");
    }

    private static String className(String name) {
        return properties("META-INF/services/org/apache/camel/component/" + name)
                .getProperty("class");
    }

    private static String schema(String name) {
        String folder = className(name).replaceFirst("\\.\\w+$", "").replace('.', '/');
        return resource("META-INF/" + folder + "/" + name + ".json");
    }

    private static Properties properties(String path) {
        Properties properties = new Properties();
        try (InputStream file = open(path)) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static String resource(String path) {
        try (InputStream file = open(path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(CatalogTest.class.getClassLoader().getResourceAsStream(path), path);
    }

    @Test
    void bothComponentsAreNamedForToolsThatScanTheClassPath() {
        assertThat(components().getProperty("components").split(" ")).containsExactlyInAnyOrder(MAIN, TOOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, TOOL})
    void theCatalogOfARunningContextHasTheComponent(String name) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            RuntimeCamelCatalog running =
                    context.getCamelContextExtension().getContextPlugin(RuntimeCamelCatalog.class);

            assertThat(running.componentJSonSchema(name).trim())
                    .isEqualTo(schema(name).trim());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, TOOL})
    void theComponentSaysWhereItComesFrom(String name) throws Exception {
        ComponentModel model = catalog.componentModel(name);

        assertThat(catalog.findComponentNames()).contains(name);
        assertThat(model.getScheme()).isEqualTo(name);
        assertThat(Class.forName(model.getJavaType())).isAssignableTo(Component.class);
        assertThat(model.getJavaType()).isEqualTo(className(name));
        assertThat(model.getGroupId()).isEqualTo(components().getProperty("groupId"));
        assertThat(model.getArtifactId()).isEqualTo(components().getProperty("artifactId"));
        assertThat(model.getVersion()).isEqualTo(components().getProperty("version"));
        assertThat(model.getFirstVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(model.getSupportLevel()).isNotNull();
        assertThat(List.of(model.getTitle(), model.getDescription(), model.getLabel()))
                .doesNotContain("");
        assertThat(model.isDeprecated()).isFalse();
    }

    /** Dumps, metrics and events go by these. */
    @ParameterizedTest
    @CsvSource({
        "gemini-interactions, gemini-interactions:create?model=m, true",
        "gemini-interactions-tool, gemini-interactions-tool:look?tags=t, false"
    })
    void theEndpointIsAsItsEntrySays(String name, String uri, boolean remote) throws Exception {
        ComponentModel model = catalog.componentModel(name);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Endpoint endpoint = context.getEndpoint(uri);

            assertThat(endpoint.isRemote()).isEqualTo(remote).isEqualTo(model.isRemote());
            assertThat(endpoint instanceof AsyncEndpoint).isTrue().isEqualTo(model.isAsync());
            assertThat(endpoint.isLenientProperties()).isEqualTo(model.isLenientProperties());
        }
        assertThat(model.isConsumerOnly()).isEqualTo(name.equals(TOOL));
        assertThat(model.isProducerOnly()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, TOOL})
    void everyOptionHasADescriptionAGroupAndWhatItsTypeAllows(String name) throws Exception {
        ComponentModel model = catalog.componentModel(name);
        List<BaseOptionModel> options = new ArrayList<>(model.getEndpointOptions());
        options.addAll(model.getEndpointPathOptions());
        options.addAll(model.getComponentOptions());
        options.addAll(model.getEndpointHeaders());

        for (BaseOptionModel option : options) {
            assertThat(option.getDescription())
                    .as("description of %s", option.getName())
                    .endsWith(".");
            assertThat(option.getGroup()).as("group of %s", option.getName()).isNotBlank();
            assertThat(option.getType() == null ? option.getJavaType() : option.getType())
                    .as("type of %s", option.getName())
                    .isNotBlank();
            if (option.getEnums() == null) continue;
            assertThat(option.getEnums()).as("words of %s", option.getName()).isNotEmpty();
            if (option.getDefaultValue() != null)
                assertThat(option.getEnums())
                        .as("default of %s", option.getName())
                        .contains(option.getDefaultValue().toString());
            Class<?> type = type(option);
            if (type != null && type.isEnum() && type.getName().startsWith("io.github.camelgemini"))
                assertThat(option.getEnums())
                        .as("words of %s", option.getName())
                        .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getEnumConstants())
                                .map(Object::toString)
                                .toList());
        }
        assertThat(options.size()).isGreaterThan(5);
    }

    private static Class<?> type(BaseOptionModel option) {
        try {
            return Class.forName(option.getJavaType());
        } catch (ClassNotFoundException e) {
            return null; // a primitive type, or one with parameters
        }
    }

    /** A form shows one group after the other: what everybody sets stands in the first. */
    @Test
    void theFirstGroupIsShortAndHasTheModel() {
        List<ComponentModel.EndpointOptionModel> options =
                catalog.componentModel(MAIN).getEndpointOptions();

        assertThat(options.stream()
                        .filter(option -> option.getGroup().equals("common"))
                        .map(BaseOptionModel::getName))
                .contains("model", "agent", "outputType")
                .hasSizeLessThan(10);
        assertThat(options)
                .extracting(BaseOptionModel::getGroup)
                .contains("background", "conversation", "output", "request", "security", "streaming", "tools");
    }

    @Test
    void aSizeInBytesIsAlsoToldInWords() {
        List<BaseOptionModel> sizes = new ArrayList<>();
        for (BaseOptionModel option : catalog.componentModel(MAIN).getComponentOptions())
            if (option.getDescription().contains("bytes") && "integer".equals(option.getType())) sizes.add(option);

        assertThat(sizes).extracting(BaseOptionModel::getName).contains("maxInlineSize", "maxResponseSize");
        assertThat(sizes)
                .allSatisfy(option -> assertThat(option.getDescription()).containsPattern("\\d [KM]iB"));
    }

    @Test
    void aUriBecomesOptionsAndOptionsAUri() throws URISyntaxException {
        String uri =
                "gemini-interactions:create?generationConfig.thinkingLevel=low&model=gemini-3.5-flash&streaming=true";

        Map<String, String> options = catalog.endpointProperties(uri);

        assertThat(options)
                .containsEntry("operation", "create")
                .containsEntry("model", "gemini-3.5-flash")
                .containsEntry("streaming", "true")
                .containsEntry("generationConfig.thinkingLevel", "low");
        assertThat(catalog.asEndpointUri(MAIN, options, false)).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-interactions:create?modell=m, modell",
        "gemini-interactions:crate?model=m, operation",
        "gemini-interactions:create?model=m&outputType=xml, outputType",
        "gemini-interactions:create?model=m&streaming=perhaps, streaming",
        "gemini-interactions:create?model=m&requestTimeout=soon, requestTimeout",
        "gemini-interactions:create?model=m&maxRetries=few, maxRetries",
        "gemini-interactions:create?model=m&runRepository=runs, runRepository",
        "gemini-interactions-tool:look?parameter.city=string, tags",
        "gemini-interactions-tool:look?tags=t&execution=later, execution"
    })
    void anInvalidUriIsFoundBeforeItRuns(String uri, String option) {
        EndpointValidationResult result = catalog.validateEndpointProperties(uri);

        assertThat(result.isSuccess()).isFalse();
        // The summary leaves out durations.
        assertThat(result.summaryErrorMessage(false) + result.getInvalidDuration())
                .contains(option);
    }

    @Test
    void aMisspeltOptionIsToldTheRightOne() {
        catalog.setSuggestionStrategy(
                (names, unknown) -> names.stream().filter(unknown::startsWith).toArray(String[]::new));

        assertThat(catalog.validateEndpointProperties("gemini-interactions:create?modell=m")
                        .getUnknownSuggestions())
                .containsEntry("modell", new String[] {"model"});
    }

    @Test
    void anOptionOfTheOtherSideIsFound() {
        assertThat(catalog.validateEndpointProperties(
                                "gemini-interactions:stream?channel=c&streaming=true", false, true, false)
                        .getNotConsumerOnly())
                .containsExactly("streaming");
        assertThat(catalog.validateEndpointProperties(
                                "gemini-interactions:create?model=m&onStepFailure=skip", false, false, true)
                        .getNotProducerOnly())
                .containsExactly("onStepFailure");
    }
}
