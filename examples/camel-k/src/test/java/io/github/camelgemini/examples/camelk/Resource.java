// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * A resource of this example, as {@code kubectl apply} would send it.
 *
 * @param file where it is, relative to the example's folder
 */
record Resource(Path file, JsonNode content) {

    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    static final Path EXAMPLE = Path.of("");

    private static final Set<String> CAMEL_K = Set.of("Integration", "Pipe");

    /** All of them, the cluster's things first. */
    static List<Resource> all() {
        List<Resource> found = new ArrayList<>();
        for (Path folder : List.of(EXAMPLE.resolve("cluster"), EXAMPLE.toAbsolutePath())) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) found.addAll(in(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static List<Resource> in(Path file) throws IOException {
        List<Resource> found = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            while (documents.hasNext())
                found.add(new Resource(EXAMPLE.toAbsolutePath().relativize(file.toAbsolutePath()), documents.next()));
        }
        return found;
    }

    static List<Resource> of(String kind) {
        return all().stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** Integrations and Pipes. */
    static List<Resource> ofCamelK() {
        return all().stream().filter(each -> CAMEL_K.contains(each.kind())).toList();
    }

    static Resource named(String kind, String name) {
        return of(kind).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + kind + " " + name));
    }

    String kind() {
        return content.at("/kind").asText();
    }

    String name() {
        return content.at("/metadata/name").asText();
    }

    JsonNode trait(String name) {
        return content.at("/spec/traits/" + name);
    }

    List<String> dependencies() {
        return texts(content.at("/spec/dependencies"));
    }

    /** Names of the Secrets whose keys are properties. */
    List<String> mountedSecrets() {
        return texts(trait("mount").at("/configs")).stream()
                .map(config -> config.substring("secret:".length()))
                .toList();
    }

    /** Of the trait {@code camel}. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        for (String property : texts(trait("camel").at("/properties"))) {
            int equals = property.indexOf('=');
            properties.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return properties;
    }

    /** Of a Secret. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        content.at("/stringData")
                .properties()
                .forEach(each -> values.put(each.getKey(), each.getValue().textValue()));
        return values;
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
