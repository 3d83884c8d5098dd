// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.tooling.model.BaseOptionModel;

/** The names that a user of the component can meet, by their kind: each stands in the manual. */
final class Vocabulary {

    /** The description of an attribute may have any character but a quote. */
    private static final Pattern JMX = Pattern.compile(
            "@ManagedAttribute\\((?:[^\"()]|\"[^\"]*\")*\\)\\s*public (?:@\\w+ )?[\\w<>]+ (?:get|is)(\\w+)\\(");

    private static final Pattern CONSTANT = Pattern.compile("static final String \\w+\\s*=\\s*\"([^\"]+)\";");
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final Project project;
    private final Path root;

    Vocabulary(Path root) {
        this.root = root;
        this.project = new Project(root);
    }

    /** Kinds of names, each with all names of it. */
    Map<String, Set<String>> kinds() {
        Map<String, Set<String>> kinds = new LinkedHashMap<>();
        kinds.put("options", options());
        kinds.put("headers", headers());
        kinds.put("exchange properties", exchangeProperties());
        kinds.put("exceptions", Set.copyOf(project.exceptions()));
        for (String kamelet : Project.KAMELETS) kinds.put("properties of " + kamelet, kameletProperties(kamelet));
        kinds.put("JMX attributes", found(JMX, 1));
        kinds.put("meters and their tags", constants("MeterNames"));
        kinds.put("attributes of spans", constants("SpanAttributes", "FunctionAttributes", "HttpAttributes"));
        return kinds;
    }

    /** Of both components; one that is a map has the name that is written, with its prefix, and that of the catalog. */
    Set<String> options() {
        return Project.COMPONENTS.stream()
                .map(project::catalog)
                .flatMap(catalog ->
                        Stream.concat(catalog.getComponentOptions().stream(), catalog.getEndpointOptions().stream()))
                .flatMap(Vocabulary::written)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> written(BaseOptionModel option) {
        return option.getPrefix() == null || option.getPrefix().isEmpty()
                ? Stream.of(option.getName())
                : Stream.of(option.getName(), option.getPrefix() + "NAME");
    }

    Set<String> headers() {
        return Project.COMPONENTS.stream()
                .flatMap(name -> project.catalog(name).getEndpointHeaders().stream())
                .map(BaseOptionModel::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> exchangeProperties() {
        Set<String> names = found(Pattern.compile("String \\w+_PROPERTY\\s*=\\s*\"(\\w+)\""), 1);
        names.removeIf(name -> !name.startsWith("Camel"));
        return names;
    }

    Set<String> kameletProperties(String kamelet) {
        Set<String> names = new TreeSet<>();
        project.kamelet(kamelet).path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Attributes of MBeans, as properties of their beans. */
    Set<String> beanProperties() {
        return found(JMX, 1).stream()
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
                .collect(Collectors.toSet());
    }

    /** Values of the constants of these classes. */
    private Set<String> constants(String... classes) {
        Pattern type = Pattern.compile("class (?:" + String.join("|", classes) + ") ");
        return files(List.of("camel-gemini-interactions/src/main/java"))
                .filter(text -> type.matcher(text).find())
                .flatMap(text -> CONSTANT.matcher(text).results())
                .map(constant -> constant.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of this form that stand in a text of the component's code. */
    Set<String> texts(String form) {
        return found(Pattern.compile("\"(" + form + ")\""), 1);
    }

    /** All words of the sources, tests and kamelets of the project. */
    Set<String> words() {
        return files(List.of("camel-gemini-interactions/src", "gemini-interactions-emulator/src", "examples"))
                .flatMap(text -> WORD.matcher(text).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private Set<String> found(Pattern pattern, int group) {
        return files(List.of("camel-gemini-interactions/src/main/java"))
                .flatMap(text -> pattern.matcher(text).results())
                .map(result -> result.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<String> files(List<String> folders) {
        Function<String, Stream<Path>> walk = folder -> {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                return files
                        .filter(file -> file.toString().matches(".*\\.(java|yaml|json)"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .toList()
                        .stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return folders.stream().flatMap(walk).map(Vocabulary::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
