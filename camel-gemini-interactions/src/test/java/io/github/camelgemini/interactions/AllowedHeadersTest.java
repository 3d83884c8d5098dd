// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Headers that an endpoint locks. */
class AllowedHeadersTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    static Stream<String> headers() {
        List<String> headers = new ArrayList<>(
                RequestOptionsTest.options().map(row -> row.toString()).toList());
        headers.addAll(List.of(
                "model",
                "agent",
                "input",
                "prompt",
                "mediaType",
                "additionalBodyProperties",
                "additionalHeaders",
                "tags",
                "functionCallId",
                "requestTimeout"));
        return headers.stream()
                .map(name -> "CamelGeminiInteractions" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:locked").to(CREATE + "&allowedHeaders=none");
                from("direct:named").to(CREATE + "&allowedHeaders=prompt, CamelGeminiInteractionsServiceTier");
                from("direct:twice").to(CREATE + "&allowedHeaders=none").to(CREATE + "&allowedHeaders=none");
                from("direct:default").to(CREATE);
                from("direct:open").to(CREATE + "&allowedHeaders=all");
                from("direct:safeAndTools").to(CREATE + "&allowedHeaders=safe, tools,additionalHeader.*");
                from("direct:get").to("gemini-interactions:get?allowedHeaders=none&interactionId=v1_x");
            }
        };
    }

    @ParameterizedTest
    @MethodSource("headers")
    void everyHeaderCanBeLocked(String header) {
        Exchange failed = fluentTemplate
                .to("direct:locked")
                .withBody("Hi")
                .withHeader(header, "x")
                .send();

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo(header);
        assertThat(refused).hasMessageContaining("locked by allowedHeaders");
        assertThat(emulator().requests()).isEmpty();
    }

    static Stream<String> unsafe() {
        return Stream.of(
                        "Tools",
                        "McpServers",
                        "BuiltinTools",
                        "Tags",
                        "Environment",
                        "WebhookConfig",
                        "AdditionalHeaders",
                        "AdditionalBodyProperties")
                .map(GeminiInteractionsConstants.PREFIX::concat);
    }

    @ParameterizedTest
    @MethodSource("unsafe")
    void aHeaderThatWidensReachIsLockedByDefault(String header) {
        for (String spelling : List.of(header, header.toLowerCase(Locale.ROOT), "CAmel" + header.substring(5))) {
            Exchange failed = fluentTemplate
                    .to("direct:default")
                    .withBody("Hi")
                    .withHeader(spelling, "{\"a\":\"b\"}")
                    .send();

            InteractionRequestException refused = failed.getException(InteractionRequestException.class);
            assertThat(refused.getOption()).as(spelling).isEqualTo(header);
            assertThat(refused).hasMessageContaining("allowedHeaders=safe,");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void allOtherHeadersAreOpenByDefault() {
        List<String> open =
                headers().filter(header -> unsafe().noneMatch(header::equals)).toList();

        assertThat(open).hasSizeGreaterThan(15).allSatisfy(header -> {
            Exchange sent = fluentTemplate
                    .to("direct:default")
                    .withBody("Hi")
                    .withHeader(header, "x")
                    .send();
            if (sent.getException() != null)
                assertThat(sent.getException()).message().doesNotContain("allowedHeaders");
        });
    }

    @Test
    void aListMayBeginWithSafe() {
        Exchange answered = fluentTemplate
                .to("direct:safeAndTools")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.TOOLS, "{\"type\":\"google_search\"}")
                .withHeader(GeminiInteractionsConstants.PROMPT, "Say it")
                .withHeader(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-Mine", "1"))
                .send();
        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().at("/tools/0/type").asText()).isEqualTo("google_search");
        assertThat(emulator().lastRequest().header("x-mine")).isEqualTo("1");

        Exchange failed = fluentTemplate
                .to("direct:safeAndTools")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.BUILTIN_TOOLS, "google_search")
                .send();
        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.BUILTIN_TOOLS);
    }

    /** A class that a header names would have its static initializers and setters run with the model's answer. */
    @Test
    void noHeaderNamesTheClassOfTheAnswer() {
        emulator().script(onCreate().text("{\"supplier\":\"ACME\"}").always());
        Exchange answered = fluentTemplate
                .to("direct:open")
                .withBody("Hi")
                .withHeader("CamelGeminiInteractionsOutputClass", OutputTest.Invoice.class.getName())
                .send();

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isInstanceOf(String.class);
        assertThat(emulator().lastRequest().body().has("response_format")).isFalse();
    }

    @Test
    void whatIsNamedStaysOpen() {
        Exchange answered = fluentTemplate
                .to("direct:named")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.PROMPT, "Say it")
                .withHeader(GeminiInteractionsConstants.SERVICE_TIER, "flex")
                .withHeader(GeminiInteractionsConstants.MODEL, " ")
                .withHeader("Other", "header")
                .send();
        assertThat(answered.getException()).isNull();

        Exchange failed = fluentTemplate
                .to("direct:named")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.STORE, false)
                .send();
        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.STORE);
    }

    @Test
    void answersDoNotLockTheNextCall() {
        Exchange answered = fluentTemplate.to("direct:twice").withBody("Hi").send();

        assertThat(answered.getException()).isNull();
        assertThat(emulator().requests()).hasSize(2);
    }

    @Test
    void idsAreLockedForTheOperationsThatReadThem() {
        Exchange failed = fluentTemplate
                .to("direct:get")
                .withHeader(GeminiInteractionsConstants.INTERACTION_ID, "v1_y")
                .send();

        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.INTERACTION_ID);
        assertThat(emulator().requests()).isEmpty();
    }
}
