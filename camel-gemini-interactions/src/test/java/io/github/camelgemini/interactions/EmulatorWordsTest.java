// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the emulator's page says that a service may answer: the exchange ends with an answer or with an exception. */
@Tag("long")
class EmulatorWordsTest extends GeminiEmulatorTestSupport {

    private static final Path PAGE = Path.of("../docs/emulator.adoc");
    /** The first cell of a row. */
    private static final Pattern WORD = Pattern.compile("^\\| `((?:answer|fault):.*?)` \\| `");
    /** Words that wait for the test, read a file, or have more steps than a unary answer may have. */
    private static final Pattern LEFT_OUT = Pattern.compile("gate:|File:|many(Steps|Deltas)|replay:");

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;
    private static final String STREAM =
            CREATE + "&streaming=true&streamingReadTimeout=1s&streamTimeout=6s&maxResumeAttempts=1";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unary").to(CREATE + "&requestTimeout=6s");
                from("direct:channel").to(STREAM + "&channel=c");
                from("gemini-interactions:stream?channel=c&emit=deltas,steps,completed")
                        .to("mock:emitted");
                from("direct:iterator")
                        .to(STREAM)
                        .split(body(), (earlier, part) -> part)
                        .streaming()
                        .stopOnException()
                        .to("mock:parts");
            }
        };
    }

    static Stream<Arguments> words() throws IOException {
        List<String> words = Files.readAllLines(PAGE).stream()
                .flatMap(line -> WORD.matcher(line).results().map(found -> found.group(1)))
                .filter(word -> !LEFT_OUT.matcher(word).find())
                .toList();
        assertThat(words).hasSizeGreaterThan(40);
        return words.stream()
                .flatMap(word -> Stream.of("unary", "channel", "iterator").map(route -> Arguments.of(word, route)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("words")
    void endsInAnAnswerOrAnException(String word, String route) throws Exception {
        String rule = word.startsWith("fault:") ? "answer: {text: A long answer, " + word + "}" : word;
        emulator().script("- times: always\n  " + rule + "\n");

        Exchange exchange = fluentTemplate
                .to("direct:" + route)
                .withBody("Tell")
                .asyncSend()
                .get(FAR.toSeconds(), SECONDS);

        Exception failure = exchange.getException();
        if (failure == null)
            assertThat(exchange.getMessage().getBody(String.class)).isNotBlank();
        else assertThat(failure).isInstanceOf(GeminiInteractionsException.class);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }
}
