// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** README.md names files, properties and versions as they are. */
class ReadmeTest {

    private static final Path PROJECT = Path.of("../..");
    private static final Pattern SHOWN = Pattern.compile("\\]\\(([\\w.]+)\\):\n\n```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPED = Pattern.compile("\\bexamples/camel-k/[\\w./-]+");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)]+)\\)");

    private String readme;

    @BeforeEach
    void read() throws Exception {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void showsARouteAsItIs() throws Exception {
        List<MatchResult> shown = SHOWN.matcher(readme).results().toList();

        assertThat(shown).hasSize(1);
        for (MatchResult block : shown)
            assertThat(Files.readString(Path.of(block.group(1)))).contains(block.group(2));
    }

    @Test
    void itsCommandsAndLinksNameFilesThatExist() {
        assertThat(TYPED.matcher(readme).results())
                .isNotEmpty()
                .allSatisfy(typed -> assertThat(PROJECT.resolve(typed.group())).exists());
        assertThat(LINK.matcher(readme).results()).isNotEmpty().allSatisfy(link -> assertThat(Path.of(link.group(1)))
                .exists());
    }

    @Test
    void itsCommandsApplyEachResource() {
        assertThat(Resource.all()).isNotEmpty().allSatisfy(resource -> assertThat(readme)
                .contains("-f examples/camel-k/" + resource.file()));
    }

    @Test
    void namesRuntimeAndPropertiesAsTheResourcesDo() {
        String runtime = Resource.named("Integration", "chat")
                .trait("camel")
                .at("/runtimeVersion")
                .asText();
        assertThat(readme).contains("| " + runtime + " | 4.18", "-t camel.runtime-version=" + runtime);
        assertThat(Resource.named("Secret", "gemini").values().keySet())
                .filteredOn(key -> key.toLowerCase(Locale.ROOT).contains("key"))
                .hasSize(2)
                .allSatisfy(key -> assertThat(readme).contains("--from-file=" + key + "="));
    }
}
