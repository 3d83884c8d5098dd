// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What a route can ask about a failure without knowing our exceptions. */
class FailurePropertiesTest extends GeminiEmulatorTestSupport {
    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:createNowhere").to(CREATE + "&baseUrl=http://127.0.0.1:1");
                from("direct:createTwice")
                        .doTry()
                        .to(CREATE)
                        .doCatch(InteractionRejectedException.class)
                        .end()
                        .setBody(constant("Hi"))
                        .to(CREATE);
                from("direct:streamBriefly").to(CREATE + "&streaming=true&channel=c&background=true&streamTimeout=2s");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    private Exchange send(String route) {
        return fluentTemplate.to(route).withBody("Hi").send();
    }

    @ParameterizedTest
    @CsvSource({
        "400, VALIDATION, rejected, true",
        "401, AUTH, auth, true",
        "403, AUTH, auth, true",
        "404, VALIDATION, not_found, true",
        "408, SERVER_ERROR, timeout, false",
        "429, RATE_LIMIT, quota, true",
        "499, VALIDATION, rejected, false",
        "500, SERVER_ERROR, server, false",
        "503, SERVER_ERROR, server, true",
        "504, SERVER_ERROR, timeout, false"
    })
    void aRefusalHasACategory(int status, String category, String reason, boolean retrySafe) {
        emulator().script(onCreate().httpStatus(status));

        assertFailure(send("direct:create"), category, reason, retrySafe);
    }

    @ParameterizedTest
    @CsvSource({"400, rejected", "429, quota"})
    void aCallInTheRouteOfAStepSaysNothingOfTheCallThatHasTheStep(int status, String reason) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:outer").to(CREATE + "&streaming=true&channel=outer");
            routes.from("gemini-interactions:stream?channel=outer")
                    .setBody(routes.constant("Hi"))
                    .to("gemini-interactions:create?model=inner");
        });
        emulator().script(onCreate().target("inner").httpStatus(status, Duration.ofMinutes(10)));

        Exchange answered = send("direct:outer");

        assertThat(answered.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(answered.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY))
                .isEqualTo(reason);
        assertThat(answered.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .as("the step is paid for")
                .isEqualTo(false);
    }

    @Test
    void theInteractionOfACallIsNotOneThatTheRouteOfAStepMade() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:outer").to(CREATE + "&streaming=true&store=false&channel=outer");
            routes.from("gemini-interactions:stream?channel=outer")
                    .setBody(routes.constant("Hi"))
                    .to("gemini-interactions:create?model=inner");
        });
        emulator().script(onCreate().target("inner").status("failed"));

        Exchange answered = send("direct:outer");

        assertThat(answered.getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isNull();
        assertThat(answered.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({
        "failed, safety, VALIDATION, blocked",
        "failed, api_error, SERVER_ERROR, failed",
        "incomplete, , UNKNOWN, incomplete",
        "budget_exceeded, , UNKNOWN, budget_exceeded"
    })
    void anEndHasItsStatusOrThatItWasBlocked(String status, String code, String category, String reason) {
        Rule rule = onCreate().text("Par").status(status);
        emulator().script(code == null ? rule : rule.error(code, "It broke off."));

        Exchange answered = send("direct:create");

        assertFailure(answered, category, reason, false);
        if (code != null) assertThat(answered.getException()).hasMessageEndingWith(", " + code + ": It broke off.");
    }

    @Test
    void aKnownWaitIsInMilliseconds() {
        emulator().script(onCreate().httpStatus(429, Duration.ofSeconds(2)));

        Exchange answered = send("direct:create");

        assertFailure(answered, "RATE_LIMIT", "quota", true);
        assertThat(answered.getProperty("CamelAiRetryAfterMillis")).isEqualTo(2000L);
    }

    @Test
    void aGatewayMayHavePassedTheRequestOnUnlessItSaysHowLongToWait() {
        ResponseFault.Status page = Fault.status(503).withForm(ResponseFault.Form.HTML);
        emulator().script(onCreate().fault(page));
        assertFailure(send("direct:create"), "SERVER_ERROR", "server", false);

        ResponseFault.Status waiting = Fault.status(503, Duration.ofSeconds(2)).withForm(ResponseFault.Form.HTML);
        emulator().script(onCreate().fault(waiting));
        assertFailure(send("direct:create"), "SERVER_ERROR", "server", true);
    }

    @Test
    void aServiceThatIsNotReachedIsSafeToCallAgain() {
        assertFailure(send("direct:createNowhere"), "SERVER_ERROR", "unreachable", true);
    }

    @Test
    void badInputIsOursAndNothingWasSent() {
        assertFailure(fluentTemplate.to("direct:create").send(), "VALIDATION", "request", true);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aSuccessRemovesWhatAnEarlierFailureLeft() {
        emulator().script(onCreate().httpStatus(500));

        Exchange answered = send("direct:createTwice");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getProperties())
                .doesNotContainKeys("CamelAiErrorCategory", "CamelGeminiInteractionsErrorReason");
    }

    static Stream<Arguments> failures() {
        Scene create = Scene.at(Place.CREATE);
        Scene once = create.with("idempotencyRepository", "#state").with("idempotencyKey", "k");
        Rule call = onCreate().call("c1", Scene.FUNCTION, "{\"word\":\"a\"}");
        return Stream.of(
                Arguments.of(
                        "UNKNOWN",
                        "in_doubt",
                        false,
                        once.times(2).rules(onCreate().fault(Fault.cutBeforeHeaders()))),
                Arguments.of(
                        "UNKNOWN",
                        "busy",
                        true,
                        create.with("conversationId", "c")
                                .with("tools", "{\"type\":\"function\",\"name\":\"f\"}")
                                .times(2)
                                .rules(onCreate().call("c1", "f", "{}"))),
                Arguments.of(
                        "UNKNOWN",
                        "budget",
                        false,
                        create.with("tags", "t").with("maxToolIterations", "1").rules(call, call)),
                Arguments.of(
                        "VALIDATION",
                        "function_call",
                        false,
                        create.with("tags", "t").rules(onCreate().call("c1", "nobody", "{}"))),
                Arguments.of(
                        "UNKNOWN",
                        "function",
                        false,
                        create.with("tags", "t")
                                .with("toolExecutionErrorStrategy", "failExchange")
                                .rules(call)
                                .failing(-1)),
                Arguments.of(
                        "SERVER_ERROR",
                        "timeout",
                        false,
                        Scene.at(Place.AWAIT)
                                .with("awaitTimeout", "30")
                                .rules(onGet().body("{\"id\":\"v1_x\",\"status\":\"in_progress\"}")
                                        .always())),
                Arguments.of(
                        "SERVER_ERROR",
                        "lost",
                        false,
                        Scene.at(Place.AWAIT).rules(onGet().httpStatus(404).always())),
                Arguments.of(
                        "VALIDATION",
                        "output",
                        false,
                        create.with("outputType", "object").rules(onCreate().text("no JSON"))),
                Arguments.of(
                        "SERVER_ERROR",
                        "protocol",
                        false,
                        create.rules(onCreate().body("[1]"))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failures")
    void everyFailureHasItsWords(String category, String reason, boolean retrySafe, Scene scene) {
        try (Scene.Backstage backstage = new Scene.Backstage(emulator())) {
            List<String> received = scene.play(backstage, Path.of("none")).received();

            assertThat(received.get(received.size() - 1))
                    .contains("CamelAiErrorCategory=" + category + ",")
                    .contains("CamelGeminiInteractionsErrorReason=" + reason + ",")
                    .contains("CamelGeminiInteractionsRetrySafe=" + retrySafe);
        }
    }

    @Test
    void aStreamThatTakesTooLongFailsAndCanBeResumed() {
        emulator().script(onCreate().text("Paris").gateAfter(3, emulator().gate("never")));

        Exchange answered = send("direct:streamBriefly");

        assertThat(answered.getException())
                .isInstanceOfSatisfying(InteractionStreamException.class, e -> assertThat(e.isResumable())
                        .isEqualTo(e.getInteractionId() != null))
                .hasMessageContaining("streamTimeout");
        eventually().until(() -> RouteKit.component(context).getOpenStreams() == 0);
    }

    private static void assertFailure(Exchange answered, String category, String reason, boolean retrySafe) {
        assertThat(answered.getException()).isInstanceOf(GeminiInteractionsException.class);
        assertThat(answered.getProperty("CamelAiErrorCategory")).isEqualTo(category);
        assertThat(answered.getProperty("CamelGeminiInteractionsErrorReason")).isEqualTo(reason);
        assertThat(answered.getProperty("CamelGeminiInteractionsRetrySafe")).isEqualTo(retrySafe);
    }
}
