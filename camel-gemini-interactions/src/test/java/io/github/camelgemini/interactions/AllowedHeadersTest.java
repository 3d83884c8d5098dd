// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Headers that an endpoint locks. */
class AllowedHeadersTest extends RouteTest {

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

    @ParameterizedTest
    @MethodSource("headers")
    void everyHeaderCanBeLocked(String header) throws Exception {
        start(routes -> routes.from("direct:in").to(CREATE + "&allowedHeaders=none"));

        Exchange failed = send("direct:in", "Hi", Map.of(header, "x"));

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo(header);
        assertThat(refused).hasMessageContaining("locked by allowedHeaders");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void whatIsNamedStaysOpen() throws Exception {
        start(routes ->
                routes.from("direct:in").to(CREATE + "&allowedHeaders=prompt, CamelGeminiInteractionsServiceTier"));

        Exchange answered = send(
                "direct:in",
                "Hi",
                Map.of(
                        GeminiInteractionsConstants.PROMPT,
                        "Say it",
                        GeminiInteractionsConstants.SERVICE_TIER,
                        "flex",
                        GeminiInteractionsConstants.MODEL,
                        " ",
                        "Other",
                        "header"));
        assertThat(answered.getException()).isNull();
        Exchange failed = send("direct:in", "Hi", Map.of(GeminiInteractionsConstants.STORE, false));
        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.STORE);
    }

    @Test
    void answersDoNotLockTheNextCall() throws Exception {
        start(routes ->
                routes.from("direct:in").to(CREATE + "&allowedHeaders=none").to(CREATE + "&allowedHeaders=none"));

        assertThat(send("direct:in", "Hi").getException()).isNull();
        assertThat(emulator().requests()).hasSize(2);
    }

    @Test
    void idsAreLockedForTheOperationsThatReadThem() throws Exception {
        start(routes -> routes.from("direct:in").to("gemini-interactions:get?allowedHeaders=none&interactionId=v1_x"));

        Exchange failed = send("direct:in", null, Map.of(GeminiInteractionsConstants.INTERACTION_ID, "v1_y"));

        assertThat(failed.getException()).hasMessageContaining(GeminiInteractionsConstants.INTERACTION_ID);
        assertThat(emulator().requests()).isEmpty();
    }
}
