// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/testing.adoc shows tests that run here. */
class TestingPageTest {

    private static final Path TESTS = Path.of("src/test/java/io/github/camelgemini/interactions");

    @ParameterizedTest
    @CsvSource({"askTest,AskTest", "mainTest,StocksTest", "brokenStreamTest,BrokenStreamTest"})
    void thePageShowsTheTestAsItRuns(String id, String test) throws Exception {
        String source = Files.readString(TESTS.resolve(test + ".java"));

        assertThat(withoutBlanks(source))
                .endsWith(withoutBlanks(Docs.blocks("java").get(id)));
    }

    @Test
    void theScriptInYamlIsThatOfTheTest() {
        Rule shown = Script.parse(Docs.blocks("yaml").get("brokenStreamScript"))
                .rules()
                .get(0);
        Rule java =
                Script.onCreate().stream(true).deltas("The Nile ", "is long.").cutAfter(7);

        assertThat(shown.answer()).isEqualTo(java.answer());
        assertThat(shown.faults()).isEqualTo(java.faults());
        assertThat(shown).hasToString(java.toString()); // with its condition
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }
}
