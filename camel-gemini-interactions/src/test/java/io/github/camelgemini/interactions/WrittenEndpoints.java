// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import io.github.camelgemini.interactions.WrittenEndpoint.Role;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The endpoints and properties of the component in the files of the project: routes, tests, examples and pages. */
final class WrittenEndpoints {

    /** A place in the project where endpoints are written. */
    enum Place {
        YAML_FILES,
        XML_FILES,
        JAVA_FILES,
        PAGES
    }

    private static final Path PROJECT = Path.of("..");
    private static final Set<String> NOT_WRITTEN = Set.of("target", "generated", ".git", "node_modules", "traffic");
    /** A block of code: of AsciiDoc, or of Markdown. */
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^\\[source,(\\w+)[^]\n]*]\n(?:\\.[^\n]*\n)?----\n(.*?)^----$|^```(\\w+)\n(.*?)^```$");

    private static final Pattern NAME_OF_A_FUNCTION = Pattern.compile("gemini-interactions-tool:\\w*");
    private static final Pattern INLINE_CODE = Pattern.compile("`\\+?([^`\n]+?)\\+?`");
    private static final Pattern PROPERTY =
            Pattern.compile("(?m)^\\s*(camel\\.component\\.gemini-interactions[\\w.-]*)\\s*=\\s*(.*?)\\s*$");

    private WrittenEndpoints() {}

    static List<WrittenEndpoint> in(Place place) {
        return files().flatMap(file -> in(place, file, read(file)).stream()).toList();
    }

    private static List<WrittenEndpoint> in(Place place, Path path, String text) {
        String file = PROJECT.relativize(path).toString();
        String end = file.substring(file.lastIndexOf('.') + 1);
        return switch (place) {
            case YAML_FILES -> isYaml(end) ? code(file, end, text) : List.of();
            case XML_FILES -> end.equals("xml") ? code(file, end, text) : List.of();
            case JAVA_FILES -> end.equals("java") ? code(file, end, text) : List.of();
            case PAGES -> isPage(end) ? page(file, text) : List.of();
        };
    }

    /** Properties of the component, of files and pages: a name, an equals sign and a value. */
    static List<String> properties() {
        return files().filter(file -> file.toString().matches(".*\\.(properties|adoc|md)"))
                .flatMap(file -> PROPERTY.matcher(read(file)).results())
                .map(property -> property.group(1) + "=" + property.group(2))
                .toList();
    }

    private static List<WrittenEndpoint> page(String file, String text) {
        List<WrittenEndpoint> found = new ArrayList<>();
        BLOCK.matcher(text).results().forEach(block -> {
            String language = block.group(1) != null ? block.group(1) : block.group(3);
            found.addAll(code(file, language, block.group(1) != null ? block.group(2) : block.group(4)));
        });
        INLINE_CODE
                .matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(code -> code.group(1))
                .forEach(code -> {
                    if (NAME_OF_A_FUNCTION.matcher(code).matches()) return;
                    if (WrittenEndpoint.isOurs(code)) add(found, WrittenEndpoint.of(file, Role.UNKNOWN, code));
                    else found.addAll(JavaEndpoints.in(file, code));
                });
        return found;
    }

    /** In code of a language, which is named as the ending of its files. */
    static List<WrittenEndpoint> code(String file, String language, String code) {
        if (!code.contains("gemini-interactions")) return List.of();
        List<WrittenEndpoint> found = new ArrayList<>();
        if (isYaml(language))
            for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(code))
                yaml(file, "", document, found);
        if (language.equals("xml")) xml(file, code, found);
        if (language.equals("java")) found.addAll(JavaEndpoints.in(file, code));
        return found;
    }

    private static void yaml(String file, String key, Object value, List<WrittenEndpoint> found) {
        if (value instanceof List<?> values) values.forEach(one -> yaml(file, key, one, found));
        if (value instanceof String uri && Role.of(key) != Role.UNKNOWN && WrittenEndpoint.isOurs(uri))
            add(found, WrittenEndpoint.of(file, Role.of(key), uri));
        if (!(value instanceof Map<?, ?> map)) return;
        if (map.get("uri") instanceof String uri && WrittenEndpoint.isOurs(uri)) {
            Object parameters = map.get("parameters") != null ? map.get("parameters") : map.get("properties");
            Map<?, ?> options = parameters instanceof Map<?, ?> given ? given : Map.of();
            add(found, WrittenEndpoint.of(file, Role.of(key), uri, options));
        }
        map.forEach((name, part) -> yaml(file, String.valueOf(name), part, found));
    }

    private static void xml(String file, String code, List<WrittenEndpoint> found) {
        try {
            String whole = "<whole>" + code.replaceFirst("<\\?xml.*?\\?>", "") + "</whole>";
            NodeList elements = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(whole)))
                    .getElementsByTagName("*");
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);
                String uri = element.getAttribute("uri");
                if (WrittenEndpoint.isOurs(uri))
                    add(found, WrittenEndpoint.of(file, Role.of(element.getTagName()), uri));
            }
        } catch (Exception e) {
            throw new IllegalStateException(file, e);
        }
    }

    private static void add(List<WrittenEndpoint> found, WrittenEndpoint endpoint) {
        if (endpoint != null) found.add(endpoint);
    }

    private static boolean isYaml(String end) {
        return end.equals("yaml") || end.equals("yml");
    }

    private static boolean isPage(String end) {
        return end.equals("adoc") || end.equals("md");
    }

    private static Stream<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_WRITTEN.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream()
                .filter(file -> file.toString().matches(".*\\.(yaml|yml|xml|java|adoc|md|properties)"))
                .sorted();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
