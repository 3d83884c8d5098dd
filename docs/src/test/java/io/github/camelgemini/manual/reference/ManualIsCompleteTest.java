// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each name that a user can meet stands in the manual, in monospace. */
class ManualIsCompleteTest {

    private static final Path ROOT = Path.of("..");

    private final Set<String> written = new WrittenPages(ROOT)
            .inline().stream().map(code -> code.text().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());

    ManualIsCompleteTest() throws IOException {}

    static Stream<Arguments> kinds() {
        return new Vocabulary(ROOT).kinds().entrySet().stream().map(kind -> arguments(kind.getKey(), kind.getValue()));
    }

    /** Without case, as the attribute {@code LeaseTime} of JMX is the property {@code leaseTime} of the bean. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void eachNameStandsInThePages(String kind, Set<String> names) {
        assertThat(names).isNotEmpty();
        assertThat(names.stream().filter(name -> !written.contains(name.toLowerCase(Locale.ROOT))))
                .isEmpty();
    }

    @Test
    void theKindsAreRead() {
        Vocabulary vocabulary = new Vocabulary(ROOT);

        assertThat(vocabulary.options()).hasSizeGreaterThan(100).contains("model", "generationConfig.NAME", "tags");
        assertThat(vocabulary.headers()).hasSizeGreaterThan(40).contains("CamelGeminiInteractionsModel");
        assertThat(vocabulary.exchangeProperties()).contains("CamelAiErrorCategory", "CamelGeminiInteractionsResponse");
        assertThat(vocabulary.kinds().get("JMX attributes")).contains("OpenStreams", "LastEventId", "LeaseTime");
    }
}
