// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Which waits of the service a route obeys, and for how long. */
class RetryAfterTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String WAIT = "CamelAiRetryAfterMillis";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:stream").to(CREATE + "&streaming=true&channel=c");
                from("direct:resume").to("gemini-interactions:resume?channel=c");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:get").to("gemini-interactions:get");
                from("direct:await").to("gemini-interactions:await?pollInterval=20&maxPollInterval=40");
                from("direct:brief").to(CREATE + "&maxRetryAfter=1s");
                from("direct:never").to(CREATE + "&maxRetryAfter=0");
                from("direct:obedient").to(CREATE + "&maxRetries=0&obeyRetryAfter=true&maxRetryAfter=5s");
                from("direct:deaf").to(CREATE + "&maxRetries=0");
            }
        };
    }

    private Exchange send(String route) {
        return fluentTemplate.to(route).withBody("Hi").send();
    }

    private static Rule refused(Rule rule, String retryAfter) {
        return rule.raw(429, "application/json", "{\"error\":{\"code\":\"rate_limit\",\"message\":\"Too fast.\"}}")
                .header("Retry-After", retryAfter)
                .always();
    }

    private void assertTooLong(Exchange failed) {
        assertThat(failed.getException()).isInstanceOf(GeminiInteractionsException.class);
        assertThat(failed.getException()).hasMessageContaining("maxRetryAfter=60000");
        assertThat(failed.getProperty(WAIT, Long.class)).isGreaterThan(60_000);
        assertThat(failed.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "61",
                "3600",
                "61.5",
                "1e9",
                "1E+400",
                "9223372036854775807",
                "99999999999999999999999999999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Fri, 31 Dec 999999999 23:59:59 GMT"
            })
    void aHeaderThatAsksForALongerWaitFailsAtOnce(String retryAfter) {
        emulator().script(refused(onCreate(), retryAfter));

        assertTooLong(send("direct:create"));

        assertThat(emulator().requests()).hasSize(1);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"3600s\"}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"9223372036854775807s\"}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"315576000001.5s\"}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":9223372036854775807}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":1e30}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":{\"seconds\":99999999999999999999}}]",
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":{\"seconds\":\"9223372036854775807\",\"nanos\":999999999}}]",
                        "\"message\":\"Please retry in 9223372036854775807s.\"",
                        "\"message\":\"Please retry in 4 hours.\"",
                        "\"message\":\"Please try again in 3 days.\"")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatAsksForALongerWaitFailsAtOnce(String member) {
        emulator()
                .script(onCreate()
                        .raw(
                                429,
                                "application/json",
                                "{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"code\":429," + member + "}}")
                        .always());

        assertTooLong(send("direct:create"));

        assertThat(emulator().requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "0.001", "1e-3", "-5", "-9223372036854775808", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"})
    void aWaitThatIsOverOrIsNoneIsRetried(String retryAfter) {
        emulator()
                .script(
                        onCreate()
                                .raw(429, "application/json", "{\"error\":{\"code\":\"rate_limit\"}}")
                                .header("Retry-After", retryAfter),
                        onCreate().text("at last"));

        assertThat(send("direct:create").getMessage().getBody()).isEqualTo("at last");
    }

    @Test
    void theLimitIsTheEndpointsOwn() {
        emulator().script(refused(onCreate(), "2"));
        assertThat(send("direct:brief").getException()).hasMessageContaining("maxRetryAfter=1000");
        assertThat(send("direct:never").getException()).hasMessageContaining("maxRetryAfter=0");
        assertThat(emulator().requests()).hasSize(2);
    }

    @Test
    void aStreamThatIsRefusedForLongerFailsAtOnce() {
        emulator().script(refused(onCreate(), "7200"));
        assertTooLong(send("direct:stream"));

        emulator()
                .script(onCreate()
                        .sse("event: error\ndata: {\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\","
                                + "\"message\":\"Please retry in 7200s.\"}}\n\n")
                        .always());
        assertTooLong(send("direct:stream"));
    }

    @Test
    void aRunInProgressThatIsToldToWaitForLongerFailsAtOnce() {
        emulator().script(onCreate().background(true).text("x").gate("held").always());
        emulator().script(refused(onGet(), "Fri, 31 Dec 9999 23:59:59 GMT"));
        for (String route : List.of("direct:get", "direct:await", "direct:resume"))
            assertTooLong(
                    fluentTemplate.to(route).withBody("{\"id\":\"int_1\"}").send());
    }

    @Test
    void camelsRedeliveryIsTiedToTheWaitOnRequestOnly() {
        emulator().script(refused(onCreate(), "3").times(2));
        assertThat(send("direct:obedient").getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class))
                .isEqualTo(3000L);
        assertThat(send("direct:deaf").getMessage().getHeader(Exchange.REDELIVERY_DELAY))
                .isNull();

        emulator().script(refused(onCreate(), "86400"));
        Exchange bounded = send("direct:obedient");
        assertThat(bounded.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class))
                .isEqualTo(5000L);
        assertThat(bounded.getProperty(WAIT)).isEqualTo(Duration.ofDays(1).toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"&maxRetries=0&obeyRetryAfter=true", "&maxRetries=0"})
    void theNextCallRemovesTheDelayOfAHandledFailure(String options) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:next")
                .doTry()
                .to("direct:obedient")
                .doCatch(GeminiInteractionsException.class)
                .end()
                .to(CREATE + options));
        emulator().script(refused(onCreate(), "3").times(1), onCreate().text("x"));

        assertThat(send("direct:next").getMessage().getHeader(Exchange.REDELIVERY_DELAY))
                .isNull();
    }

    /** A delay of hours, were it obeyed. */
    @ParameterizedTest
    @ValueSource(strings = {"doTry", "continued", "seda"})
    void theDelayOfAHandledFailureIsNotThatOfAnotherRedelivery(String handled) throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        String refusing = CREATE + "&maxRetries=0&obeyRetryAfter=true&maxRetryAfter=24h";
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:doTry")
                    .doTry()
                    .to(refusing)
                    .doCatch(GeminiInteractionsException.class)
                    .end()
                    .to("direct:flaky");
            routes.from("direct:continued")
                    .onException(GeminiInteractionsException.class)
                    .continued(true)
                    .end()
                    .to(refusing)
                    .to("direct:flaky");
            routes.from("direct:seda")
                    .doTry()
                    .to(refusing)
                    .doCatch(GeminiInteractionsException.class)
                    .end()
                    .to("seda:flaky?waitForTaskToComplete=Always&timeout=60000");
            routes.from("seda:flaky").to("direct:flaky");
            routes.from("direct:flaky")
                    .errorHandler(
                            routes.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(1))
                    .process(message -> {
                        if (deliveries.incrementAndGet() == 1) throw new IllegalStateException("of another system");
                    });
        });
        emulator().script(refused(onCreate(), "36000"));

        Future<Exchange> asked =
                fluentTemplate.to("direct:" + handled).withBody("Hi").asyncSend();

        assertThat(asked.get(1, TimeUnit.MINUTES).getException()).isNull();
        assertThat(deliveries).hasValue(2);
    }

    @Test
    void theDelayOfAHandledFailureReachesNoFunctionAndNoStep() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("gemini-interactions-tool:capital?tags=t").to("mock:capital");
            for (String next : List.of("&tags=t", "&streaming=true&channel=c"))
                routes.from("direct:next" + next.charAt(1))
                        .doTry()
                        .to("direct:obedient")
                        .doCatch(GeminiInteractionsException.class)
                        .end()
                        .to(CREATE + next);
            routes.from("direct:iterated")
                    .doTry()
                    .to("direct:obedient")
                    .doCatch(GeminiInteractionsException.class)
                    .end()
                    .to(CREATE + "&streaming=true")
                    .split(routes.body())
                    .streaming()
                    .to("mock:parts");
        });
        for (String next : List.of("direct:nextt", "direct:nexts", "direct:iterated")) {
            emulator().script(refused(onCreate(), "3").times(1));
            if (next.equals("direct:nextt")) emulator().script(onCreate().call("c1", "capital", "{}"));
            assertThat(send(next).getException()).isNull();
        }

        for (String mock : List.of("mock:capital", "mock:steps", "mock:parts"))
            assertThat(getMockEndpoint(mock).getReceivedExchanges())
                    .isNotEmpty()
                    .allSatisfy(exchange -> assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY))
                            .isNull());
    }

    @Test
    void camelsRedeliveryObeysTheWait() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:redelivered")
                .errorHandler(routes.defaultErrorHandler()
                        .maximumRedeliveries(3)
                        .redeliveryDelay(Duration.ofHours(1).toMillis()))
                .to(CREATE + "&maxRetries=0&obeyRetryAfter=true&maxRetryAfter=20"));
        emulator()
                .script(
                        refused(onCreate(), "0.005").times(1),
                        refused(onCreate(), "3600").times(1),
                        onCreate().text("at last"));

        Exchange answered = send("direct:redelivered");

        assertThat(answered.getMessage().getBody()).isEqualTo("at last");
        assertThat(answered.getMessage().getHeader(Exchange.REDELIVERY_COUNTER)).isEqualTo(2);
        assertThat(answered.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isNull();
    }
}
