// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the page for developers names what is there: a class that was renamed would lead its reader astray. */
class DevelopmentDocsTest {

    private static final Path PAGE = Path.of("../docs/development.adoc");

    /** Between backticks, or in a block of the ways and the map. */
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`|(?ms)^----\n(.*?)^----$");

    private static final Pattern NAME = Pattern.compile("(?<![-\\w])[A-Z]\\w*[a-z]\\w*(?:\\.\\w+)*");
    private static final Pattern WORD = Pattern.compile("\\w+");

    /** The prefix of headers. */
    private static final Set<String> NOT_IN_SOURCES = Set.of("CamelGeminiInteractions");

    @Test
    void everyClassAndMemberThatItNamesExists() throws IOException {
        Map<String, String> sources = sources();
        Set<String> words = sources.values().stream()
                .flatMap(text -> WORD.matcher(text).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        Set<String> missing = new TreeSet<>(names());
        assertThat(missing).hasSizeGreaterThan(100);
        missing.removeIf(name -> exists(name, sources, words));

        assertThat(missing).isEmpty();
    }

    /** A member of a class of ours has to stand in its file, other names anywhere. */
    private static boolean exists(String name, Map<String, String> sources, Set<String> words) {
        List<String> parts = List.of(name.split("\\."));
        String file = sources.get(parts.get(0));
        return parts.stream()
                .allMatch(part -> file == null
                        ? words.contains(part)
                        : Pattern.compile("\\b" + part + "\\b").matcher(file).find());
    }

    private static Set<String> names() throws IOException {
        return CODE.matcher(Files.readString(PAGE))
                .results()
                .map(code -> code.group(1) != null ? code.group(1) : code.group(2))
                .flatMap(code -> NAME.matcher(code).results())
                .map(MatchResult::group)
                .filter(name -> !NOT_IN_SOURCES.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Simple name of a top-level class to its source, of the component and the emulator, with their tests. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("camel-gemini-interactions", "gemini-interactions-emulator")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String simple = file.getFileName().toString().replace(".java", "");
                    sources.merge(simple, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
