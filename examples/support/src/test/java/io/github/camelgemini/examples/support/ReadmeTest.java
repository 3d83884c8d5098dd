// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadmeTest {

    private static final String LINK = "[`a.yaml`](src/main/resources/camel/a.yaml):\n\n";

    @TempDir
    Path example;

    @BeforeEach
    void writeARoute() throws IOException {
        Files.createDirectories(example.resolve("src/main/resources/camel"));
        Files.writeString(example.resolve("src/main/resources/camel/a.yaml"), "# A route.\n- route:\n    id: a\n");
    }

    @Test
    void acceptsWhatIsInTheFile() throws IOException {
        readme("# Title\n\nTwo sentences. Both short.\n\n" + LINK + "```yaml\n- route:\n    id: a\n```\n\n## More\n");

        assertThatCode(() -> Readme.check(example)).doesNotThrowAnyException();
    }

    @Test
    void rejectsWhatIsNot() throws IOException {
        readme("# Title\n\n" + LINK + "```yaml\n- route:\n    id: b\n```\n");

        assertThatThrownBy(() -> Readme.check(example))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("id: b");
    }

    @Test
    void rejectsTextInFrontOfTheRoutes() throws IOException {
        readme("# Title\n\n```\nmvn\n```\n\n" + LINK + "```yaml\n- route:\n    id: a\n```\n");

        assertThatThrownBy(() -> Readme.check(example)).hasMessageContaining("does not begin");
    }

    @Test
    void rejectsABlockWithoutItsFile() throws IOException {
        readme("# Title\n\n" + LINK + "```yaml\n- route:\n    id: a\n```\n\n## More\n\n```yaml\n- route:\n```\n");

        assertThatThrownBy(() -> Readme.check(example)).hasMessageContaining("no link");
    }

    private void readme(String text) throws IOException {
        Files.writeString(example.resolve("README.md"), text);
    }
}
