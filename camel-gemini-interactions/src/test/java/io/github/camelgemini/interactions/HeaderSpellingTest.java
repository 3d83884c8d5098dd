// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Headers in any spelling, in a Camel context whose maps of headers regard case. */
class HeaderSpellingTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.setCaseInsensitiveHeaders(false);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:locked").to(CREATE + "&allowedHeaders=none");
                from("direct:get").to("gemini-interactions:get?allowedHeaders=none&interactionId=v1_x");
                from("direct:twice").to(CREATE).to("mock:first").to(CREATE).to("mock:second");
                from("direct:stream").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:iterate")
                        .to(CREATE + "&streaming=true")
                        .split(body())
                        .streaming()
                        .to("mock:steps");
                from("direct:functions").to(CREATE + "&tags=t");
                from("gemini-interactions-tool:work?tags=t&parameter.limit=integer")
                        .to("mock:work")
                        .setBody()
                        .constant("done");
            }
        };
    }

    static Stream<Arguments> spellings() {
        List<UnaryOperator<String>> spellings = List.of(
                name -> "CAmel" + name.substring("Camel".length()),
                name -> name.toLowerCase(Locale.ROOT),
                name -> name.toUpperCase(Locale.ROOT));
        return AllowedHeadersTest.headers()
                .flatMap(header -> spellings.stream().map(spelling -> Arguments.of(header, spelling.apply(header))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("spellings")
    void aLockedHeaderIsLockedInEverySpelling(String header, String spelling) {
        Exchange failed = fluentTemplate
                .to("direct:locked")
                .withBody("Hi")
                .withHeader(spelling, "x")
                .send();

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo(header);
        assertThat(refused).hasMessageContaining("locked by allowedHeaders");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void anAllowedHeaderIsUsedInEverySpelling() {
        fluentTemplate
                .to("direct:create")
                .withBody("Hi")
                .withHeader("CAMELGEMINIINTERACTIONSMODEL", "gemini-of-the-header")
                .withHeader("camelgeminiinteractionslabels", Map.of("team", "blue"))
                .send();

        assertThat(emulator().lastRequest().at("/model").asText()).isEqualTo("gemini-of-the-header");
        assertThat(emulator().lastRequest().at("/labels/team").asText()).isEqualTo("blue");
    }

    @ParameterizedTest
    @MethodSource("twice")
    void aHeaderInTwoSpellingsFailsTheMessage(String header, Object first, Object second) {
        Exchange failed = fluentTemplate
                .to("direct:create")
                .withBody("Hi")
                .withHeader(header, first)
                .withHeader(header.toLowerCase(Locale.ROOT), second)
                .send();

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo(header);
        assertThat(refused).hasMessageContaining("differ in case").hasMessageNotContaining("s3cret");
        assertThat(emulator().requests()).isEmpty();
    }

    static Stream<Arguments> twice() {
        return Stream.of(
                Arguments.of(GeminiInteractionsConstants.MODEL, "gemini-s3cret", "gemini-s3cret"),
                Arguments.of(GeminiInteractionsConstants.LABELS, Map.of("a", "s3cret"), "{\"a\":\"b\"}"),
                Arguments.of(GeminiInteractionsConstants.MEDIA_TYPE, "image/png", "s3cret"));
    }

    @Test
    void aBlankSpellingIsNone() {
        Exchange answered = fluentTemplate
                .to("direct:create")
                .withBody("Hi")
                .withHeader(GeminiInteractionsConstants.MODEL, " ")
                .withHeader("camelgeminiinteractionsmodel", "gemini-of-the-header")
                .send();

        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().at("/model").asText()).isEqualTo("gemini-of-the-header");
    }

    @Test
    void idsAreLockedInEverySpelling() {
        Exchange failed = fluentTemplate
                .to("direct:get")
                .withHeader("camelGeminiInteractionsInteractionID", "v1_y")
                .send();

        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.INTERACTION_ID);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aHeaderOfOneRequestIsRemovedInEverySpelling() throws Exception {
        emulator().script(onCreate().text("One"), onCreate().text("Two"));
        MockEndpoint first = getMockEndpoint("mock:first");
        first.expectedMessageCount(1);
        getMockEndpoint("mock:second").expectedMessageCount(1);

        fluentTemplate
                .to("direct:twice")
                .withBody("Hi")
                .withHeader("camelgeminiinteractionsprompt", "Say it")
                .withHeader("camelgeminiinteractionsmediatype", "text/plain")
                .withHeader("camelgeminiinteractionsidempotencykey", " ")
                .withHeader("camelgeminiinteractionsstatus", "failed")
                .withHeader("camelgeminiinteractionsinteractionid", "v1_of_the_caller")
                .withHeader("content-type", "text/html")
                .send();
        RouteKit.assertSatisfied(context);

        Message answer = first.getExchanges().get(0).getMessage();
        assertThat(answer.getHeaders().keySet())
                .doesNotContain(
                        "camelgeminiinteractionsprompt",
                        "camelgeminiinteractionsmediatype",
                        "camelgeminiinteractionsstatus",
                        "camelgeminiinteractionsinteractionid",
                        "content-type");
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
        assertThat(emulator().requests().get(1).at("/input/0/content")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("emitting")
    void emittedExchangesInheritNoSpellingOfOurs(String route) throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMinimumMessageCount(2);

        fluentTemplate
                .to(route)
                .withBody("Hi")
                .withHeader("CAmelGeminiInteractionsSTATUS", "failed")
                .withHeader("CAMELGEMINIINTERACTIONSSTEPKEY", "v1_other/0")
                .withHeader("authorization", "s3cret")
                .withHeader("CONTENT-DISPOSITION", "s3cret")
                .withHeader("camelHTTPuri", "s3cret")
                .withHeader("kept", "1")
                .send();
        RouteKit.assertSatisfied(context);

        assertThat(steps.getExchanges())
                .allSatisfy(exchange -> assertThat(exchange.getMessage().getHeaders())
                        .containsEntry("kept", "1")
                        .doesNotContainKeys(
                                "CAmelGeminiInteractionsSTATUS",
                                "CAMELGEMINIINTERACTIONSSTEPKEY",
                                "authorization",
                                "CONTENT-DISPOSITION",
                                "camelHTTPuri"));
    }

    static Stream<String> emitting() {
        return Stream.of("direct:stream", "direct:iterate");
    }

    /** Camel compares with the letters of the machine's language, of which Turkish has another small I. */
    @Test
    void theFilterKnowsNoLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            GeminiInteractionsHeaderFilterStrategy filter = new GeminiInteractionsHeaderFilterStrategy();
            for (String name : List.of(
                    "CAMELGEMINIINTERACTIONSTAGS",
                    "CamelHttpUri",
                    "AUTHORIZATION",
                    "CONNECTION",
                    "CONTENT-TYPE",
                    "COOKIE",
                    "proxy-x"))
                assertThat(filter.applyFilterToCamelHeaders(name, "x", null))
                        .as(name)
                        .isTrue();
            assertThat(filter.applyFilterToCamelHeaders("CamelFileName", "x", null))
                    .isFalse();
            assertThat(filter.applyFilterToExternalHeaders("Content-Type", "x", null))
                    .isFalse();
        } finally {
            Locale.setDefault(before);
        }
    }
}
