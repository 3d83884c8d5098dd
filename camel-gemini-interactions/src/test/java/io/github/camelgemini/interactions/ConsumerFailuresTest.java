// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.bodies;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What the exception handler of a consumer of a run receives: that what a producer throws, and its properties. */
class ConsumerFailuresTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?input=Capital&maxRetries=0&model=" + MODEL;
    private static final String ERROR = "event: error\ndata: {\"event_type\":\"error\",\"error\":{\"code\":"
            + "\"rate_limit_exceeded\",\"message\":\"Please retry in 120s.\"}}\n\n";
    private static final String BEGUN =
            "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"\"}}\n\n"
                    + "data: {\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"model_output\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"Par\"}]}}\n\ndata: {\"event_type\":\"step.stop\",\"index\":0}\n\n";

    private void route(String uri) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(uri)
                .onException(Exception.class)
                .handled(true)
                .to("mock:failed")
                .end()
                .to("mock:emitted"));
    }

    /** The exchange with which the bridged error handler receives the one failure. */
    private Exchange bridged(String uri) throws Exception {
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);
        route(uri + "&bridgeErrorHandler=true");
        RouteKit.assertSatisfied(context);
        return failed.getExchanges().get(0);
    }

    private static <E extends Exception> E thrown(Exchange failed, Class<E> type) {
        Exception thrown = failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        assertThat(thrown).isInstanceOf(type);
        return type.cast(thrown);
    }

    private static void assertProperties(Exchange failed, String category, String reason, boolean retrySafe) {
        assertThat(failed.getProperty("CamelAiErrorCategory")).isEqualTo(category);
        assertThat(failed.getProperty("CamelGeminiInteractionsErrorReason")).isEqualTo(reason);
        assertThat(failed.getProperty("CamelGeminiInteractionsRetrySafe")).isEqualTo(retrySafe);
    }

    @ParameterizedTest
    @CsvSource({
        "completed, failed, safety, VALIDATION, blocked",
        "'steps,completed', failed, rate_limit_exceeded, RATE_LIMIT, quota",
        "deltas, failed, , SERVER_ERROR, failed",
        "completed, cancelled, , UNKNOWN, cancelled",
        "completed, incomplete, , UNKNOWN, incomplete",
        "steps, incomplete, , UNKNOWN, incomplete",
        "events, budget_exceeded, , UNKNOWN, budget_exceeded"
    })
    void aRunThatIsNoAnswerIsAFailureWhateverIsEmitted(
            String emit, String status, String code, String category, String reason) throws Exception {
        Rule rule = onCreate().text("Par").status(status);
        emulator().script(code == null ? rule : rule.error(code, "It broke off."));

        Exchange failed = bridged(CREATE + "&emit=" + emit);

        InteractionEndedException ended = thrown(failed, InteractionEndedException.class);
        assertThat(ended.getInteraction().status().word()).isEqualTo(status);
        if (code != null && emit.contains("completed")) assertThat(ended).hasMessageEndingWith(": It broke off.");
        assertProperties(failed, category, reason, false);
        assertThat(failed.getMessage().getHeaders())
                .containsEntry(GeminiInteractionsConstants.STATUS, status)
                .containsEntry(
                        GeminiInteractionsConstants.INTERACTION_ID,
                        ended.getInteraction().id())
                .containsKey(GeminiInteractionsConstants.TOTAL_TOKENS);
        if (emit.equals("completed"))
            assertThat(getMockEndpoint("mock:emitted").getExchanges()).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    /** Else a crash between the two would lose the failure. */
    @Test
    void theCursorEndsWhenTheFailureIsHandled() throws Exception {
        emulator().script(onCreate().text("Par").status("failed"));
        Queue<String> events = new ConcurrentLinkedQueue<>();
        context.getRegistry().bind("cursors", new MemoryStateRepository() {
            @Override
            public void setState(String key, String value) {
                super.setState(key, value);
                events.add(value.startsWith("ended") ? "ended" : "at a step");
            }
        });
        context.getRegistry().bind("handler", new LoggingExceptionHandler(context, getClass()) {
            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                events.add("handled");
                if (Collections.frequency(events, "handled") == 1) throw new IllegalStateException("not this time");
            }
        });
        route(CREATE + "&runKey=mine&cursorRepository=#cursors&exceptionHandler=#handler");
        eventually().until(() -> events.contains("handled"));

        String route = context.getRoutes().get(0).getId();
        context.getRouteController().stopRoute(route);
        context.getRouteController().startRoute(route);
        eventually().until(() -> events.contains("ended"));

        assertThat(events).containsSubsequence("at a step", "handled", "handled", "ended");
        assertThat(Collections.frequency(events, "handled")).isEqualTo(2);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aCallInTheRouteOfAStepSaysNothingOfTheRun() throws Exception {
        emulator().script(onCreate().target("inner").httpStatus(429, Duration.ofMinutes(10)));
        BlockingQueue<Exchange> handled = new LinkedBlockingQueue<>();
        context.getRegistry().bind("handler", new LoggingExceptionHandler(context, getClass()) {
            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                handled.add(exchange);
            }
        });
        RouteBuilder.addRoutes(
                context, routes -> routes.from(CREATE + "&cancelOnFailure=true&exceptionHandler=#handler")
                        .setBody(routes.constant("Hi"))
                        .to("gemini-interactions:create?maxRetries=0&model=inner"));

        Exchange failed = handled.poll(1, TimeUnit.MINUTES);

        assertProperties(failed, "RATE_LIMIT", "quota", false); // the step is paid for
        assertThat(failed.getMessage().getHeaders())
                .containsKey(GeminiInteractionsConstants.INTERACTION_ID)
                .doesNotContainKey(GeminiInteractionsConstants.HTTP_RESPONSE_CODE);
    }

    @Test
    void anAnswerWithoutOutputIsAFailure() throws Exception {
        emulator().script(onCreate().steps("[]"));

        Exchange failed = bridged(CREATE + "&emit=completed");

        thrown(failed, InteractionOutputException.class);
        assertProperties(failed, "VALIDATION", "output", false);
        assertThat(getMockEndpoint("mock:emitted").getExchanges()).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStoredRunThatFailedIsAFailure() throws Exception {
        emulator().script(onCreate().text("Par").status("failed").error("safety", "It broke off."));
        Exchange created = fluentTemplate.to(CREATE).send();
        String id = created.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        Exchange failed = bridged("gemini-interactions:resume?emit=completed&interactionId=" + id);

        thrown(failed, InteractionEndedException.class);
        assertProperties(failed, "VALIDATION", "blocked", false);
    }

    @Test
    void whatWasCutShortIsEmittedWhereThatIsAllowed() throws Exception {
        emulator().script(onCreate().text("Par").status("incomplete"));
        MockEndpoint emitted = getMockEndpoint("mock:emitted");
        emitted.expectedHeaderReceived(GeminiInteractionsConstants.STATUS, "incomplete");

        route(CREATE + "&emit=completed&failOnIncomplete=false");

        emitted.expectedMessageCount(1);
        RouteKit.assertSatisfied(context);
        assertThat(bodies(emitted)).containsExactly("Par");
    }

    @Test
    void aRefusalInTheStreamHasItsProperties() throws Exception {
        emulator().script(onCreate().sse(ERROR.replace("rate_limit_exceeded", "safety")));

        Exchange failed = bridged(CREATE + "&emit=completed");

        assertThat(thrown(failed, InteractionRejectedException.class).getCode()).isEqualTo("safety");
        assertProperties(failed, "VALIDATION", "blocked", true);
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.HTTP_RESPONSE_CODE))
                .isEqualTo(400);
    }

    @Test
    void anErrorAfterOutputHasItsPropertiesAndItsWait() throws Exception {
        emulator().script(onCreate().sse(BEGUN + ERROR));

        Exchange failed = bridged(CREATE);

        assertThat(thrown(failed, InteractionStreamException.class).getCode()).isEqualTo("rate_limit_exceeded");
        assertProperties(failed, "RATE_LIMIT", "quota", false);
        assertThat(failed.getProperty("CamelAiRetryAfterMillis")).isEqualTo(120_000L);
    }
}
