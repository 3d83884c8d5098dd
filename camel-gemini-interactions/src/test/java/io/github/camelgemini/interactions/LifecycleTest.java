// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.ExchangeFactory;
import org.apache.camel.spi.PooledObjectFactory;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes and contexts come and go. */
class LifecycleTest extends RouteTest {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";
    private static final String FROM = "gemini-interactions:stream?channel=c";

    private void startAskingAndReceiving() throws Exception {
        start(routes -> {
            routes.from("direct:ask").routeId("asking").to(TO);
            routes.from(FROM).routeId("receiving").process(collector());
        });
    }

    @Test
    void aRestartedRouteGoesOn() throws Exception {
        startAskingAndReceiving();
        for (String route : new String[] {"receiving", "asking"}) {
            context.getRouteController().stopRoute(route);
            context.getRouteController().startRoute(route);
            assertThat(send("direct:ask", "Hi").getException()).isNull();
        }
        context.suspend();
        context.resume();

        assertThat(send("direct:ask", "Hi").getException()).isNull();
    }

    @Test
    void aProducerWaitsWhileTheReceivingRouteIsSuspended() throws Exception {
        startAskingAndReceiving();
        context.getRouteController().suspendRoute("receiving");

        CompletableFuture<Exchange> waiting = template.asyncSend(
                "direct:ask", exchange -> exchange.getMessage().setBody("Hi"));
        assertThat(emulator().requests()).isEmpty();
        context.getRouteController().resumeRoute("receiving");

        assertThat(waiting.get(20, TimeUnit.SECONDS).getException()).isNull();
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aContextThatStoppedLeavesNoThreadBehindAndCanStartAgain() throws Exception {
        startAskingAndReceiving();
        assertThat(send("direct:ask", "Hi").getException()).isNull();

        context.stop();

        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(LifecycleTest::isOurs));
        context.addComponent("gemini-interactions", component);
        context.start();
        template = context.createProducerTemplate();
        assertThat(send("direct:ask", "Hi").getException()).isNull();
    }

    private static boolean isOurs(Thread thread) {
        return thread.getName().contains("gemini-interactions")
                || thread.getName().contains("GeminiInteractions");
    }

    @Test
    void twoContextsHaveChannelsOfTheirOwn() throws Exception {
        startAskingAndReceiving();
        Queue<Exchange> elsewhere = new ConcurrentLinkedQueue<>();
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            other.disableJMX();
            GeminiInteractionsComponent theirs = new GeminiInteractionsComponent();
            theirs.setConfiguration(component.getConfiguration().copy());
            other.addComponent("gemini-interactions", theirs);
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(FROM).process(elsewhere::add);
                }
            });
            other.start();

            assertThat(send("direct:ask", "Hi").getException()).isNull();
        }
        assertThat(send("direct:ask", "Hi").getException()).isNull();
        assertThat(elsewhere).isEmpty();
        assertThat(collected).isNotEmpty();
    }

    @Test
    void aRouteThatStopsLetsItsStreamFinish() throws Exception {
        CountDownLatch firstStep = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(routes -> {
            routes.from("seda:ask").routeId("asks").to(TO);
            routes.from(FROM)
                    .process(step -> {
                        firstStep.countDown();
                        goOn.await(20, TimeUnit.SECONDS);
                    })
                    .process(collector());
        });
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        template.sendBody("seda:ask", "Capital?");
        assertThat(firstStep.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stopRoute("asks"));
        goOn.countDown();
        stopped.get(30, TimeUnit.SECONDS);

        assertThat(collectedBodies()).containsExactly("Easy.", "Paris");
    }

    private void stopRoute(String id) {
        try {
            context.getRouteController().stopRoute(id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pooledExchangesAllGoBackToTheirPool() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        context.getCamelContextExtension().getExchangeFactoryManager().setStatisticsEnabled(true);
        start(routes -> {
            routes.from("direct:ask").to(TO);
            routes.from(FROM).process(collector());
            routes.from("gemini-interactions:create?input=Hi&model=" + MODEL).process(collector());
        });
        await().until(() -> collected.size() == 2);

        for (int i = 0; i < 3; i++)
            assertThat(send("direct:ask", "Hi").getException()).isNull();

        await().untilAsserted(() -> {
            for (ExchangeFactory factory : context.getCamelContextExtension()
                    .getExchangeFactoryManager()
                    .getExchangeFactories()) {
                PooledObjectFactory.Statistics counted = factory.getStatistics();
                if (counted == null) continue; // direct takes none
                assertThat(counted.getReleasedCounter())
                        .isEqualTo(counted.getCreatedCounter() + counted.getAcquiredCounter());
            }
        });
        assertThat(context.getInflightRepository().size()).isZero();
    }
}
