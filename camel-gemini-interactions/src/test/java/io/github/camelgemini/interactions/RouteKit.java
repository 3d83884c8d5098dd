// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.GeminiEmulator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What tests of routes use beside Camel's test kit. A test of a route looks like a user's:
 *
 * <pre>{@code
 * class StepsTest extends GeminiEmulatorTestSupport {
 *     @Override
 *     protected RouteBuilder createRouteBuilder() {
 *         return new RouteBuilder() {
 *             @Override
 *             public void configure() {
 *                 from("direct:ask").to("gemini-interactions:create?model=m&streaming=true&channel=c");
 *                 from("gemini-interactions:stream?channel=c").to("mock:steps");
 *             }
 *         };
 *     }
 *
 *     @Test
 *     void eachStepIsAnExchange() throws Exception {
 *         emulator().script(onCreate().thought("Easy.").text("Paris"));
 *         getMockEndpoint("mock:steps").expectedBodiesReceived("Easy.", "Paris");
 *
 *         String answer = fluentTemplate.to("direct:ask").withBody("Capital?").request(String.class);
 *
 *         assertThat(answer).isEqualTo("Paris");
 *         RouteKit.assertSatisfied(context);
 *     }
 * }
 * }</pre>
 *
 * Routes stand in {@code createRouteBuilder}. Where each test says something of the component before it starts, the class
 * starts no context by itself ({@code withAutoStartContext(false)} in {@code configureTest}), and the test does. A route of one test alone, or one that starts a run by itself and needs its
 * script first, is added in the test: {@code RouteBuilder.addRoutes(context, routes -> routes.from(..).to(..))}. Send with
 * {@code fluentTemplate}: {@code request(Type)} for an answer, {@code send()} for an exchange that may fail,
 * {@code asyncSend()} beside the test. Results are expectations of mock endpoints; a failing or parking step is
 * {@code mock.whenAnyExchangeReceived(processor)}. Waits are those of mock endpoints and {@code NotifyBuilder};
 * {@link #eventually()} is for a state that has no exchange.
 */
final class RouteKit {

    static final String MODEL = "gemini-3.5-flash";

    /** A limit for what must happen: far, since it may take long on a machine that is busy. */
    static final Duration FAR = Duration.ofMinutes(1);

    private RouteKit() {}

    /** Waits until all mock endpoints have what they expect. */
    static void assertSatisfied(CamelContext context) throws InterruptedException {
        MockEndpoint.assertIsSatisfied(context, FAR.toSeconds(), TimeUnit.SECONDS);
    }

    static List<String> bodies(MockEndpoint mock) {
        return mock.getReceivedExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    /** A header of each exchange, null where it has none. */
    static List<Object> headers(MockEndpoint mock, String name) {
        return mock.getReceivedExchanges().stream()
                .map(Exchange::getMessage)
                .map(message -> message.getHeader(name))
                .toList();
    }

    static GeminiInteractionsComponent component(CamelContext context) {
        return context.getComponent("gemini-interactions", GeminiInteractionsComponent.class);
    }

    /** Another context at the emulator: the process that is started again, or another node. */
    static DefaultCamelContext another(GeminiEmulator emulator) {
        DefaultCamelContext another = new DefaultCamelContext();
        another.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(emulator.baseUrl());
        component.getConfiguration().setApiKey(GeminiEmulator.KEY);
        component.setEnvironment(Map.of());
        another.addComponent("gemini-interactions", component);
        return another;
    }

    /**
     * Stops a route that has exchanges in flight, without waiting for them. Camel leaves its task behind, which may still
     * stop the consumer when the route has been started again; tasks run one after the other, so that of an idle route ends
     * behind it.
     */
    static void stopByForce(CamelContext context, String routeId) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:idle").routeId("idle").stop());
        context.getRouteController().stopRoute(routeId, 1, TimeUnit.MILLISECONDS);
        context.getRouteController().stopRoute("idle", FAR.toSeconds(), TimeUnit.SECONDS);
    }

    static ConditionFactory eventually() {
        return Awaitility.await().atMost(FAR).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
