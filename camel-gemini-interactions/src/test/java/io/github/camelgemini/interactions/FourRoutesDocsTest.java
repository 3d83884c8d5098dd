// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the page of a place where Camel runs shows the files that .ci/run runs there. */
class FourRoutesDocsTest {

    @ParameterizedTest
    @CsvSource("cli, application.properties")
    void thePageShowsTheFileThatRuns(String place, String file) throws IOException {
        Matcher shown = Pattern.compile(
                        "^\\." + Pattern.quote(file) + "\n\\[source[^\n]*]\n----\n(.*?)^----$",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs", place + ".adoc")));

        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).isEqualTo(Files.readString(Path.of("../consumer/four-routes", place, file)));
    }
}
