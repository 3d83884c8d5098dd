// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The kamelets obey the rules of Camel's catalogue, and say of each property what the component's catalog says. */
class KameletFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/kamelets");
    private static final String CREDENTIALS = "urn:camel:group:credentials";
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?]?([A-Za-z0-9._-]+)(?::[^}]*)?}}");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>camel-gemini-interactions-parent</artifactId>\\s*<version>([^<]+)</version>");

    /** Properties that are narrower in a kamelet, and say so in their own words. */
    private static final Map<String, Set<String>> OWN_WORDS = Map.of(
            "gemini-interactions-action", Set.of("apiKey", "outputType"),
            "gemini-interactions-source",
                    Set.of(
                            "apiKey",
                            "operation",
                            "input",
                            "interactionId",
                            "runRepository",
                            "outputType",
                            "cursorRepository",
                            "runKey"),
            "gemini-interactions-sink", Set.of("apiKey", "background", "runRepository"));

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".kamelet.yaml", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static JsonNode kamelet(String name) {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(FOLDER.resolve(name + ".kamelet.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode definition(String name) {
        return kamelet(name).at("/spec/definition");
    }

    /** Names of a kamelet's properties. */
    static Set<String> properties(String name) {
        Set<String> names = new TreeSet<>();
        definition(name).get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Names of those that are texts. */
    static List<String> texts(String name) {
        return properties(name).stream()
                .filter(one -> definition(name)
                        .at("/properties/" + one + "/type")
                        .asText()
                        .equals("string"))
                .toList();
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase() + word.substring(1);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    @Test
    void thereIsOneOfEachType() throws Exception {
        assertThat(names())
                .containsExactly(
                        "gemini-interactions-action", "gemini-interactions-sink", "gemini-interactions-source");
    }

    @ParameterizedTest
    @MethodSource("names")
    void itsNameTypeAndTitleAgree(String name) {
        JsonNode kamelet = kamelet(name);
        String type = name.substring(name.lastIndexOf('-') + 1);
        assertThat(kamelet.at("/apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.at("/kind").asText()).isEqualTo("Kamelet");
        assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(name);
        assertThat(kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText())
                .isEqualTo(type);
        assertThat(kamelet.at("/spec/definition/title").asText()).isEqualTo("Gemini Interactions " + capitalized(type));
        assertThat(kamelet.at("/spec/definition/type").asText()).isEqualTo("object");
        assertThat(kamelet.at("/spec/definition/description").asText()).isNotBlank();
    }

    @Test
    void noTwoHaveTheSameDescription() throws Exception {
        assertThat(names().map(name -> definition(name).get("description").asText()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("names")
    void itHasTheAnnotationsOfTheCatalogue(String name) throws Exception {
        JsonNode annotations = kamelet(name).at("/metadata/annotations");
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(annotations.path("camel.apache.org/catalog.version").asText())
                .isEqualTo(version.group(1));
        assertThat(annotations.path("camel.apache.org/kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,");
        assertThat(annotations.path("camel.apache.org/kamelet.support.level").asText())
                .isIn("Preview", "Stable");
        assertThat(annotations.path("camel.apache.org/provider").asText()).isNotBlank();
        assertThat(annotations.path("camel.apache.org/kamelet.group").asText()).isEqualTo("Gemini Interactions");
        assertThat(annotations.path("camel.apache.org/kamelet.namespace").asText())
                .isNotBlank();
        assertThat(texts(kamelet(name).at("/spec/dependencies")))
                .containsExactly(
                        "camel:core",
                        "camel:kamelet",
                        "mvn:io.github.camelgemini:camel-gemini-interactions:" + version.group(1));
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachPropertyIsDescribedAsTheCatalogueAsksForIt(String name) {
        definition(name).get("properties").fields().forEachRemaining(property -> {
            JsonNode value = property.getValue();
            assertThat(value.path("type").asText())
                    .as("type of %s", property.getKey())
                    .isNotBlank();
            assertThat(value.path("description").asText())
                    .as("description of %s", property.getKey())
                    .isNotBlank();
            assertThat(value.path("title").asText().split(" "))
                    .as("title of %s", property.getKey())
                    .isNotEmpty()
                    .doesNotContain("The", "A", "An")
                    .allMatch(word -> Character.isUpperCase(word.charAt(0)));
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachDeclaredPropertyIsUsedAndEachUsedOneDeclared(String name) {
        JsonNode template = kamelet(name).at("/spec/template");
        Set<String> declared = properties(name);
        template.path("beans").forEach(bean -> declared.add(bean.path("name").asText()));
        Set<String> used = new TreeSet<>();
        PARAMETER.matcher(template.toString()).results().forEach(one -> used.add(one.group(1)));
        assertThat(used).isEqualTo(declared);
        assertThat(declared).containsAll(texts(definition(name).get("required")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void itBeginsAndEndsAsItsTypeDoes(String name) {
        String template = kamelet(name).at("/spec/template").toString();
        assertThat(template.contains("kamelet:source")).isEqualTo(!name.endsWith("-source"));
        assertThat(template.contains("kamelet:sink")).isEqualTo(name.endsWith("-source"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachPropertyIsTheOptionThatTheCatalogHas(String name) {
        JsonNode options = NoSilentOptionTest.catalog("gemini-interactions").get("properties");
        definition(name).get("properties").fields().forEachRemaining(property -> {
            JsonNode option = options.path(property.getKey());
            JsonNode value = property.getValue();
            assertThat(option.isMissingNode())
                    .as("option %s", property.getKey())
                    .isFalse();
            assertThat(value.get("type").asText())
                    .isEqualTo(type(option.get("type").asText()));
            if (!OWN_WORDS.get(name).contains(property.getKey()))
                assertThat(value.get("description").asText())
                        .isEqualTo(option.get("description").asText());
            assertThat(texts(option.path("enum"))).containsAll(texts(value.path("enum")));
            assertThat(value.path("format").asText().equals("password"))
                    .as("secret: %s", property.getKey())
                    .isEqualTo(option.get("secret").asBoolean());
            assertThat(texts(value.path("x-descriptors")))
                    .isEqualTo(option.get("secret").asBoolean() ? List.of(CREDENTIALS) : List.of());
        });
    }

    private static String type(String option) {
        return Arrays.asList("enum", "duration", "object").contains(option) ? "string" : option;
    }

    /** Without a default, Camel would look for a property or an environment variable of that name. */
    @ParameterizedTest
    @MethodSource("names")
    void eachOptionalTextHasADefault(String name) {
        List<String> required = texts(definition(name).get("required"));
        assertThat(texts(name))
                .filteredOn(one -> !required.contains(one))
                .allMatch(one -> definition(name).at("/properties/" + one).has("default"));
    }
}
