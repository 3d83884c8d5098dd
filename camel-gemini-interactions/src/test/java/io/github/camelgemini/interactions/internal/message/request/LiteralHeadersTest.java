// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the value of a header is ever opened or looked up, as that of an option is. */
class LiteralHeadersTest extends GeminiEmulatorTestSupport {

    private static final String SECRET = "{\"s3cret\":\"s3cret\",\"type\":\"s3cret\"}";

    @TempDir
    static Path folder;

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("secretBean", SECRET);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                Files.writeString(folder.resolve("secret.json"), SECRET);
                from("direct:create").to("gemini-interactions:create?allowedHeaders=all&model=m&maxRetries=0");
                from("direct:get").to("gemini-interactions:get?allowedHeaders=all");
            }
        };
    }

    static Stream<Arguments> values() {
        String file = folder.resolve("secret.json").toString();
        List<String> values = List.of(
                "file:" + file,
                "resource:file:" + file,
                "classpath:dsl/system.txt",
                "resource:classpath:dsl/system.txt",
                "#secretBean",
                "#bean:secretBean",
                "#class:java.lang.Object",
                "bean:secretBean",
                "ref:secretBean",
                "{{secret}}",
                "${camelContext.name}");
        return Option.all().stream()
                .flatMap(option -> values.stream().map(value -> Arguments.of(option.header(), value)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("values")
    void aHeaderIsLiteral(String header, String value) {
        for (String route : List.of("direct:create", "direct:get")) {
            Exchange exchange = fluentTemplate
                    .to(route)
                    .withBody("Hi")
                    .withHeader(header, value)
                    .send();

            String sent = emulator().requests().toString();
            assertThat(sent).doesNotContain("s3cret", "Answer in 100%", context.getName());
            if (exchange.getException() != null)
                assertThat(exchange.getException()).satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause())
                        assertThat(cause).message().doesNotContain("s3cret", "Answer in 100%");
                });
        }
    }
}
