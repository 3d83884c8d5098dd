// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Recorded traffic is of others: the page beside it says where it comes from and under which licence. */
class RecordingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"camel-gemini-interactions", "gemini-interactions-emulator"})
    void eachFolderHasItsSourceAndItsLicence(String module) throws IOException {
        Path traffic = Path.of("..", module, "src", "test", "resources", "traffic");
        String page = Files.readString(traffic.resolve("README.md"));
        String sources = page.substring(page.indexOf("| folder | source (repository, commit) | licence |"));
        List<String> folders;
        try (Stream<Path> files = Files.list(traffic)) {
            folders = files.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }

        assertThat(folders).isNotEmpty();
        for (String folder : folders)
            assertThat(sources)
                    .as(folder)
                    .containsPattern(
                            "\\| `" + folder
                                    + "/` \\| [^|\\n]+ \\| (Apache-2\\.0, Copyright|MIT, below|CC BY 4\\.0, https://|as posted)[^|\\n]* \\|");
        assertThat(sources.contains("MIT, below"))
                .as("the text of the licence")
                .isEqualTo(sources.contains("The above copyright notice and this permission notice shall be included"));
    }
}
