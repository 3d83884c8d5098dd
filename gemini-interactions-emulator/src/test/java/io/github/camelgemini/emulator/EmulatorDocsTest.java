// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The table of words on the emulator's page is what the reader of scripts takes, and all of it. */
class EmulatorDocsTest {
    private static final Path PAGE = Path.of("../docs/emulator.adoc");
    private static final Pattern YAML = Pattern.compile("^\\| `(.*?)` \\| `");

    @TempDir
    private Path folder;

    /** The first cell of each row. */
    static Stream<String> words() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .flatMap(line -> YAML.matcher(line).results().map(found -> found.group(1)));
    }

    @ParameterizedTest
    @MethodSource("words")
    void aScriptMaySay(String word) throws IOException {
        Files.writeString(folder.resolve("answer.json"), "{}");
        Files.writeString(folder.resolve("recorded.sse"), "data: {}\n\n");
        String rule = word.startsWith("fault:") ? "answer: {text: x, " + word + "}" : word;
        String operation = word.contains("replay:") || word.startsWith("on:") ? "" : "on: create\n  ";
        Path file = Files.writeString(
                folder.resolve("script.yaml"),
                "- " + (word.contains("replay:") ? "on: get\n  " : operation) + rule + "\n");

        assertThat(Script.file(file).rules()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{nonsense: 1}",
                "{when: {nonsense: 1}}",
                "{answer: {nonsense: 1}}",
                "{answer: {fault: {nonsense: 1}}}"
            })
    void thePageHasEachWord(String nonsense) throws IOException {
        IllegalArgumentException refusal =
                catchThrowableOfType(IllegalArgumentException.class, () -> Script.parse("- " + nonsense));
        String message = String.valueOf(refusal.getMessage());
        String page = Files.readString(PAGE);

        assertThat(List.of(message.substring(message.indexOf("it knows ") + 9).split(", ")))
                .hasSizeGreaterThan(3)
                .allMatch(word -> page.contains(word + ":"), "is on the page");
    }

    @Test
    void theExampleIsAScript() throws IOException {
        String page = Files.readString(PAGE);
        String example = page.substring(page.indexOf("----\n") + 5);

        assertThat(Script.parse(example.substring(0, example.indexOf("----"))).rules())
                .hasSize(3);
    }
}
