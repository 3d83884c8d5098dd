// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Meters of calls in the registry of the application. */
class MetersTest extends GeminiEmulatorTestSupport {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("metricsRegistry", meters);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("ask").to("gemini-interactions:create?tags=stocks&model=" + MODEL);
                from("direct:stream")
                        .routeId("stream")
                        .to("gemini-interactions:create?background=true&streaming=true&channel=c&model=" + MODEL);
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("gemini-interactions-tool:price?tags=stocks").setBody(constant("178.50 USD"));
            }
        };
    }

    @Test
    void tokensOfAllRoundsAndPartsAreCountedOnce() {
        emulator()
                .script(
                        onCreate().call("price", "{}").usage(100, 10, 1),
                        onCreate().continuation("It costs ", "178.50 USD.").usage(200, 20, 2),
                        onCreate().hop(2).usage(300, 30, 3));

        template.requestBody("direct:ask", "How much?");

        assertThat(counted("gen_ai.client.token.usage", "gen_ai.token.type", "input"))
                .isEqualTo(600);
        assertThat(counted("gen_ai.client.token.usage", "gen_ai.token.type", "output"))
                .isEqualTo(60);
        assertThat(counted("camel.gemini.interactions.tokens", "gen_ai.token.type", "thought", "routeId", "ask"))
                .isEqualTo(6);
        assertThat(counted("camel.gemini.interactions.continuations", "routeId", "ask"))
                .isEqualTo(1);
        assertThat(meters.get("camel.gemini.interactions.functions")
                        .tag("gen_ai.tool.name", "price")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("gen_ai.client.operation").timer().count()).isEqualTo(1);
        assertThat(tagsOf("gen_ai.client.operation"))
                .containsExactlyInAnyOrder(
                        "gen_ai.operation.name", "gen_ai.system", "gen_ai.request.model", "camel.component");
    }

    @Test
    void aStreamHasItsFirstStepItsFirstDeltaAndItsResumes() {
        emulator().script(onCreate().thought("Easy.").text("Paris").cutAfter(4));

        template.requestBody("direct:stream", "Capital?");

        assertThat(meters.get("camel.gemini.interactions.first.step").timer().count())
                .isEqualTo(1);
        assertThat(meters.get("camel.gemini.interactions.first.delta").timer().count())
                .isEqualTo(1);
        assertThat(meters.get("camel.gemini.interactions.first.delta").timer().totalTime(TimeUnit.NANOSECONDS))
                .isLessThanOrEqualTo(meters.get("camel.gemini.interactions.first.step")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS));
        assertThat(counted("camel.gemini.interactions.resumes", "routeId", "stream"))
                .isEqualTo(1);
        assertThat(meters.get("camel.gemini.interactions.streams.open").gauge().value())
                .isZero();
    }

    @Test
    void aRetryAndAFailureAreCountedAndACreateOfUnknownFateIsInDoubt() {
        emulator()
                .script(
                        onCreate().httpStatus(429, Duration.ZERO).times(1),
                        onCreate().text("Paris"));
        template.requestBody("direct:ask", "Capital?");
        emulator().script(onCreate().httpStatus(400).times(1));
        template.send("direct:ask", exchange -> exchange.getMessage().setBody("Refused?"));
        assertThat(meters.find("camel.gemini.interactions.in.doubt").counter()).isNull();
        emulator().script(onCreate().fault(Fault.cutBeforeHeaders()).times(1));
        template.send("direct:ask", exchange -> exchange.getMessage().setBody("Paid?"));

        assertThat(counted("camel.gemini.interactions.retries", "routeId", "ask"))
                .isEqualTo(1);
        assertThat(counted("camel.gemini.interactions.failures", "reason", "rejected"))
                .isEqualTo(1);
        assertThat(counted("camel.gemini.interactions.failures", "reason", "unreachable"))
                .isEqualTo(1);
        assertThat(counted("camel.gemini.interactions.in.doubt", "routeId", "ask"))
                .isEqualTo(1);
        // One meter, as Prometheus demands: a failure has no further tag.
        assertThat(meters.get("gen_ai.client.operation").timers()).hasSize(1);
        assertThat(meters.get("gen_ai.client.operation").timer().count()).isEqualTo(3);
    }

    @Test
    void theSwitchOfCamelsComponentsForAiEndsAll() {
        context.getPropertiesComponent().addOverrideProperty("camel.aiObservability.enabled", "false");

        template.requestBody("direct:ask", "Capital?");

        assertThat(meters.getMeters()).isEmpty();
    }

    private double counted(String meter, String... tags) {
        return meters.get(meter).tags(tags).counter().count();
    }

    private List<String> tagsOf(String meter) {
        return meters.get(meter).meter().getId().getTags().stream()
                .map(Tag::getKey)
                .toList();
    }
}
