// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** What a route learns from an error that the service reports in a stream, and from the API's text of any error. */
class ReportedErrorsTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;
    private static final String PROMPT = "What does \"Wilson's disease\" mean for me?";

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unary").to(CREATE);
                from("direct:channel").to(CREATE + "&streaming=true&channel=c");
                from("direct:retried").to(CREATE.replace("maxRetries=0", "maxRetries=1") + "&streaming=true&channel=c");
                from("direct:iterator")
                        .to(CREATE + "&streaming=true")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .to("mock:parts");
                from("direct:functions").to(CREATE + "&tags=t");
                from("direct:get").to("gemini-interactions:get?maxRetries=0");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:look?tags=t&description=d&parameter.word=string")
                        .setBody(constant("A result that is long enough"));
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to("direct:" + route).withBody(PROMPT).send();
    }

    private static String frame(String code, String message) {
        return "event: error\ndata: {\"error\":{\"message\":\"" + message + "\",\"code\":\"" + code
                + "\"},\"event_type\":\"error\"}\n\n";
    }

    private static final String CREATED =
            "event: interaction.created\ndata: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"\"}}\n\n"
                    + "data: {\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"model_output\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"The answer so far\"}]}}\n\n"
                    + "data: {\"event_type\":\"step.stop\",\"index\":0}\n\n";

    private static String completed(String status) {
        return "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"\",\"status\":\"" + status
                + "\",\"usage\":{\"total_tokens\":1}}}\n\n";
    }

    @ParameterizedTest
    @CsvSource({
        "channel, rate_limit_exceeded, 429, RATE_LIMIT, quota, true",
        "iterator, rate_limit_exceeded, 429, RATE_LIMIT, quota, true",
        "channel, invalid_request, 400, VALIDATION, rejected, true",
        "channel, permission_denied, 403, AUTH, auth, true",
        "channel, prohibited_content, 400, VALIDATION, blocked, true",
        "iterator, safety, 400, VALIDATION, blocked, true",
        "channel, gateway_timeout, 504, SERVER_ERROR, timeout, false",
        "channel, api_error, 500, SERVER_ERROR, server, false"
    })
    void anErrorBeforeTheRunIsARefusal(
            String route, String code, int status, String category, String reason, boolean retrySafe) {
        emulator().script(onCreate().sse(frame(code, "Please retry in 13.5s.")));

        Exchange failed = ask(route);

        InteractionRejectedException refused = failed.getException(InteractionRejectedException.class);
        assertThat(refused.getHttpResponseCode()).isEqualTo(status);
        assertThat(refused.isInStream()).isTrue();
        assertThat(refused).hasMessageContaining(code).hasMessageEndingWith(": Please retry in 13.5s.");
        assertProperties(failed, category, reason, retrySafe);
        assertThat(failed.getProperty("CamelAiRetryAfterMillis")).isEqualTo(13_500L);
    }

    private static void assertProperties(Exchange failed, String category, String reason, boolean retrySafe) {
        assertThat(failed.getProperty("CamelAiErrorCategory")).isEqualTo(category);
        assertThat(failed.getProperty("CamelGeminiInteractionsErrorReason")).isEqualTo(reason);
        assertThat(failed.getProperty("CamelGeminiInteractionsRetrySafe")).isEqualTo(retrySafe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel", "iterator"})
    void anErrorAfterOutputIsTheSameButNotSafeToSendAgain(String route) {
        emulator().script(onCreate().sse(CREATED + frame("rate_limit_exceeded", "Too much.")));

        Exchange failed = ask(route);

        InteractionStreamException broken = failed.getException(InteractionStreamException.class);
        assertThat(broken.getDeliveredSteps()).isEqualTo(1);
        assertThat(broken.getCode()).isEqualTo("rate_limit_exceeded");
        assertThat(broken.getApiMessage()).isEqualTo("Too much.");
        assertThat(broken.getReported().getHttpResponseCode()).isEqualTo(429);
        assertProperties(failed, "RATE_LIMIT", "quota", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}\n\n",
                "data: [{\ndata:   \"error\": {\ndata:     \"code\": 503, \"message\": \"The model is overloaded.\"\n"
                        + "data:   }\ndata: }]\n\n",
                "event: interaction.status_update\ndata: {\"event_type\":\"interaction.status_update\",\"status\":\"failed\","
                        + "\"error\":{\"code\":\"service_unavailable\",\"message\":\"The model is overloaded.\"}}\n\n",
                "data: {\"event_type\":\"interaction.status_update\",\"status\":\"failed\",\"errors\":["
                        + "{\"code\":\"service_unavailable\",\"message\":\"The model is overloaded.\"}]}\n\n",
                "data: {\"event_type\":\"interaction.status_update\",\"interaction\":{\"status\":\"FAILED\",\"errors\":["
                        + "{\"code\":\"service_unavailable\",\"message\":\"The model is overloaded.\"}]}}\n\n",
                "event: interaction.failed\ndata: {\"event_type\":\"interaction.failed\",\"interaction\":{\"error\":"
                        + "{\"code\":\"service_unavailable\",\"message\":\"The model is overloaded.\"}}}\n\n",
                "event: ERROR\ndata: {\"error\":{\"code\":14,\"message\":\"The model is overloaded.\"}}\n\n",
                "event: message\ndata: {\"error\":{\"code\":14,\"message\":\"The model is overloaded.\"}}\n\n",
                "data: {\"event_type\":\"ERROR\",\"code\":14,\"message\":\"The model is overloaded.\"}\n\n",
                "data: {\"code\":14,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}\n\n",
                "{\"code\":14,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}\n",
                "event: error\ndata: The model is overloaded.\n\n",
                "event: error\ndata: \"The model is overloaded.\"\n\n"
            })
    void everyFormOfAnErrorIsRead(String error) {
        emulator().script(onCreate().sse(CREATED + error), onCreate().sse(CREATED + error));

        Exchange failed = ask("channel");

        assertThat(failed.getException(InteractionStreamException.class).getApiMessage())
                .isEqualTo("The model is overloaded.");
        assertProperties(failed, "SERVER_ERROR", "server", false);
        assertThat(ask("unary")
                        .getException(InteractionEndedException.class)
                        .getInteraction()
                        .errors())
                .singleElement()
                .satisfies(read -> assertThat(read.message()).isEqualTo("The model is overloaded."));
    }

    @Test
    void ofSeveralErrorsTheFirstIsTheCauseInEveryFormOfAnswer() {
        String errors = CREATED + frame("safety", "First.") + frame("api_error", "Second.");
        emulator()
                .script(
                        onCreate().sse(errors),
                        onCreate().sse(errors),
                        onCreate().sse(errors));

        for (String route : new String[] {"unary", "channel", "iterator"}) {
            Exchange failed = ask(route);

            assertThat(failed.getException()).hasMessageContaining(": First.");
            assertProperties(failed, "VALIDATION", "blocked", false);
        }
    }

    @Test
    void jsonThatIsNoAnswerDoesNotEndAStreamAsOne() {
        emulator().script(onCreate().sse(CREATED + "{\"status\":\"UNAVAILABLE\"}\n"));

        assertThat(ask("channel").getException()).isInstanceOf(InteractionStreamException.class);
    }

    @Test
    void aCreateIsSentAgainAsAfterTheSameRefusal() {
        emulator()
                .script(
                        onCreate().sse(frame("service_unavailable", "m")),
                        onCreate().text("Paris"));

        assertThat(ask("retried").getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void theErrorOfARunThatFailedIsInItsErrors() {
        emulator().script(onCreate().sse(CREATED + frame("safety", "Held back.") + completed("failed")));

        Exchange failed = ask("channel");

        InteractionEndedException ended = failed.getException(InteractionEndedException.class);
        assertThat(ended).hasMessageEndingWith("ended as failed, safety: Held back.");
        assertThat(ended.getInteraction().errors().get(0).code()).isEqualTo("safety");
        assertProperties(failed, "VALIDATION", "blocked", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"interaction\":{\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}}",
                "\"interaction\":{\"errors\":[{\"code\":\"safety\",\"message\":\"Held back.\"}]}",
                "\"interaction\":{},\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}",
                "\"error\":{\"code\":\"safety\",\"message\":\"Held back.\"}"
            })
    void aFinalEventWithAnErrorAndNoStatusIsAFailure(String last) {
        String end = "data: {\"event_type\":\"interaction.completed\"," + last + "}\n\n";
        for (String route : List.of("channel", "iterator", "unary")) {
            emulator().script(onCreate().sse(CREATED + end));

            Exchange failed = ask(route);

            assertThat(failed.getException(InteractionEndedException.class))
                    .as(route)
                    .hasMessageEndingWith("ended as failed, safety: Held back.");
            assertProperties(failed, "VALIDATION", "blocked", false);
        }
    }

    @Test
    void aRunThatCompletedWithAnAnswerHasOvercomeItsError() {
        emulator().script(onCreate().sse(CREATED + frame("api_error", "Tool broke.") + completed("completed")));

        assertThat(ask("channel").getMessage().getBody()).isEqualTo("The answer so far");
    }

    @Test
    void aRunThatCompletedWithoutAnAnswerHasFailedWithItsError() {
        String nothing = CREATED.substring(0, CREATED.indexOf("data: {\"event_type\":\"step.start\""));
        emulator().script(onCreate().sse(nothing + frame("api_error", "Tool broke.") + completed("completed")));

        assertThat(ask("channel").getException(InteractionEndedException.class))
                .hasMessageEndingWith("ended as failed, api_error: Tool broke.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What does \\\"Wilson's disease\\\" mean for me?",
                "What does \\\\\\\"Wilson's disease\\\\\\\" mean for me?",
                "what does\\n\\\"wilson's   DISEASE\\\" mean for me?"
            })
    void whatAnErrorQuotesOfThePromptIsInNoMessage(String quotation) {
        String text = "Cannot answer: " + quotation;
        emulator()
                .script(
                        onCreate().sse(frame("invalid_request", text)),
                        onCreate().sse(CREATED + frame("invalid_request", text + " The answer so far")),
                        onCreate()
                                .body("{\"id\":\"v1_f\",\"status\":\"failed\",\"errors\":[{\"code\":\"api_error\","
                                        + "\"message\":\"" + text + "\"}]}"));

        for (String route : new String[] {"channel", "iterator", "unary"}) {
            Exception failure = ask(route).getException();
            for (Throwable at = failure; at != null; at = at.getCause())
                assertThat(at.toString())
                        .contains("Cannot answer: […]")
                        .doesNotContainIgnoringCase("wilson")
                        .doesNotContain("so far");
        }
    }

    @Test
    void aRefusalOfALaterRoundQuotesNeitherPromptNorResult() {
        emulator()
                .script(
                        onCreate().call("c1", "look", "{\"word\":\"An argument that is long\"}"),
                        onCreate()
                                .fault(Fault.status(400)
                                        .withMessage("No: " + PROMPT
                                                + " / A result that is long enough / An argument that is long")));

        Exchange failed = ask("functions");

        assertThat(failed.getException(InteractionRejectedException.class))
                .hasMessageContaining(": No: […] / […] / […]");
    }

    @Test
    void aReadOfARunThatAnotherExchangeCreatedHasNoText() {
        emulator().script(onGet().fault(Fault.status(400).withMessage("Cannot read: " + PROMPT)));

        InteractionRejectedException refused = fluentTemplate
                .to("direct:get")
                .withBody("v1_x")
                .send()
                .getException(InteractionRejectedException.class);

        assertThat(refused).hasMessageNotContaining("Cannot read");
        assertThat(refused.getApiMessage()).isEqualTo("Cannot read: " + PROMPT);
    }

    @Test
    void aConsumerCreatesItsRunLaterIfTheStreamRefusedItForNow() throws Exception {
        emulator()
                .script(
                        onCreate().sse(frame("rate_limit_exceeded", "m")),
                        onCreate().deltas("Paris"));
        getMockEndpoint("mock:run").expectedBodiesReceived("Paris");

        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&input=Capital&restartDelay=1&stepTypes=model_output")
                        .to("mock:run"));

        RouteKit.assertSatisfied(context);
    }
}
