// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.feature.idempotency.KeyStore;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.Exchange;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** All messages of one key are one interaction. */
class PayingOnceTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL
            + "&idempotencyRepository=#keys&pollInterval=20&maxPollInterval=40&maxRetries=0";
    private static final Map<String, Object> KEY = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "order 7/a=b");

    @TempDir
    Path folder;

    private StateRepository<String, String> keys;

    private void bind(String kind) {
        keys = kind.equals("memory") ? new MemoryStateRepository() : new FileCursorRepository(folder.resolve("keys"));
        context.getRegistry().bind("keys", keys);
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is").usage(7, 2, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void theSameKeyAgainIsAnsweredWithTheSameInteraction(String kind) throws Exception {
        bind(kind);
        start(routes -> {});
        emulator().script(answer());

        Exchange first = send(CREATE, "Capital?", KEY);
        Exchange again = send(CREATE, "Capital?", KEY);
        Exchange other = send(CREATE, "Capital?", Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "order 8"));

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo("Paris");
        Map<String, Object> headers = new HashMap<>(first.getMessage().getHeaders());
        assertThat(again.getMessage().getHeaders()).containsAllEntriesOf(headers);
        assertThat(first.getMessage().getHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY))
                .isNull();
        assertThat(other.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isNotEqualTo(first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void theKeySurvivesTheContext() throws Exception {
        bind("file");
        start(routes -> {});
        emulator().script(answer());
        send(CREATE, "Capital?", KEY);

        context.stop();
        ((FileCursorRepository) keys).stop();
        context = new org.apache.camel.impl.DefaultCamelContext();
        component = new GeminiInteractionsComponent();
        makeContext();
        bind("file");
        start(routes -> {});

        assertThat(send(CREATE, "Capital?", KEY).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void ofManyAtTheSameTimeOneCreatesAndTheOthersAttach(String kind) throws Exception {
        bind(kind);
        start(routes -> {});
        emulator().script(answer().gate("held"));

        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++)
            asked.add(template.asyncSend(CREATE, exchange -> {
                exchange.getMessage().setBody("Capital?");
                exchange.getMessage().setHeaders(new HashMap<>(KEY));
            }));
        emulator().awaitRequests(1, Duration.ofSeconds(20));
        emulator().gate("held").release();

        for (CompletableFuture<Exchange> one : asked)
            assertThat(one.get(30, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aRunThatGoesOnIsWaitedFor() throws Exception {
        bind("memory");
        start(routes -> {});
        emulator().script(answer().background(true).gate("held"));
        String id =
                send(CREATE + "&background=true", "Capital?", KEY).getMessage().getBody(String.class);

        Exchange noticed = send(CREATE + "&background=true", "Capital?", KEY);
        CompletableFuture<Exchange> waiting =
                template.asyncSend(CREATE + "&background=true&awaitCompletion=true", exchange -> {
                    exchange.getMessage().setBody("Capital?");
                    exchange.getMessage().setHeaders(new HashMap<>(KEY));
                });
        await().until(() -> emulator().requests(Operation.GET).size() > 2);
        emulator().gate("held").release();

        assertThat(noticed.getMessage().getBody()).isEqualTo(id);
        assertThat(waiting.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamGoesOnBehindItsCursor() throws Exception {
        bind("memory");
        context.getRegistry().bind("cursors", new MemoryStateRepository());
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(step -> {
            collector().process(step);
            if (collected.size() == 2) throw new IllegalStateException("at the second step");
        }));
        emulator().script(answer().background(true));
        String to = "gemini-interactions:create?model=" + MODEL + "&background=true&streaming=true&channel=c"
                + "&idempotencyRepository=#keys&cursorRepository=#cursors";

        Exchange failed = send(to, "Capital?", KEY);
        Exchange again = send(to, "Capital?", KEY);

        assertThat(failed.getException()).hasMessage("at the second step");
        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo("Paris");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamHasItsKeyFromTheFirstEventOn() throws Exception {
        bind("memory");
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(collector()));
        emulator().script(answer().gateAfter(1, "held"));

        CompletableFuture<Exchange> asked = template.asyncSend(
                CREATE.replace("&pollInterval=20&maxPollInterval=40", "") + "&streaming=true&channel=c", exchange -> {
                    exchange.getMessage().setBody("Capital?");
                    exchange.getMessage().setHeaders(new HashMap<>(KEY));
                });

        String stored = KeyStore.stored("order 7/a=b");
        await().until(() ->
                keys.getState(stored) != null && keys.getState(stored).startsWith("created v1_"));
        assertThat(asked).isNotDone();
        emulator().gate("held").release();
        assertThat(asked.get(20, TimeUnit.SECONDS).getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"400", "404", "429"})
    void aCreateThatTookNoEffectFreesItsKey(int status) throws Exception {
        bind("file");
        start(routes -> {});
        emulator().script(onCreate().httpStatus(status), answer());

        assertThat(send(CREATE, "Capital?", KEY).getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(keys.getState(KeyStore.stored("order 7/a=b"))).isNull();
        assertThat(send(CREATE, "Capital?", KEY).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aServiceThatCannotBeReachedFreesTheKey() throws Exception {
        bind("memory");
        start(routes -> {});
        emulator().script(answer());

        Exchange unreached = send(CREATE + "&baseUrl=http://127.0.0.1:1", "Capital?", KEY);

        assertThat(unreached.getException()).isInstanceOf(InteractionTransportException.class);
        assertThat(send(CREATE, "Capital?", KEY).getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "500", "timeout"})
    void aCreateThatMayHaveTakenEffectIsInDoubtAndNotSentAgain(String how) throws Exception {
        bind("memory");
        start(routes -> {});
        emulator()
                .script(
                        switch (how) {
                            case "cut" -> answer().fault(Fault.cutBeforeHeaders());
                            case "500" -> onCreate().httpStatus(500);
                            default -> answer().fault(Fault.stallBeforeHeaders());
                        });
        send(CREATE + "&requestTimeout=500", "Capital?", KEY);
        int before = emulator().requests().size();

        Exchange inDoubt = send(CREATE, "Capital?", KEY);

        assertThat(inDoubt.getException(InteractionInDoubtException.class).getIdempotencyKey())
                .isEqualTo("order 7/a=b");
        assertThat(inDoubt.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY))
                .isEqualTo("in_doubt");
        assertThat(inDoubt.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY))
                .isEqualTo(false);
        assertThat(emulator().requests()).hasSize(before);
    }

    /** A dead process is waited for only where other processes can be alive. */
    @Test
    void aConditionalRepositoryOfOneProcessIsNotLeased() throws Exception {
        OfOneProcess states = new OfOneProcess();
        states.setState(KeyStore.stored("order 7/a=b"), "started another-1 0");
        context.getRegistry().bind("keys", states);
        start(routes -> {});

        assertThat(send(CREATE, "Capital?", KEY).getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(states.reads).hasValue(1);
        assertThat(emulator().requests()).isEmpty();
    }

    private static final class OfOneProcess extends MemoryStateRepository implements ConditionalStateRepository {

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

        @Override
        public boolean isShared() {
            return false;
        }
    }

    @Test
    void whatIsInDoubtIsSentAgainWhereThatIsWanted() throws Exception {
        bind("memory");
        start(routes -> {});
        emulator().script(answer().fault(Fault.cutBeforeHeaders()), answer());
        send(CREATE, "Capital?", KEY);

        Exchange sent = send(CREATE + "&onUnknownCreate=resend", "Capital?", KEY);
        Exchange again = send(CREATE, "Capital?", KEY);

        assertThat(sent.getMessage().getBody()).isEqualTo("Paris");
        assertThat(again.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(sent.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
        assertThat(emulator().ledger().createsWithEqualInput()).isEqualTo(1);
    }

    @Test
    void aLoopOfFunctionsIsBegunOnce() throws Exception {
        bind("memory");
        AtomicInteger called = new AtomicInteger();
        start(routes -> routes.from("gemini-interactions-tool:get_stock_price?tags=stocks&description=Price"
                        + "&parameter.ticker=string&parameter.ticker.required=true")
                .process(exchange -> called.incrementAndGet())
                .setBody(routes.constant("101 USD")));

        Exchange first = send(CREATE + "&tags=stocks", "What is the stock price of GOOG?", KEY);
        Exchange again = send(CREATE + "&tags=stocks", "What is the stock price of GOOG?", KEY);

        assertThat(first.getMessage().getBody(String.class)).contains("101 USD");
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        assertThat(again.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(called).hasValue(1);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aLoopThatWasGoneOnWithIsPaidForOnceItIsAnswered() throws Exception {
        bind("file");
        start(routes -> routes.from("gemini-interactions-tool:pay?tags=orders")
                .process(collector())
                .setBody()
                .constant("done"));
        emulator()
                .script(
                        onCreate().call("c1", "pay", "{}"),
                        onCreate().httpStatus(500),
                        onCreate().text("paid"));

        Exchange failed = send(CREATE + "&tags=orders", "Pay", KEY);
        Exchange again = send(CREATE + "&tags=orders", "Pay", KEY);
        Exchange once = send(CREATE + "&tags=orders", "Pay", KEY);

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(once.getMessage().getBody()).isEqualTo("paid");
        assertThat(collected).hasSize(1);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    /** What was known of it was the interaction that it is about. */
    @Test
    void aDecisionThatComesAgainIsStillADecision() throws Exception {
        bind("memory");
        start(routes -> routes.from("gemini-interactions-tool:pay?tags=orders&execution=manual")
                .process(collector())
                .setBody()
                .constant("done"));
        emulator()
                .script(
                        onCreate().call("c1", "pay", "{}"),
                        onCreate().httpStatus(500),
                        onCreate().text("paid"));
        Map<String, Object> question = Map.of(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "question");
        String parked =
                send(CREATE + "&tags=orders", "Pay", question).getMessage().getBody(String.class);
        String decided = parked.replaceFirst("}$", ",\"decisions\":{\"c1\":\"approve\"}}");

        Exchange failed = send(CREATE, decided, KEY);
        Exchange again = send(CREATE, decided, KEY);
        Exchange once = send(CREATE, decided, KEY);

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(once.getMessage().getBody()).isEqualTo("paid");
        assertThat(collected).hasSize(1);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @Test
    void anInteractionThatFailedStaysTheOneOfItsKey() throws Exception {
        bind("memory");
        start(routes -> {});
        emulator().script(onCreate().error("safety", "Blocked"));

        assertThat(send(CREATE, "Capital?", KEY).getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(send(CREATE, "Capital?", KEY).getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anInteractionThatIsGoneIsNotPaidForAgain() throws Exception {
        bind("memory");
        start(routes -> {});
        emulator().script(answer(), onGet().httpStatus(404).always());
        send(CREATE, "Capital?", KEY);

        assertThat(send(CREATE, "Capital?", KEY).getException()).isInstanceOf(InteractionLostException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aMessageThatIsStoppedWhileItWaitsForAnotherSendsNothing() throws Exception {
        bind("memory");
        start(routes -> {
            routes.from("direct:first").to(CREATE);
            routes.from("direct:second").routeId("second").to(CREATE);
        });
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(answer().gate("held"));
        CompletableFuture<Exchange> first = template.asyncSend("direct:first", PayingOnceTest::ask);
        emulator().awaitRequests(1, Duration.ofSeconds(20));
        CompletableFuture<Exchange> second = template.asyncSend("direct:second", PayingOnceTest::ask);
        await().until(() -> context.getInflightRepository().size("second") == 1);

        context.getRouteController().stopRoute("second");
        emulator().gate("held").release();

        assertThat(second.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(first.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    private static void ask(Exchange exchange) {
        exchange.getMessage().setBody("Capital?");
        exchange.getMessage().setHeaders(new HashMap<>(KEY));
    }

    @Test
    void aRepositoryThatIsAwayFailsTheMessageBeforeAnythingIsSent() throws Exception {
        context.getRegistry().bind("keys", new StateRepository<String, String>() {
            @Override
            public void setState(String key, String value) {
                throw new IllegalStateException("away");
            }

            @Override
            public String getState(String key) {
                throw new IllegalStateException("away");
            }

            @Override
            public void start() {}

            @Override
            public void stop() {}
        });
        start(routes -> {});

        assertThat(send(CREATE, "Capital?", KEY).getException()).hasMessage("away");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageWithoutAKeyFailsWhereKeysAreKept() throws Exception {
        bind("memory");
        start(routes -> {});

        assertThat(send(CREATE, "Capital?")
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("idempotencyKey");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageWithAKeyFailsWhereNoneAreKept() throws Exception {
        start(routes -> {});

        assertThat(send("gemini-interactions:create?model=" + MODEL, "Capital?", KEY)
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("idempotencyRepository");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageThatIsNotStoredFails() throws Exception {
        bind("memory");
        start(routes -> {});
        Map<String, Object> headers = new HashMap<>(KEY);
        headers.put(GeminiInteractionsConstants.STORE, false);

        assertThat(send(CREATE, "Capital?", headers)
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("store");
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "idempotencyKey=a,idempotencyKey changes nothing without idempotencyRepository",
        "onUnknownCreate=resend,onUnknownCreate changes nothing without idempotencyRepository",
        "store=false&idempotencyRepository=#keys,store=false leaves nothing to be found again"
    })
    void whatCannotProtectFailsAtStart(String options, String why) {
        bind("memory");
        assertThatThrownBy(() -> start(routes ->
                        routes.from("direct:in").to("gemini-interactions:create?model=" + MODEL + "&" + options)))
                .hasStackTraceContaining(why);
    }
}
