// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.internal.feature.idempotency.KeyStore;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** A message is delivered again while its first delivery is in progress: the second waits, and gets the same answer. */
class RepeatedDeliveryTest extends GeminiEmulatorTestSupport {

    private static final String KEY = "m1";
    private static final String STORED = KeyStore.stored(KEY);
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL + "&maxRetries=0&pollInterval=20";
    private static final String NUMBER =
            "&outputRepairAttempts=2&responseFormat=RAW({\"type\":\"object\",\"required\":[\"n\"],"
                    + "\"properties\":{\"n\":{\"type\":\"integer\"}}})";

    private final MemoryStateRepository keys = new MemoryStateRepository();
    private final SharedStates shared = new SharedStates();
    private final Delayed delayed = new Delayed();
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("keys", keys);
        registry.bind("shared", shared);
        registry.bind("delayed", delayed);
        registry.bind("cursors", new MemoryStateRepository());
        registry.bind("broken", new Broken());
    }

    /** A repository that other processes use, too. */
    private static final class SharedStates extends MemoryStateRepository implements ConditionalStateRepository {

        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public @Nullable String getState(String key) {
            reads.incrementAndGet();
            return super.getState(key);
        }

        @Override
        public synchronized boolean replace(String key, @Nullable String expected, String value) {
            if (!Objects.equals(super.getState(key), expected)) return false;
            setState(key, value);
            return true;
        }

        @Override
        public void removeState(String key) {
            throw new UnsupportedOperationException();
        }
    }

    /** The same states, for one delivery: something happens after it has read a value and before it has it. */
    private final class Delayed extends ServiceSupport implements ConditionalStateRepository {

        private final AtomicReference<@Nullable Runnable> afterRead = new AtomicReference<>();

        @Override
        public @Nullable String getState(String key) {
            String state = shared.getState(key);
            Runnable meanwhile = afterRead.getAndSet(null);
            if (meanwhile != null) meanwhile.run();
            return state;
        }

        @Override
        public void setState(String key, String value) {
            shared.setState(key, value);
        }

        @Override
        public boolean replace(String key, @Nullable String expected, String value) {
            return shared.replace(key, expected, value);
        }

        @Override
        public void removeState(String key) {
            shared.removeState(key);
        }
    }

    private static final class Broken extends ServiceSupport implements StateRepository<String, String> {

        @Override
        public void setState(String key, String value) {
            throw new NoClassDefFoundError("a/driver/Client");
        }

        @Override
        public String getState(String key) {
            throw new NoClassDefFoundError("a/driver/Client");
        }
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:functions").to(CREATE + "&idempotencyRepository=#keys&tags=t");
                from("direct:conversation").to(CREATE + "&idempotencyRepository=#keys&tags=t&conversationId=c1");
                from("gemini-interactions-tool:get_price?tags=t&description=Price")
                        .to("mock:price")
                        .process(exchange -> released.await())
                        .setBody(constant("7"));

                from("direct:turn").to(CREATE + "&idempotencyRepository=#keys&conversationId=c2");

                from("direct:repaired").to(CREATE + "&idempotencyRepository=#keys" + NUMBER);

                from("direct:streamed")
                        .to("gemini-interactions:create?model=" + MODEL + "&background=true&streaming=true&channel=c"
                                + "&idempotencyRepository=#keys&cursorRepository=#cursors");
                from("gemini-interactions:stream?channel=c").to("mock:steps");

                from("direct:shared").to(CREATE + "&idempotencyRepository=#shared");
                from("direct:delayed").to(CREATE + "&idempotencyRepository=#delayed");
                from("direct:slow")
                        .to(CREATE + "&idempotencyRepository=#shared")
                        .to("mock:slow")
                        .process(exchange -> released.await());
                from("direct:broken").to(CREATE + "&idempotencyRepository=#broken");
            }
        };
    }

    private Future<Exchange> deliver(String route, String body, String key) {
        return fluentTemplate
                .to(route)
                .withBody(body)
                .withHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, key)
                .asyncSend();
    }

    private static Exchange answered(Future<Exchange> delivery) throws Exception {
        Exchange exchange = delivery.get(FAR.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:functions", "direct:conversation"})
    void aLoopOfFunctionsIsPaidOnce(String route) throws Exception {
        MockEndpoint price = getMockEndpoint("mock:price");
        price.expectedMessageCount(1);

        Future<Exchange> first = deliver(route, "the price of GOOG, get price", KEY);
        eventually().until(() -> price.getReceivedCounter() == 1); // the id of the first round is known
        Future<Exchange> second = deliver(route, "the price of GOOG, get price", KEY);
        released.countDown();

        assertThat(id(answered(second))).isEqualTo(id(answered(first)));
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsBeingRepairedIsWaitedFor() throws Exception {
        emulator().script(onCreate().text("{}"), onCreate().text("{\"n\":1}").gate("held"));

        Future<Exchange> first = deliver("direct:repaired", "A number", KEY);
        emulator().awaitRequests(2, FAR);
        Future<Exchange> second = deliver("direct:repaired", "A number", KEY);
        emulator().gate("held").release();

        assertThat(answered(second).getMessage().getBody(String.class)).isEqualTo("{\"n\":1}");
        assertThat(id(answered(first))).isEqualTo(id(second.get()));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aStepIsRoutedOnce() throws Exception {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Easy.", "Paris");
        emulator()
                .script(onCreate()
                        .thought("Easy.")
                        .deltas("Par", "is")
                        .background(true)
                        .gateAfter(4, "held"));

        Future<Exchange> first = deliver("direct:streamed", "Capital?", KEY);
        eventually()
                .until(() ->
                        keys.getState(STORED) != null && keys.getState(STORED).contains(" v1_"));
        Future<Exchange> second = deliver("direct:streamed", "Capital?", KEY);
        emulator().gate("held").release();

        assertThat(id(answered(second))).isEqualTo(id(answered(first)));
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aTurnDoesNotMoveItsConversationBack() throws Exception {
        String first = id(answered(deliver("direct:turn", "One", "turn 1")));
        String second = id(answered(deliver("direct:turn", "Two", "turn 2")));
        assertThat(keys.getState(KeyStore.stored("turn 1"))).isEqualTo("answered " + first);

        assertThat(id(answered(deliver("direct:turn", "One", "turn 1")))).isEqualTo(first);
        answered(deliver("direct:turn", "Three", "turn 3"));

        assertThat(emulator()
                        .requests(Operation.CREATE)
                        .get(2)
                        .at("/previous_interaction_id")
                        .asText())
                .isEqualTo(second);
        assertThat(emulator().ledger().creates()).isEqualTo(3);
    }

    @Test
    void aDeliveryOfAnotherProcessIsWaitedForToItsEnd() throws Exception {
        String id = id(answered(deliver("direct:shared", "Capital?", "another key")));
        shared.setState(STORED, "started another-1 0 " + id);

        Future<Exchange> second = deliver("direct:shared", "Capital?", KEY);
        for (int beat = 1; beat <= 2; beat++) {
            int read = shared.reads.get();
            shared.setState(STORED, "started another-1 " + beat + " " + id);
            eventually().until(() -> shared.reads.get() > read + 1); // so it has seen this heartbeat, and waits on
            assertThat(second).isNotDone();
        }
        assertThat(emulator().requests(Operation.GET)).isEmpty();
        shared.setState(STORED, "answered " + id);

        assertThat(id(answered(second))).isEqualTo(id);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatEndsWhileAnotherReadsTheKeyIsNotInDoubt() throws Exception {
        emulator().script(onCreate().text("Paris").gate("held"));
        Future<Exchange> first = deliver("direct:shared", "Capital?", KEY);
        emulator().awaitRequests(1, FAR);
        delayed.afterRead.set(() -> {
            emulator().gate("held").release();
            eventually().until(first::isDone);
        });

        Exchange second = answered(deliver("direct:delayed", "Capital?", KEY));

        assertThat(id(second)).isEqualTo(id(answered(first)));
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aDeliveryWhoseProcessDiedIsContinued() throws Exception {
        String id = id(answered(deliver("direct:shared", "Capital?", "another key")));
        shared.setState(STORED, "started another-1 0 " + id);

        assertThat(id(answered(deliver("direct:shared", "Capital?", KEY)))).isEqualTo(id);
        assertThat(shared.getState(STORED)).isEqualTo("answered " + id);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    /** Routes keep all threads on which the component continues them; the heartbeats have their own. */
    @Test
    void slowRoutesDoNotStopHeartbeats() throws Exception {
        GeminiInteractionsComponent component = RouteKit.component(context);
        MockEndpoint slow = getMockEndpoint("mock:slow");
        for (int i = 0; i < component.getDeliveryThreads(); i++) deliver("direct:slow", "Capital?", "slow" + i);
        eventually().until(() -> slow.getReceivedCounter() == component.getDeliveryThreads());
        emulator().script(onCreate().text("Paris").gate("held"));

        Future<Exchange> healthy = deliver("direct:shared", "Capital?", KEY);
        eventually().until(() -> {
            String state = shared.getState(STORED);
            return state != null && state.matches("started \\S+ [2-9]");
        });
        emulator().gate("held").release();
        released.countDown();

        answered(healthy);
    }

    @Test
    void anErrorOfTheRepositoryFailsTheMessage() throws Exception {
        Exchange failed = deliver("direct:broken", "Capital?", KEY).get(FAR.toSeconds(), TimeUnit.SECONDS);

        assertThat(failed.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(emulator().requests(Operation.CREATE)).isEmpty();
    }

    @Test
    void aKeyWhoseProcessDiedBeforeItsIdWasKnownIsInDoubt() throws Exception {
        shared.setState(STORED, "started another-1 0");

        Exchange failed = deliver("direct:shared", "Capital?", KEY).get(FAR.toSeconds(), TimeUnit.SECONDS);

        assertThat(failed.getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(emulator().requests(Operation.CREATE)).isEmpty();
    }
}
