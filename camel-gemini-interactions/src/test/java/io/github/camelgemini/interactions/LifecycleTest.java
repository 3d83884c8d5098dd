// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;
import org.apache.camel.spi.ExchangeFactory;
import org.apache.camel.spi.PooledObjectFactory;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Routes and contexts come and go. */
class LifecycleTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";
    private static final String FROM = "gemini-interactions:stream?channel=c";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("asking").to(TO);
                from(FROM).routeId("receiving").to("mock:steps");
            }
        };
    }

    private Exchange ask() {
        return fluentTemplate.to("direct:ask").withBody("Hi").send();
    }

    @Test
    void aRestartedRouteGoesOn() throws Exception {
        for (String route : new String[] {"receiving", "asking"}) {
            context.getRouteController().stopRoute(route);
            context.getRouteController().startRoute(route);
            assertThat(ask().getException()).isNull();
        }
        context.suspend();
        context.resume();

        assertThat(ask().getException()).isNull();
    }

    @Test
    void aProducerWaitsWhileTheReceivingRouteIsSuspended() throws Exception {
        context.getRouteController().suspendRoute("receiving");

        Future<Exchange> waiting =
                fluentTemplate.to("direct:ask").withBody("Hi").asyncSend();
        assertThat(emulator().requests()).isEmpty();
        context.getRouteController().resumeRoute("receiving");

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException()).isNull();
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aContextThatStoppedLeavesNoThreadBehindAndCanStartAgain() throws Exception {
        assertThat(ask().getException()).isNull();
        GeminiInteractionsComponent component = RouteKit.component(context);

        context.stop();

        eventually().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(LifecycleTest::isOurs));
        context.addComponent("gemini-interactions", component);
        context.start();
        Exchange answered = context.createFluentProducerTemplate()
                .to("direct:ask")
                .withBody("Hi")
                .send();
        assertThat(answered.getException()).isNull();
    }

    private static boolean isOurs(Thread thread) {
        return thread.getName().contains("gemini-interactions")
                || thread.getName().contains("GeminiInteractions");
    }

    @Test
    void twoContextsHaveChannelsOfTheirOwn() throws Exception {
        getMockEndpoint("mock:steps").expectedMinimumMessageCount(1);
        try (DefaultCamelContext other = RouteKit.another(emulator())) {
            RouteBuilder.addRoutes(other, routes -> routes.from(FROM).to("mock:steps"));
            other.start();

            assertThat(ask().getException()).isNull();
            assertThat(other.getEndpoint("mock:steps", MockEndpoint.class).getReceivedExchanges())
                    .isEmpty();
        }
        assertThat(ask().getException()).isNull();
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRouteThatStopsLetsItsStreamFinish() throws Exception {
        CountDownLatch firstStep = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        getMockEndpoint("mock:finished").expectedBodiesReceived("Easy.", "Paris");
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("seda:ask").routeId("asks").to(TO + "2");
            routes.from(FROM + "2")
                    .process(step -> {
                        firstStep.countDown();
                        goOn.await(1, TimeUnit.MINUTES);
                    })
                    .to("mock:finished");
        });
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        template.sendBody("seda:ask", "Capital?");
        assertThat(firstStep.await(1, TimeUnit.MINUTES)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stopRoute("asks"));
        goOn.countDown();
        stopped.get(1, TimeUnit.MINUTES);

        RouteKit.assertSatisfied(context);
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
        try (DefaultCamelContext pooling = RouteKit.another(emulator())) {
            pooling.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
            pooling.getCamelContextExtension().getExchangeFactoryManager().setStatisticsEnabled(true);
            pooling.addRoutes(createRouteBuilder());
            RouteBuilder.addRoutes(pooling, routes -> routes.from("gemini-interactions:create?input=Hi&model=" + MODEL)
                    .to("mock:run"));
            pooling.getEndpoint("mock:run", MockEndpoint.class).expectedMessageCount(2);
            pooling.start();
            RouteKit.assertSatisfied(pooling);

            ProducerTemplate asking = pooling.createProducerTemplate();
            for (int i = 0; i < 3; i++) asking.sendBody("direct:ask", "Hi");

            eventually().untilAsserted(() -> {
                for (ExchangeFactory factory : pooling.getCamelContextExtension()
                        .getExchangeFactoryManager()
                        .getExchangeFactories()) {
                    PooledObjectFactory.Statistics counted = factory.getStatistics();
                    if (counted == null) continue; // direct takes none
                    assertThat(counted.getReleasedCounter())
                            .isEqualTo(counted.getCreatedCounter() + counted.getAcquiredCounter());
                }
            });
            assertThat(pooling.getInflightRepository().size()).isZero();
        }
    }

    @Test
    void aPooledExchangeOfAFunctionIsDoneOnceAndAfterItsResultWasRead() throws Exception {
        try (DefaultCamelContext pooling = RouteKit.another(emulator())) {
            pooling.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
            pooling.getStreamCachingStrategy().setSpoolEnabled(true);
            pooling.getStreamCachingStrategy().setSpoolThreshold(1);
            RouteBuilder.addRoutes(pooling, routes -> {
                routes.from("direct:ask").to("gemini-interactions:create?tags=t&model=" + MODEL);
                routes.from("gemini-interactions-tool:forecast?tags=t&description=Weather")
                        .setBody(call -> new BufferedInputStream(new ByteArrayInputStream("sunny".getBytes(UTF_8))))
                        .convertBodyTo(StreamCache.class);
            });
            pooling.start();
            ProducerTemplate asking = pooling.createProducerTemplate();

            for (int i = 0; i < 3; i++) {
                emulator().script(onCreate().call("forecast", "{}"), onCreate().text("Sunny."));
                asking.sendBody("direct:ask", "Weather?");

                assertThat(emulator().lastRequest().body().toString()).contains("sunny");
                assertThat(pooling.getInflightRepository().size()).isZero();
            }
        }
    }

    /** As with {@code camel.main.exchange-factory=pooled}, which pools the copies of an exchange, too. */
    @Test
    void anExchangeThatWasCopiedLeavesNothingToTheNextOne() throws Exception {
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:pooled;DB_CLOSE_DELAY=-1", "sa", "");
        try (DefaultCamelContext pooling = RouteKit.another(emulator())) {
            pooling.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
            pooling.getCamelContextExtension().setProcessorExchangeFactory(new PooledProcessorExchangeFactory());
            List<Object> left = new CopyOnWriteArrayList<>();
            List<String> ids = new CopyOnWriteArrayList<>();
            Processor look = exchange -> {
                Object header = exchange.getMessage().getHeader("left");
                if (header != null) left.add(header);
                ids.add(exchange.getExchangeId());
                exchange.getMessage().setHeader("left", "behind");
            };
            JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
            runs.setCreateTableIfNotExists(true);
            pooling.getRegistry().bind("runs", runs);
            RouteBuilder.addRoutes(pooling, routes -> {
                routes.from("direct:copied").process(look).multicast().to("log:copy", "log:copy");
                routes.from("gemini-interactions-tool:forecast?tags=t&description=Weather")
                        .to("direct:copied")
                        .setBody()
                        .constant("sunny");
                routes.from("direct:ask").to("gemini-interactions:create?tags=t&model=" + MODEL);
                routes.from("gemini-interactions:create?input=Hi&emit=deltas&model=" + MODEL)
                        .to("direct:copied")
                        .to("mock:step");
                routes.from("direct:start")
                        .to("gemini-interactions:create?background=true&runRepository=#runs&model=" + MODEL);
                routes.from("gemini-interactions:await?runRepository=#runs&pollInterval=10&maxPollInterval=20")
                        .to("direct:copied")
                        .to("mock:end");
            });
            emulator().script(onCreate().deltas("a", "b", "c", "d"));
            pooling.getEndpoint("mock:step", MockEndpoint.class).expectedMessageCount(5);
            pooling.getEndpoint("mock:end", MockEndpoint.class).expectedMessageCount(3);
            pooling.start();
            pooling.getEndpoint("mock:step", MockEndpoint.class).assertIsSatisfied();
            ProducerTemplate asking = pooling.createProducerTemplate();
            for (int i = 0; i < 3; i++) {
                emulator()
                        .script(
                                onCreate().call("forecast", "{}"),
                                onCreate().text("Sunny."),
                                onCreate().text("Done."));
                asking.sendBody("direct:ask", "Weather?");
                asking.sendBody("direct:start", "Work.");
            }
            RouteKit.assertSatisfied(pooling);

            assertThat(left).isEmpty();
            assertThat(ids).hasSize(11).doesNotHaveDuplicates();
            eventually()
                    .untilAsserted(() ->
                            assertThat(pooling.getInflightRepository().size()).isZero());
        } finally {
            database.dispose();
        }
    }
}
