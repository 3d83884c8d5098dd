// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.camelgemini.manual.reference.WrittenPages.Code;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each name in monospace exists: one that was renamed would lead the reader astray. Whole endpoints, with their options, are
 * checked by the component's {@code WrittenEndpointsTest}.
 */
class ManualNamesExistTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern OURS = Pattern.compile("CamelGeminiInteractions\\w+");
    private static final Pattern EXCEPTION =
            Pattern.compile("(?<![\\w.])(?:\\w+\\.)*((?:Interaction|GeminiInteractions|Conversation)\\w*Exception)\\b");
    private static final Pattern TELEMETRY = Pattern.compile("\\b(?:gen_ai|camel\\.gemini)[._][\\w.]*\\w");
    private static final Pattern PROPERTY =
            Pattern.compile("(?i)\\bcamel\\.component\\.(gemini-interactions(?:-tool)?)\\.([\\w-]+)");
    private static final Pattern ASSIGNED = Pattern.compile("(?<![\\w.?&;-])([a-z][A-Za-z]*)=");
    private static final Pattern CAMEL_CASE = Pattern.compile("[A-Za-z]+[a-z][A-Z]\\w*");

    /** A place holder, and properties that Camel has for each component. */
    private static final Set<String> OF_EACH_COMPONENT = Set.of("name", "enabled", "customizer");

    private final WrittenPages pages = new WrittenPages(ROOT);
    private final Vocabulary vocabulary = new Vocabulary(ROOT);

    ManualNamesExistTest() throws IOException {}

    @Test
    void eachHeaderAndProperty() {
        Set<String> known = new HashSet<>(vocabulary.headers());
        known.addAll(vocabulary.exchangeProperties());

        assertThat(unknown(found(OURS, 0), 20, known)).isEmpty();
    }

    @Test
    void eachException() {
        assertThat(unknown(found(EXCEPTION, 1), 10, Set.copyOf(new Project(ROOT).exceptions())))
                .isEmpty();
    }

    /** Meters, tags and attributes of spans. */
    @Test
    void eachNameOfTelemetry() {
        assertThat(unknown(found(TELEMETRY, 0), 0, vocabulary.texts(TELEMETRY.pattern())))
                .isEmpty();
    }

    @Test
    void eachPropertyOfTheComponent() {
        Set<String> known =
                vocabulary.options().stream().map(ManualNamesExistTest::plain).collect(Collectors.toSet());
        Set<String> written =
                found(PROPERTY, 2).stream().map(ManualNamesExistTest::plain).collect(Collectors.toSet());

        known.addAll(OF_EACH_COMPONENT);
        assertThat(unknown(written, 5, known)).isEmpty();
    }

    /** Such as {@code streaming=true}; those of others are in a list. */
    @Test
    void eachOptionWithAValue() throws IOException {
        Set<String> known = new HashSet<>(vocabulary.options());
        known.addAll(vocabulary.beanProperties());
        known.addAll(foreignNames());
        Set<String> written = pages.inline().stream()
                .flatMap(code -> ASSIGNED.matcher(code.text()).results())
                .map(option -> option.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unknown(written, 20, known)).isEmpty();
    }

    /** A word such as {@code maxRetryAfter} or {@code RunRepository}: of this project, of Camel's catalog, or in the list. */
    @Test
    void eachWordInCamelCase() throws IOException {
        Set<String> known = vocabulary.words();
        vocabulary.headers().forEach(header -> known.add(header.replace("CamelGeminiInteractions", "")));
        known.addAll(vocabulary.kinds().get("JMX attributes"));
        known.addAll(camel());
        known.addAll(foreignNames());
        List<Code> written = pages.inline().stream()
                .filter(code -> CAMEL_CASE.matcher(code.text()).matches())
                .toList();

        assertThat(written).hasSizeGreaterThan(500);
        assertThat(written.stream()
                        .filter(code -> !known.contains(code.text()))
                        .map(Code::toString)
                        .distinct())
                .isEmpty();
    }

    /** In the blocks that show Pipes, whole or in part. */
    @Test
    void eachPropertyOfAKamelet() throws IOException {
        Set<String> unknown = new TreeSet<>();
        int seen = 0;
        for (Code block : pages.blocks()) {
            if (!block.text().contains("kind: Kamelet")) continue;
            try (MappingIterator<JsonNode> documents =
                    new YAMLMapper().readerFor(JsonNode.class).readValues(block.text())) {
                while (documents.hasNext())
                    for (JsonNode use : documents.next().findParents("ref")) {
                        String kamelet = use.at("/ref/name").asText();
                        if (!Project.KAMELETS.contains(kamelet)) continue;
                        seen++;
                        use.path("properties").fieldNames().forEachRemaining(name -> {
                            if (!vocabulary.kameletProperties(kamelet).contains(name))
                                unknown.add(kamelet + ": " + name);
                        });
                    }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(seen).isGreaterThanOrEqualTo(6);
    }

    /** The names that do not exist, of some that are more than a number, so that the pages were read. */
    private static Set<String> unknown(Set<String> written, int atLeast, Set<String> known) {
        assertThat(written).hasSizeGreaterThanOrEqualTo(atLeast);
        Set<String> unknown = new TreeSet<>(written);
        unknown.removeAll(known);
        return unknown;
    }

    private Set<String> found(Pattern pattern, int group) {
        return pages.all().stream()
                .flatMap(code -> pattern.matcher(code.text()).results())
                .map(result -> result.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code api-key}, {@code API_KEY} and {@code apiKey} are one. */
    private static String plain(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** Options of Camel's own components and names of its EIPs. */
    private static Set<String> camel() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        Set<String> names = new HashSet<>(catalog.findModelNames());
        for (String name : catalog.findComponentNames()) {
            ComponentModel component = catalog.componentModel(name);
            Stream.of(component.getComponentOptions(), component.getEndpointOptions(), component.getEndpointHeaders())
                    .forEach(options -> options.forEach(option -> names.add(option.getName())));
        }
        return names;
    }

    /** One line for each name, or for several of one origin. */
    private static Set<String> foreignNames() throws IOException {
        try (InputStream list = ManualNamesExistTest.class.getResourceAsStream("foreign-names.txt")) {
            if (list == null) throw new IllegalStateException("The list of foreign names is not there");
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Pattern.compile("\\w+").matcher(line).results())
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        }
    }
}
