// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Health checks of producers, as Camel calls them: they ask the service for nothing that costs. */
class ProducerHealthTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;

    private void route(String uri) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:ask").routeId("ask").to(uri));
    }

    private List<HealthCheck.Result> all() {
        HealthCheckRepository producers = HealthCheckHelper.getHealthCheckRepository(context, "producers");
        producers.setEnabled(true);
        return producers.stream()
                .filter(HealthCheck::isReadiness)
                .map(HealthCheck::call)
                .toList();
    }

    private HealthCheck.Result health() {
        List<HealthCheck.Result> results = all();
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    @Test
    void aServiceThatAnswersIsUpAndNothingIsCreated() throws Exception {
        route(CREATE);

        HealthCheck.Result result = health();

        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getCheck().getId()).isEqualTo("producer:gemini-interactions");
        assertThat(result.getDetails())
                .containsEntry("service.state", "reached")
                .containsEntry(HealthCheck.HTTP_RESPONSE_CODE, 404);
        assertThat(emulator().ledger().creates()).isZero();
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    @Test
    void manyQuestionsAreOneRequest() throws Exception {
        route(CREATE);
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:other").to("gemini-interactions:get?interactionId=v1_x"));

        for (int i = 0; i < 20; i++) assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);

        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void aRefusedKeyIsDownAndNotShown() throws Exception {
        route(CREATE + "&apiKey=RAW(a-secret-key)");
        emulator().script(onGet().always().fault(Fault.status(401).withMessage("key a-secret-key is wrong")));

        HealthCheck.Result result = health();

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getDetails()).containsEntry("service.state", "credentials");
        assertThat("" + result.getMessage() + result.getError() + result.getDetails())
                .doesNotContain("a-secret-key");
    }

    @Test
    void anInvalidKeyIsDownAlsoWhereTheServiceCallsItABadRequest() throws Exception {
        route(CREATE + "&apiKey=invalid");

        assertThat(health().getDetails()).containsEntry("service.state", "credentials");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
    }

    @Test
    void aShortWaitForTheQuotaIsUpAndALongOneIsDown() throws Exception {
        route(CREATE + "&maxRetryAfter=10s");
        emulator().script(onGet().fault(Fault.status(429, Duration.ofSeconds(5))));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health().getDetails())
                .containsEntry("service.state", "quota")
                .containsEntry("quota.wait.millis", 5000L);

        context.getRouteController().stopRoute("ask");
        context.removeRoute("ask");
        route(CREATE + "&maxRetryAfter=1s");
        emulator().script(onGet().fault(Fault.status(429, Duration.ofSeconds(5))));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getDetails()).containsEntry("service.state", "quota");
    }

    @Test
    void aServiceThatFailsIsDown() throws Exception {
        route(CREATE);
        emulator().script(onGet().always().httpStatus(503));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getDetails()).containsEntry("service.state", "server");
    }

    @Test
    void aServiceThatIsAwayOrSilentIsDownWithinTheConnectTimeout() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onGet().gate(gate).always());
        route(CREATE + "&connectTimeout=200");

        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getDetails().get("service.state")).isIn("unreachable", "timeout");
        gate.release();

        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:away").to(CREATE + "&baseUrl=http://127.0.0.1:" + port));
        assertThat(all()).hasSize(2).extracting(HealthCheck.Result::getState).containsOnly(HealthCheck.State.DOWN);
        assertThat(all())
                .extracting(result -> result.getDetails().get("service.state"))
                .contains("unreachable");
    }

    @Test
    void missingCredentialsAreDown() throws Exception {
        route(CREATE);
        GeminiInteractionsComponent keyless = new GeminiInteractionsComponent();
        keyless.setEnvironment(Map.of());
        keyless.getConfiguration().setBaseUrl(emulator().baseUrl());
        context.addComponent("keyless", keyless);
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:keyless")
                .to("keyless:create?lazyStartProducer=true&model=" + MODEL));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(emulator().requests()).hasSize(1);
        assertThat(template.send("direct:keyless", exchange -> exchange.getMessage()
                                .setBody("Capital?"))
                        .getException())
                .hasMessageContaining("HTTP 403");
        assertThat(all()).extracting(HealthCheck.Result::getState).contains(HealthCheck.State.DOWN);
        assertThat(all())
                .extracting(result -> result.getDetails().get("service.state"))
                .contains("credentials");
    }

    @Test
    void aStoppedRouteHasNoCheckAndCanBeStartedAgain() throws Exception {
        route(CREATE);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);

        context.getRouteController().stopRoute("ask");
        context.removeRoute("ask");
        assertThat(all()).isEmpty();

        route(CREATE);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anotherNodeOfTheServiceHasACheckOfItsOwn() throws Exception {
        route(CREATE);
        try (GeminiEmulator other = GeminiEmulator.builder().start()) {
            RouteBuilder.addRoutes(
                    context, routes -> routes.from("direct:other").to(CREATE + "&baseUrl=" + other.baseUrl()));

            assertThat(all())
                    .extracting(result -> result.getCheck().getId())
                    .containsExactlyInAnyOrder("producer:gemini-interactions", "producer:gemini-interactions-2");
            assertThat(other.requests()).hasSize(1);
        }
    }
}
