// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                "outputClass",
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
