// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.EventNotifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** After a stop nothing is sent, and each call that is in flight gets its end, on a thread of routes. */
class StopTest extends GeminiEmulatorTestSupport {

    private static final int WAITS = 8;
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;
    private static final String COMPLETED = CREATE + "&background=true&awaitCompletion=true&pollInterval=20";

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CyclicBarrier together = new CyclicBarrier(WAITS);
    private final Set<String> onThreads = ConcurrentHashMap.newKeySet();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").routeId("create").to(CREATE);
                from("direct:complete").routeId("complete").to(COMPLETED);
                from("direct:iterate").routeId("iterate").to(CREATE + "&streaming=true");
                from("direct:stream").routeId("stream").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:wait")
                        .errorHandler(deadLetterChannel("direct:dead"))
                        .to(COMPLETED);
                from("direct:dead").process(failed -> {
                    together.await(1, TimeUnit.MINUTES);
                    onThreads.add(Thread.currentThread().getName());
                });
                for (String route : List.of("complete", "iterate", "stream"))
                    from("direct:late-" + route).process(message -> hold()).to("direct:" + route);
            }
        };
    }

    private void hold() throws InterruptedException {
        reading.countDown();
        goOn.await(1, TimeUnit.MINUTES);
    }

    /** A body that is being read until a test lets it go on. */
    private List<Object> slowBody() {
        return new AbstractList<>() {
            @Override
            public Object get(int index) {
                try {
                    hold();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return "Capital?";
            }

            @Override
            public int size() {
                return 1;
            }
        };
    }

    private Future<Exchange> ask(String route, Object body) {
        return fluentTemplate.to(route).withBody(body).asyncSend();
    }

    private static Exchange answer(Future<Exchange> asked) throws Exception {
        return asked.get(1, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "complete", "iterate", "stream"})
    void aMessageThatIsReadWhileItsRouteStopsIsNotSent(String route) throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        Future<Exchange> asked = ask("direct:" + route, slowBody());
        assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();

        context.getRouteController().stopRoute(route);
        goOn.countDown();

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "iterate", "stream"})
    void whatEndsWithTheContextIsNotSentOnceTheContextStops(String route) throws Exception {
        Future<Exchange> asked = ask("direct:late-" + route, "Capital?");
        assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);
        eventually().until(() -> RouteKit.component(context).contextStops());
        goOn.countDown();

        assertThat(answer(asked).getException()).isInstanceOf(InteractionStoppedException.class);
        stopped.get(1, TimeUnit.MINUTES);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void theFailureRoutesOfAContextThatStopsRunSideBySide() throws Exception {
        emulator().script(onCreate().background(true).status("in_progress").always());
        emulator().script(onGet().status("in_progress").always());
        List<Future<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < WAITS; i++) asked.add(ask("direct:wait", "Capital?"));
        eventually().until(() -> emulator().requests(Operation.GET).size() >= WAITS);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);

        for (Future<Exchange> one : asked)
            assertThat(answer(one).getProperty(Exchange.EXCEPTION_CAUGHT))
                    .isInstanceOf(InteractionStoppedException.class);
        stopped.get(1, TimeUnit.MINUTES);
        assertThat(onThreads).hasSize(WAITS).allMatch(name -> name.contains("GeminiInteractionsWorker"));
    }

    @Test
    void anEndingThatThrowsKeepsNoOtherFromItsEnd() {
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < WAITS; i++)
            RouteKit.component(context).whenContextStops(new Object(), () -> {
                ended.incrementAndGet();
                throw new NoClassDefFoundError("gone");
            });

        context.stop();

        assertThat(ended).hasValue(WAITS);
    }

    @Test
    void callsInFlightEndWhenTheirComponentStopsAndItsNextStartServesTheSameRoutes() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        Future<Exchange> held = ask("direct:create", "first");
        emulator().awaitRequests(1, FAR);
        GeminiInteractionsComponent component = RouteKit.component(context);

        component.stop();

        assertThat(answer(held).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(answer(ask("direct:create", "second")).getException())
                .isInstanceOf(InteractionStoppedException.class);
        assertThat(emulator().requests()).hasSize(1);
        component.start();
        assertThat(answer(ask("direct:create", "third")).getException()).isNull();
        assertThat(answer(ask("direct:iterate", "fourth")).getException()).isNull();
    }

    @Test
    void anErrorOfTheRouteBehindIsLogged() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(GeminiInteractionsProducer.class);
        logger.addAppender(logged);
        Producer producer = context.getEndpoint(CREATE).createProducer();
        producer.start();
        try {
            Exchange exchange = producer.getEndpoint().createExchange();
            exchange.getMessage().setBody("Capital?");
            ((AsyncProducer) producer).process(exchange, doneSync -> {
                throw new NoClassDefFoundError("of the route");
            });
            eventually().until(() -> List.copyOf(logged.list).stream()
                    .anyMatch(event -> event.getThrowableProxy() != null
                            && event.getThrowableProxy().getMessage().equals("of the route")));
        } finally {
            logger.detachAppender(logged);
            producer.stop();
        }
    }

    @Test
    void aRouteThatBlocksDelaysNoPoll() throws Exception {
        RouteKit.component(context).stop();
        RouteKit.component(context).setDeliveryThreads(1);
        RouteKit.component(context).start();
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:block").to(CREATE).process(message -> hold()));
        emulator().script(onCreate().prompt("block").text("ok"));
        emulator().script(onCreate().background(true).status("in_progress").always());
        emulator().script(onGet().status("in_progress").times(3));
        Future<Exchange> blocking = ask("direct:block", "block");
        assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();

        Future<Exchange> awaited = ask("gemini-interactions:await?pollInterval=20", "v1_a");

        eventually().until(() -> emulator().requests(Operation.GET).size() > 2);
        goOn.countDown();
        assertThat(answer(blocking).getException()).isNull();
        context.stop();
        assertThat(answer(awaited).getException()).isNotNull();
    }

    /** Camel makes the events of an exchange, of any route, as soon as one listener wants them. */
    @Test
    void theComponentDoesNotListenToExchanges() {
        assertThat(context.getManagementStrategy().getEventNotifiers())
                .isNotEmpty()
                .allMatch(EventNotifier::isIgnoreExchangeEvents)
                .allMatch(EventNotifier::isIgnoreStepEvents);
    }
}
