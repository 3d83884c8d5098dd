// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;

/** The files of the component that the manual describes. */
public record Project(Path root) {

    public static final List<String> COMPONENTS = List.of("gemini-interactions", "gemini-interactions-tool");
    public static final List<String> KAMELETS =
            List.of("gemini-interactions-action", "gemini-interactions-source", "gemini-interactions-sink");

    private static final String PACKAGE = "io/github/camelgemini/interactions";

    /** What the catalog knows of a component. */
    public ComponentModel catalog(String component) {
        Path json = component("src/generated/resources/META-INF", PACKAGE, component + ".json");
        return JsonMapper.generateComponentModel(read(json));
    }

    /** The definition of a kamelet. */
    public JsonNode kamelet(String name) {
        try {
            Path yaml = component("src/main/resources/kamelets", name + ".kamelet.yaml");
            return new YAMLMapper().readTree(read(yaml)).at("/spec/definition");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source of a class, named below the root package with slashes. */
    public String source(String name) {
        return read(component("src/main/java", PACKAGE, name + ".java"));
    }

    /** Simple names of the exceptions. */
    public List<String> exceptions() {
        try (Stream<Path> files = Files.list(component("src/main/java", PACKAGE, "exception"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> !name.equals("package-info"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path component(String... path) {
        Path folder = root.resolve("camel-gemini-interactions");
        for (String name : path) folder = folder.resolve(name);
        return folder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
