// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
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
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
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
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** All messages of one key are one interaction. */
class PayingOnceTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = createKeptIn("keys");
    private static final String PAY = "gemini-interactions-tool:pay?tags=orders";
    private static final String KEY = "order 7/a=b";

    @TempDir
    Path folder;

    private static final class Turns extends MemoryStateRepository {
        private volatile boolean isAway;

        @Override
        public @Nullable String getState(String key) {
            if (isAway) throw new IllegalStateException("The repository is away");
            return super.getState(key);
        }
    }

    private final Turns turns = new Turns();
    private final MemoryStateRepository keys = new MemoryStateRepository();
    private @Nullable FileCursorRepository keysInFile;

    private static String createKeptIn(String repository) {
        return "gemini-interactions:create?model=" + MODEL + "&idempotencyRepository=#" + repository
                + "&pollInterval=20&maxPollInterval=40&maxRetries=0";
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        keysInFile = new FileCursorRepository(folder.resolve("keys"));
        registry.bind("keys", keys);
        registry.bind("turns", turns);
        registry.bind("keysInFile", keysInFile);
        registry.bind("cursors", new MemoryStateRepository());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:memory").to(CREATE);
                from("direct:file").to(createKeptIn("keysInFile"));
                from("direct:second").routeId("second").to(CREATE);
                from("direct:nowhere").to(CREATE + "&baseUrl=http://127.0.0.1:1");
                from("direct:briefly").to(CREATE + "&requestTimeout=3s");
                from("direct:resend").to(CREATE + "&onUnknownCreate=resend");
                from("direct:turn").to(CREATE + "&conversationId=c&conversationRepository=#turns");
                from("direct:withoutKeys").to("gemini-interactions:create?model=" + MODEL);
                from("direct:begin").to(CREATE + "&background=true");
                from("direct:complete").to(CREATE + "&background=true&awaitCompletion=true");

                from("direct:stream")
                        .to("gemini-interactions:create?model=" + MODEL
                                + "&idempotencyRepository=#keys&maxRetries=0&streaming=true&channel=c");
                from("direct:streamBehindCursor")
                        .to("gemini-interactions:create?model=" + MODEL
                                + "&background=true&streaming=true&channel=c"
                                + "&idempotencyRepository=#keys&cursorRepository=#cursors");
                from("gemini-interactions:stream?channel=c").to("mock:steps");

                from("direct:stocks").to(CREATE + "&tags=stocks");
                from("gemini-interactions-tool:get_stock_price?tags=stocks&description=Price"
                                + "&parameter.ticker=string&parameter.ticker.required=true")
                        .to("mock:price")
                        .setBody(constant("101 USD"));

                from("direct:orders").to(CREATE + "&tags=orders");
                from("direct:decisions").to(CREATE.replace(":create?", ":approve?") + "&tags=orders");
                from("direct:ordersInFile").to(createKeptIn("keysInFile") + "&tags=orders");
                from(PAY).routeId("pay").to("mock:paid").setBody(constant("done"));
            }
        };
    }

    private FluentProducerTemplate asking(String route, String body, String key) {
        return fluentTemplate.to(route).withBody(body).withHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, key);
    }

    private FluentProducerTemplate asking(String route) {
        return asking(route, "Capital?", KEY);
    }

    private Exchange ask(String route) {
        return asking(route).send();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is").usage(7, 2, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void theSameKeyAgainIsAnsweredWithTheSameInteraction(String kind) {
        emulator().script(answer());

        Exchange first = ask("direct:" + kind);
        Exchange again = ask("direct:" + kind);
        Exchange other = asking("direct:" + kind, "Capital?", "order 8").send();

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
        emulator().script(answer());
        ask("direct:file");

        context.stop();
        keysInFile.stop();
        try (CamelContext again = RouteKit.another(emulator())) {
            again.getRegistry().bind("keysInFile", new FileCursorRepository(folder.resolve("keys")));
            RouteBuilder.addRoutes(again, routes -> routes.from("direct:file").to(createKeptIn("keysInFile")));
            again.start();
            Exchange answered = again.createFluentProducerTemplate()
                    .to("direct:file")
                    .withBody("Capital?")
                    .withHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, KEY)
                    .send();

            assertThat(answered.getMessage().getBody()).isEqualTo("Paris");
        }
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void ofManyAtTheSameTimeOneCreatesAndTheOthersAttach(String kind) throws Exception {
        emulator().script(answer().gate("held"));

        List<Future<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) asked.add(asking("direct:" + kind).asyncSend());
        emulator().awaitRequests(1, FAR);
        emulator().gate("held").release();

        for (Future<Exchange> one : asked)
            assertThat(one.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aRunThatGoesOnIsWaitedFor() throws Exception {
        emulator().script(answer().background(true).gate("held"));
        String id = ask("direct:begin").getMessage().getBody(String.class);

        Exchange noticed = ask("direct:begin");
        Future<Exchange> waiting = asking("direct:complete").asyncSend();
        eventually().until(() -> emulator().requests(Operation.GET).size() > 2);
        emulator().gate("held").release();

        assertThat(noticed.getMessage().getBody()).isEqualTo(id);
        assertThat(waiting.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Paris", ""})
    void aBackgroundCreateIsAnsweredWithItsIdAlsoAfterItsRun(String answer) {
        emulator().script(onCreate().text(answer).background(true).gate("held"));
        Exchange first = ask("direct:begin");
        emulator().gate("held").release();
        eventually().until(() -> "completed"
                .equals(ask("direct:begin").getMessage().getHeader(GeminiInteractionsConstants.STATUS, String.class)));

        Exchange again = ask("direct:begin");

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamGoesOnBehindItsCursor() throws Exception {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Easy.", "Paris", "Paris");
        steps.whenExchangeReceived(2, step -> {
            throw new IllegalStateException("at the second step");
        });
        emulator().script(answer().background(true));

        Exchange failed = ask("direct:streamBehindCursor");
        Exchange again = ask("direct:streamBehindCursor");

        assertThat(failed.getException()).hasMessage("at the second step");
        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamHasItsKeyFromTheFirstEventOn() throws Exception {
        emulator().script(answer().gateAfter(1, "held"));

        Future<Exchange> asked = asking("direct:stream").asyncSend();

        String stored = KeyStore.stored(KEY);
        eventually()
                .until(() ->
                        keys.getState(stored) != null && keys.getState(stored).matches("started \\S+ 0 v1_.*"));
        assertThat(asked).isNotDone();
        emulator().gate("held").release();
        assertThat(asked.get(1, TimeUnit.MINUTES).getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"400", "404", "429"})
    void aCreateThatTookNoEffectFreesItsKey(int status) {
        emulator().script(onCreate().httpStatus(status), answer());

        assertThat(ask("direct:file").getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(keysInFile.getState(KeyStore.stored(KEY))).isNull();
        assertThat(ask("direct:file").getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"invalid_request, true", "rate_limit_exceeded, true", "api_error, false"})
    void soDoesOneThatItsStreamRefusedBeforeTheRun(String code, boolean free) {
        emulator()
                .script(onCreate()
                        .sse("event: error\ndata: {\"error\":{\"code\":\"" + code
                                + "\",\"message\":\"m\"},\"event_type\":\"error\"}\n\n"));
        emulator().script(answer());

        assertThat(ask("direct:stream").getException()).isInstanceOf(InteractionRejectedException.class);
        Exchange again = ask("direct:stream");
        if (free) assertThat(again.getMessage().getBody()).isEqualTo("Paris");
        else assertThat(again.getException()).isInstanceOf(InteractionInDoubtException.class);
    }

    @Test
    void aServiceThatCannotBeReachedFreesTheKey() {
        emulator().script(answer());

        Exchange unreached = ask("direct:nowhere");

        assertThat(unreached.getException()).isInstanceOf(InteractionTransportException.class);
        assertThat(ask("direct:memory").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "500", "timeout"})
    void aCreateThatMayHaveTakenEffectIsInDoubtAndNotSentAgain(String how) {
        emulator()
                .script(
                        switch (how) {
                            case "cut" -> answer().fault(Fault.cutBeforeHeaders());
                            case "500" -> onCreate().httpStatus(500);
                            default -> answer().fault(Fault.stallBeforeHeaders());
                        });
        ask("direct:briefly");
        int before = emulator().requests().size();

        Exchange inDoubt = ask("direct:memory");

        assertThat(inDoubt.getException(InteractionInDoubtException.class).getIdempotencyKey())
                .isEqualTo(KEY);
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
        states.setState(KeyStore.stored(KEY), "started another-1 0");
        context.getRegistry().bind("ofOneProcess", states);
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:ofOneProcess").to(createKeptIn("ofOneProcess")));

        assertThat(ask("direct:ofOneProcess").getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(states.reads).hasValue(2); // once more at once: its holder may just have ended
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
    void whatIsInDoubtIsSentAgainWhereThatIsWanted() {
        emulator().script(answer().fault(Fault.cutBeforeHeaders()), answer());
        ask("direct:memory");

        Exchange sent = ask("direct:resend");
        Exchange again = ask("direct:memory");

        assertThat(sent.getMessage().getBody()).isEqualTo("Paris");
        assertThat(again.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(sent.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(emulator().ledger().creates()).isEqualTo(2);
        assertThat(emulator().ledger().createsWithEqualInput()).isEqualTo(1);
    }

    @Test
    void aLoopOfFunctionsIsBegunOnce() throws Exception {
        getMockEndpoint("mock:price").expectedMessageCount(1);
        String question = "What is the stock price of GOOG?";

        Exchange first = asking("direct:stocks", question, KEY).send();
        Exchange again = asking("direct:stocks", question, KEY).send();

        assertThat(first.getMessage().getBody(String.class)).contains("101 USD");
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        assertThat(again.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(first.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aLoopThatWasGoneOnWithIsPaidForOnceItIsAnswered() throws Exception {
        getMockEndpoint("mock:paid").expectedMessageCount(1);
        emulator()
                .script(
                        onCreate().call("c1", "pay", "{}"),
                        onCreate().httpStatus(500),
                        onCreate().text("paid"));

        Exchange failed = asking("direct:ordersInFile", "Pay", KEY).send();
        Exchange again = asking("direct:ordersInFile", "Pay", KEY).send();
        Exchange once = asking("direct:ordersInFile", "Pay", KEY).send();

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(once.getMessage().getBody()).isEqualTo("paid");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"v1_a,400", "'',400", "v1_a,500", "v1_a,200"})
    void aRoundWithoutAnIdIsNotPaidTwice(String first, int status) {
        String round =
                "{\"id\":\"%s\",\"status\":\"requires_action\",\"steps\":[{\"type\":\"function_call\",\"id\":\"%s\","
                        + "\"name\":\"pay\",\"arguments\":{}}]}";
        emulator()
                .script(
                        onCreate().body(round.formatted(first, "c1")),
                        onCreate().body(round.formatted("", "c2")),
                        status == 200 ? onCreate().text("paid") : onCreate().httpStatus(status),
                        onGet().interactionId("v1_a")
                                .body(round.formatted("v1_a", "c1"))
                                .always());
        Exchange asked = asking("direct:ordersInFile", "Pay", KEY).send();
        assertThat(asked.getException() == null).isEqualTo(status == 200);

        Exchange again = asking("direct:ordersInFile", "Pay", KEY).send();

        if (status == 200) assertThat(again.getMessage().getBody()).isEqualTo("paid");
        else assertThat(again.getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @Test
    void aRunInProgressIsAwaitedNoLongerThanByItsCreate() {
        String runs = "{\"id\":\"v1_a\",\"status\":\"in_progress\"}";
        emulator().script(onCreate().body(runs), onGet().body(runs).always());
        for (int delivery = 0; delivery < 2; delivery++) {
            Exchange failed = asking("direct:briefly", "Capital?", KEY).send();

            assertThat(failed.getException()).hasMessageContainingAll("v1_a", "requestTimeout=3000");
        }
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"id\":\"v1_a\"}", "{\"id\":\"v1_a\",\"status\":\"\"}", "{\"error\":null}"})
    void aReadThatAnswersWithNoInteractionFailsOnAStreamToo(String none) {
        emulator()
                .script(
                        onCreate()
                                .sse(
                                        EventText.stream(
                                                "{\"id\":\"v1_a\",\"status\":\"completed\"}",
                                                "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}")),
                        onGet().body(none).always());
        assertThat(asking("direct:stream", "Capital?", KEY).send().getException())
                .isNull();

        Exchange again = asking("direct:stream", "Capital?", KEY).send();

        assertThat(again.getException()).isInstanceOf(GeminiInteractionsException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
        assertThat(emulator().requests()).hasSizeLessThan(12);
    }

    /** What was known of it was the interaction that it is about. */
    @Test
    void aDecisionThatComesAgainIsStillADecision() throws Exception {
        AdviceWith.adviceWith(context, "pay", route -> route.replaceFromWith(PAY + "&execution=manual"));
        getMockEndpoint("mock:paid").expectedMessageCount(1);
        emulator()
                .script(
                        onCreate().call("c1", "pay", "{}"),
                        onCreate().httpStatus(500),
                        onCreate().text("paid"));
        String parked = asking("direct:orders", "Pay", "question").request(String.class);
        String decided = parked.replaceFirst("}$", ",\"decisions\":{\"c1\":\"approve\"}}");

        Exchange failed = asking("direct:decisions", decided, KEY).send();
        Exchange again = asking("direct:decisions", decided, KEY).send();
        Exchange once = asking("direct:decisions", decided, KEY).send();

        assertThat(failed.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(again.getMessage().getBody()).isEqualTo("paid");
        assertThat(once.getMessage().getBody()).isEqualTo("paid");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(3);
    }

    @Test
    void anInteractionThatFailedStaysTheOneOfItsKey() {
        emulator().script(onCreate().error("safety", "Blocked"));

        assertThat(ask("direct:memory").getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(ask("direct:memory").getException()).isInstanceOf(InteractionEndedException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void anInteractionThatIsGoneIsNotPaidForAgain() {
        emulator().script(answer(), onGet().httpStatus(404).always());
        ask("direct:memory");

        assertThat(ask("direct:memory").getException()).isInstanceOf(InteractionLostException.class);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aMessageThatIsStoppedWhileItWaitsForAnotherSendsNothing() throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        emulator().script(answer().gate("held"));
        Future<Exchange> first = asking("direct:memory").asyncSend();
        emulator().awaitRequests(1, FAR);
        Future<Exchange> second = asking("direct:second").asyncSend();
        eventually().until(() -> context.getInflightRepository().size("second") == 1);

        context.getRouteController().stopRoute("second");
        emulator().gate("held").release();

        assertThat(second.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(InteractionStoppedException.class);
        assertThat(first.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);
    }

    /** The key is taken before the turn of the conversation is. */
    @Test
    void aMessageThatFailsBeforeItsTurnFreesItsKey() {
        turns.isAway = true;
        Exchange failed = ask("direct:turn");
        turns.isAway = false;

        assertThat(failed.getException()).hasMessageContaining("away");
        assertThat(ask("direct:turn").getException()).isNull();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aRepositoryThatIsAwayFailsTheMessageBeforeAnythingIsSent() throws Exception {
        context.getRegistry().bind("away", new StateRepository<String, String>() {
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
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:away").to(createKeptIn("away")));

        assertThat(ask("direct:away").getException()).hasMessage("away");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageWithoutAKeyFailsWhereKeysAreKept() {
        assertThat(fluentTemplate
                        .to("direct:memory")
                        .withBody("Capital?")
                        .send()
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("idempotencyKey");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageWithAKeyFailsWhereNoneAreKept() {
        assertThat(ask("direct:withoutKeys")
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("idempotencyRepository");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aMessageThatIsNotStoredFails() {
        assertThat(asking("direct:memory")
                        .withHeader(GeminiInteractionsConstants.STORE, false)
                        .send()
                        .getException(InteractionRequestException.class)
                        .getOption())
                .isEqualTo("store");
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "idempotencyKey=a,idempotencyKey changes nothing without idempotencyRepository",
        "onUnknownCreate=resend,onUnknownCreate changes nothing without idempotencyRepository",
        "store=false&idempotencyRepository=#keys,store=false leaves no interaction that an idempotencyKey could find again"
    })
    void whatCannotProtectFailsAtStart(String options, String why) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                        .to("gemini-interactions:create?model=" + MODEL + "&" + options)))
                .hasStackTraceContaining(why);
    }
}
