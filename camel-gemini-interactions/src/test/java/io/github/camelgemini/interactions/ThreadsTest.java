// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Waiting costs no threads. */
class ThreadsTest extends RouteTest {

    private static final int CALLS = 500;

    @Test
    void fiveHundredExchangesThatWaitHoldNoThreadEach() throws Exception {
        component.setMaxConnections(CALLS);
        start(routes -> routes.from("direct:ask").to("gemini-interactions:create?model=" + MODEL));
        send("direct:ask", "warm up");
        emulator().script(onCreate().text("late").gate("held").times(CALLS));
        int before = threads();

        List<CompletableFuture<Exchange>> asked = ask(CALLS);
        emulator().awaitRequests(CALLS + 1, Duration.ofSeconds(60));
        int waiting = threads();

        assertThat(asked).noneMatch(CompletableFuture::isDone);
        assertThat(waiting - before).isLessThan(ofOurs());
        emulator().gate("held").release();
        for (CompletableFuture<Exchange> answer : asked)
            assertThat(answer.get(60, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("late");
        assertThat(emulator().ledger().creates()).isEqualTo(CALLS + 1);
    }

    @Test
    void fiveHundredOpenStreamsHoldNoThreadEach() throws Exception {
        start(routes -> {
            routes.from("direct:ask").to("gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c");
            routes.from("gemini-interactions:stream?channel=c").process(collector());
        });
        send("direct:ask", "warm up");
        collected.clear();
        emulator()
                .script(onCreate()
                        .thought("Hm.")
                        .text("late")
                        .gateAfter(6, "held")
                        .times(CALLS));
        int before = threads();

        List<CompletableFuture<Exchange>> asked = ask(CALLS);
        await().atMost(Duration.ofSeconds(60)).until(() -> emulator().openStreams() == CALLS);
        int waiting = threads();

        assertThat(asked).noneMatch(CompletableFuture::isDone);
        assertThat(waiting - before).isLessThan(ofOurs());
        emulator().gate("held").release();
        for (CompletableFuture<Exchange> answer : asked)
            assertThat(answer.get(60, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("late");
        assertThat(collected).hasSize(2 * CALLS);
    }

    @Test
    void aStoppedRouteGivesItsConnectionBack() throws Exception {
        component.setMaxConnections(1);
        start(routes -> routes.from("direct:ask").routeId("asks").to("gemini-interactions:create?model=" + MODEL));
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(onCreate().text("late").gate("held"));
        CompletableFuture<Exchange> held = template.asyncSend(
                "direct:ask", exchange -> exchange.getMessage().setBody("first"));
        emulator().awaitRequests(1, Duration.ofSeconds(20));

        context.getRouteController().stopRoute("asks");

        assertThat(held.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        context.getRouteController().startRoute("asks");
        await().untilAsserted(() ->
                assertThat(send("direct:ask", "second").getException()).isNull());
    }

    @Test
    void aFullPoolFailsAtOnceAndNamesItsOption() throws Exception {
        component.setMaxConnections(1);
        start(routes -> routes.from("direct:ask").to("gemini-interactions:create?model=" + MODEL));
        emulator().script(onCreate().text("late").gate("held"));
        Exchange first = new DefaultExchange(context);
        first.getMessage().setBody("first");
        CompletableFuture<Exchange> held = template.asyncSend("direct:ask", first);
        emulator().awaitRequests(1, Duration.ofSeconds(20));

        assertThat(send("direct:ask", "second").getException())
                .isInstanceOf(InteractionTransportException.class)
                .hasMessageContaining("maxConnections");
        emulator().gate("held").release();
        assertThat(held.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("late");
    }

    @Test
    void anEndlessTimeoutTakesNoConnectionAway() throws Exception {
        component.setMaxConnections(1);
        start(routes -> routes.from("direct:ask")
                .setHeader(GeminiInteractionsConstants.REQUEST_TIMEOUT, routes.constant(Long.MAX_VALUE))
                .to("gemini-interactions:create?model=" + MODEL));

        assertThat(send("direct:ask", "first").getException()).isNull();
        assertThat(send("direct:ask", "second").getException()).isNull();
    }

    @Test
    void routesThatBlockHoldNoThreadOfTheHttpClient() throws Exception {
        component.setDeliveryThreads(2);
        Set<String> onThreads = ConcurrentHashMap.newKeySet();
        CountDownLatch never = new CountDownLatch(1);
        start(routes -> routes.from("direct:ask")
                .to("gemini-interactions:create?model=" + MODEL)
                .process(exchange -> {
                    onThreads.add(Thread.currentThread().getName());
                    never.await(200, TimeUnit.MILLISECONDS);
                }));
        emulator().script(onCreate().text("all at once").gate("held").times(8));
        List<CompletableFuture<Exchange>> asked = ask(8);
        emulator().awaitRequests(8, Duration.ofSeconds(20));

        emulator().gate("held").release();

        for (CompletableFuture<Exchange> answer : asked)
            assertThat(answer.get(20, TimeUnit.SECONDS).getException()).isNull();
        assertThat(onThreads).hasSize(2).allMatch(name -> name.contains("GeminiInteractionsWorker"));
    }

    @Test
    void asManyStepsBlockAtOnceAsThereAreDeliveryThreads() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger blocked = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start(routes -> {
            routes.from("direct:ask").to("gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c");
            routes.from("gemini-interactions:stream?channel=c").process(step -> {
                most.accumulateAndGet(blocked.incrementAndGet(), Math::max);
                release.await(60, TimeUnit.SECONDS);
                blocked.decrementAndGet();
            });
        });

        List<CompletableFuture<Exchange>> asked = ask(40);
        await().atMost(Duration.ofSeconds(30)).until(() -> blocked.get() == 32);
        release.countDown();

        for (CompletableFuture<Exchange> answer : asked)
            assertThat(answer.get(60, TimeUnit.SECONDS).getException()).isNull();
        assertThat(most).hasValue(component.getDeliveryThreads());
    }

    @Test
    void eachStreamMayWaitForSomethingAtTheSameTime() {
        ComponentThreads threads = ComponentThreads.start(context, this, 1);

        for (int i = 0; i < component.getMaxStreams(); i++) threads.timer().schedule(() -> {}, 1, TimeUnit.DAYS);

        threads.timer().shutdownNow();
        threads.stop(context);
    }

    private List<CompletableFuture<Exchange>> ask(int calls) {
        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("question " + i);
            CompletableFuture<Exchange> answered = new CompletableFuture<>();
            processor().process(exchange, sync -> answered.complete(exchange));
            asked.add(answered);
        }
        return asked;
    }

    private org.apache.camel.AsyncProcessor processor() {
        try {
            org.apache.camel.AsyncProducer producer =
                    context.getEndpoint("direct:ask").createAsyncProducer();
            producer.start();
            return producer;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Two pools of {@code deliveryThreads}, and a few for I/O and time. */
    private int ofOurs() {
        return 2 * component.getDeliveryThreads() + 10;
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }
}
