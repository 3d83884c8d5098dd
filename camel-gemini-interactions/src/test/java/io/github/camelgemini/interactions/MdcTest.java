// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** The MDC key with the id of the interaction, in the routes that the component runs, with Camel's own MDC logging. */
class MdcTest extends GeminiEmulatorTestSupport {

    private static final String KEY = "camel.geminiInteractionId";
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.setUseMDCLogging(true);
        return context;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setCreateTableIfNotExists(true);
        registry.bind("runs", runs);
    }

    @AfterEach
    void closeDatabase() {
        context.stop();
        database.dispose();
    }

    /** Remembers what a log line of this route would have. */
    private Processor note(String route) {
        return exchange -> {
            seen.put(route, String.valueOf(MDC.get(KEY)));
            seen.put(route + "/route", String.valueOf(MDC.get("camel.routeId")));
        };
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("ask").to(CREATE + "&tags=stocks").process(note("ask"));
                from("direct:stream").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                        .routeId("steps")
                        .process(note("steps"))
                        .to("mock:steps");
                from("gemini-interactions-tool:get_stock_price?tags=stocks&parameter.ticker=string")
                        .routeId("price")
                        .process(note("price"))
                        .setBody(constant("178.50 USD"));
                from("direct:background").to(CREATE + "&background=true&runRepository=#runs");
                from("gemini-interactions:await?runRepository=#runs&pollInterval=20&maxPollInterval=40")
                        .routeId("ends")
                        .process(note("ends"))
                        .to("mock:ends");
            }
        };
    }

    @Test
    void theRouteBehindACallAndItsFunctionHaveTheId() {
        emulator()
                .script(
                        onCreate().call("get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("178.50 USD."));

        template.requestBody("direct:ask", "How much?");

        assertThat(seen)
                .containsEntry("price", emulator().interactionIds().get(0))
                .containsEntry("price/route", "price")
                .containsEntry("ask", emulator().interactionIds().get(1))
                .containsEntry("ask/route", "ask");
    }

    @Test
    void theRouteOfAStepHasTheId() throws Exception {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:steps").expectedBodiesReceived("Paris");

        template.requestBody("direct:stream", "Capital?");

        RouteKit.assertSatisfied(context);
        assertThat(seen)
                .containsEntry("steps", emulator().interactionIds().get(0))
                .containsEntry("steps/route", "steps");
    }

    @Test
    void theRouteOfAnEndHasTheId() throws Exception {
        emulator().script(onCreate().text("Paris"));
        getMockEndpoint("mock:ends").expectedBodiesReceived("Paris");

        template.sendBody("direct:background", "Capital?");

        RouteKit.assertSatisfied(context);
        assertThat(seen).containsEntry("ends", emulator().interactionIds().get(0));
    }

    @Test
    void noThreadKeepsIt() throws Exception {
        emulator().script(onCreate().text("Paris").always());
        MDC.put(KEY, "of the caller");
        try {
            for (int i = 0; i < 20; i++) template.requestBody("direct:stream", "Capital?");
            assertThat(MDC.get(KEY)).isEqualTo("of the caller");
        } finally {
            MDC.remove(KEY);
        }

        ComponentThreads threads = RouteKit.component(context).threads();
        int most = 8; // more than have run one of these routes
        CountDownLatch together = new CountDownLatch(most);
        Map<Thread, String> left = new ConcurrentHashMap<>();
        for (int i = 0; i < most; i++)
            threads.pool().execute(() -> {
                left.put(Thread.currentThread(), String.valueOf(MDC.get(KEY)));
                together.countDown();
                try {
                    together.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });

        assertThat(together.await(FAR.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(left).hasSize(most);
        assertThat(left.values()).containsOnly("null");
    }
}
