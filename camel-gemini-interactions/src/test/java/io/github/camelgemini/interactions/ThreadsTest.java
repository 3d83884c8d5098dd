// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Waiting costs no threads. */
class ThreadsTest extends GeminiEmulatorTestSupport {

    private static final int CALLS = 500;
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    private final Set<String> onThreads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch both = new CountDownLatch(2);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** A test says how much the component may have, then starts. */
    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withAutoStartContext(false);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("asks").to(CREATE);
                from("direct:askEndlessly")
                        .setHeader(GeminiInteractionsConstants.REQUEST_TIMEOUT, constant(Long.MAX_VALUE))
                        .to(CREATE);
                from("direct:block").to(CREATE).process(exchange -> {
                    onThreads.add(Thread.currentThread().getName());
                    both.countDown();
                    both.await(1, TimeUnit.MINUTES);
                });
                from("direct:stream").to(CREATE + "&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
                from("direct:streamToBlocking").to(CREATE + "&streaming=true&channel=blocking");
                from("gemini-interactions:stream?channel=blocking").process(step -> {
                    most.accumulateAndGet(blocked.incrementAndGet(), Math::max);
                    release.await(1, TimeUnit.MINUTES);
                    blocked.decrementAndGet();
                });
            }
        };
    }

    private GeminiInteractionsComponent component() {
        return RouteKit.component(context);
    }

    private Exchange send(String route, String body) {
        return fluentTemplate.to(route).withBody(body).send();
    }

    private List<CompletableFuture<Exchange>> ask(String route, int calls) {
        template.setThreadedAsyncMode(false);
        return IntStream.range(0, calls)
                .mapToObj(call -> template.asyncSend(
                        route, exchange -> exchange.getMessage().setBody("question " + call)))
                .toList();
    }

    private static Exchange answer(Future<Exchange> asked) throws Exception {
        return asked.get(1, TimeUnit.MINUTES);
    }

    @Test
    void fiveHundredExchangesThatWaitHoldNoThreadEach() throws Exception {
        component().setMaxConnections(CALLS);
        context.start();
        send("direct:ask", "warm up");
        emulator().script(onCreate().text("late").gate("held").times(CALLS));
        int before = threads();

        List<CompletableFuture<Exchange>> asked = ask("direct:ask", CALLS);
        emulator().awaitRequests(CALLS + 1, FAR);
        int waiting = threads();

        assertThat(asked).noneMatch(CompletableFuture::isDone);
        assertThat(waiting - before).isLessThan(ofOurs());
        emulator().gate("held").release();
        for (Future<Exchange> one : asked)
            assertThat(answer(one).getMessage().getBody()).isEqualTo("late");
        assertThat(emulator().ledger().creates()).isEqualTo(CALLS + 1);
    }

    @Test
    void fiveHundredOpenStreamsHoldNoThreadEach() throws Exception {
        context.start();
        send("direct:stream", "warm up");
        getMockEndpoint("mock:steps").reset();
        getMockEndpoint("mock:steps").expectedMessageCount(2 * CALLS);
        emulator()
                .script(onCreate()
                        .thought("Hm.")
                        .text("late")
                        .gateAfter(6, "held")
                        .times(CALLS));
        int before = threads();

        List<CompletableFuture<Exchange>> asked = ask("direct:stream", CALLS);
        eventually().until(() -> emulator().openStreams() == CALLS);
        int waiting = threads();

        assertThat(asked).noneMatch(CompletableFuture::isDone);
        assertThat(waiting - before).isLessThan(ofOurs());
        emulator().gate("held").release();
        for (Future<Exchange> one : asked)
            assertThat(answer(one).getMessage().getBody()).isEqualTo("late");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aStoppedRouteGivesItsConnectionBack() throws Exception {
        component().setMaxConnections(1);
        context.start();
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("late").gate("held"));
        Future<Exchange> held =
                fluentTemplate.to("direct:ask").withBody("first").asyncSend();
        emulator().awaitRequests(1, FAR);

        context.getRouteController().stopRoute("asks");

        assertThat(answer(held).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("asks");
        eventually().untilAsserted(() -> assertThat(send("direct:ask", "second").getException())
                .isNull());
    }

    @Test
    void aFullPoolFailsAtOnceAndNamesItsOption() throws Exception {
        component().setMaxConnections(1);
        context.start();
        emulator().script(onCreate().text("late").gate("held"));
        Future<Exchange> held =
                fluentTemplate.to("direct:ask").withBody("first").asyncSend();
        emulator().awaitRequests(1, FAR);

        assertThat(send("direct:ask", "second").getException())
                .isInstanceOf(InteractionTransportException.class)
                .hasMessageContaining("maxConnections");
        emulator().gate("held").release();
        assertThat(answer(held).getMessage().getBody()).isEqualTo("late");
    }

    @Test
    void anEndlessTimeoutTakesNoConnectionAway() throws Exception {
        component().setMaxConnections(1);
        context.start();

        assertThat(send("direct:askEndlessly", "first").getException()).isNull();
        assertThat(send("direct:askEndlessly", "second").getException()).isNull();
    }

    @Test
    void routesThatBlockHoldNoThreadOfTheHttpClient() throws Exception {
        component().setDeliveryThreads(2);
        context.start();
        emulator().script(onCreate().text("all at once").gate("held").times(8));
        List<CompletableFuture<Exchange>> asked = ask("direct:block", 8);
        emulator().awaitRequests(8, FAR);

        emulator().gate("held").release();

        for (Future<Exchange> one : asked)
            assertThat(answer(one).getException()).isNull();
        assertThat(onThreads).isNotEmpty().allMatch(name -> name.contains("GeminiInteractionsWorker"));
    }

    @Test
    void asManyStepsBlockAtOnceAsThereAreDeliveryThreads() throws Exception {
        context.start();

        List<CompletableFuture<Exchange>> asked = ask("direct:streamToBlocking", 40);
        eventually().until(() -> blocked.get() == 32);
        release.countDown();

        for (Future<Exchange> one : asked)
            assertThat(answer(one).getException()).isNull();
        assertThat(most).hasValue(component().getDeliveryThreads());
    }

    @Test
    void eachStreamMayWaitForSomethingAtTheSameTime() {
        ComponentThreads threads = ComponentThreads.start(context, this, 1);

        for (int i = 0; i < component().getMaxStreams(); i++) threads.timer().schedule(() -> {}, 1, TimeUnit.DAYS);

        threads.timer().shutdownNow();
        threads.stop(context);
    }

    /** Two pools of {@code deliveryThreads}, and a few for I/O and time. */
    private int ofOurs() {
        return 2 * component().getDeliveryThreads() + 10;
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }
}
