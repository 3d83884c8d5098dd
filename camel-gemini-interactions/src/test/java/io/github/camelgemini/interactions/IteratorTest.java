// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A stream as a body that is split. */
class IteratorTest extends RouteTest {

    private static final String CREATE = "gemini-interactions:create?model=" + MODEL + "&streaming=true";

    private void split(String uri) throws Exception {
        start(routes -> routes.from("direct:in")
                .to(uri)
                .split(routes.body())
                .streaming()
                .stopOnException()
                .process(collector())
                .end());
    }

    private Exchange ask(Map<String, Object> headers) {
        return send("direct:in", "Capital of France?", headers);
    }

    /** What the splitter failed with, in whatever it wrapped it. */
    private static Throwable failureOf(Exchange answered) {
        Throwable failure = answered.getException();
        while (failure != null && !(failure instanceof GeminiInteractionsException)) failure = failure.getCause();
        return failure;
    }

    @Test
    void eachPartIsAMessageWithHeadersOfItsOwnAndTheLastIsTheWholeAnswer() throws Exception {
        split(CREATE);
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is", "!").usage(7, 2, 5));

        Exchange answered = ask(Map.of("CamelFileName", "a.pdf", "Host", "h"));

        assertThat(answered.getException()).isNull();
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris!", "Paris!");
        List<Message> parts = collected.stream().map(Exchange::getMessage).toList();
        assertThat(parts).allSatisfy(part -> assertThat(part.getHeaders())
                .containsEntry("CamelFileName", "a.pdf")
                .doesNotContainKey("Host"));
        assertThat(parts.get(0).getHeaders())
                .containsEntry(GeminiInteractionsConstants.STEP_TYPE, "thought")
                .doesNotContainKey(GeminiInteractionsConstants.TOTAL_TOKENS);
        assertThat(parts.get(2).getHeaders())
                .containsEntry(GeminiInteractionsConstants.EVENT_TYPE, "interaction.completed")
                .containsEntry(GeminiInteractionsConstants.STATUS, "completed")
                .containsEntry(GeminiInteractionsConstants.TOTAL_TOKENS, 14L);
    }

    @Test
    void aPartIsRoutedWhileTheNextOneIsHeldBack() throws Exception {
        Gate gate = emulator().gate("second");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        split(CREATE);

        CompletableFuture<Exchange> answered = CompletableFuture.supplyAsync(() -> ask(Map.of()));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy."));
        assertThat(answered).isNotDone();
        gate.release();
        assertThat(answered).succeedsWithin(java.time.Duration.ofSeconds(30));
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
    }

    @Test
    void deltasAndEventsCanBePartsToo() throws Exception {
        split(CREATE + "&emit=deltas&stepTypes=model_output");
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is"));

        ask(Map.of());

        assertThat(collectedBodies()).containsExactly("Par", "is", "Paris");
        assertThat(collected)
                .extracting(part -> part.getMessage().getHeader(GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("model_output", "model_output", null);
    }

    @Test
    void aStoredRunCanBeIteratedOver() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        split("gemini-interactions:resume");
        String id = send("gemini-interactions:create?background=true&model=" + MODEL, "Capital?")
                .getMessage()
                .getBody(String.class);

        send("direct:in", id);

        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
    }

    @Test
    void aCutIsMendedUnseen() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6));
        split(CREATE + "&background=true");

        ask(Map.of());

        assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aStreamThatCannotBeCompletedThrowsWhereItIsRead() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").cutAfter(6));
        split(CREATE + "&store=false");

        Exchange answered = ask(Map.of());

        assertThat(failureOf(answered)).isInstanceOf(InteractionStreamException.class);
        assertThat(collectedBodies()).containsExactly("Easy.");
    }

    @Test
    void aRunThatFailedIsNoLastPart() throws Exception {
        emulator().script(onCreate().text("Par").status("failed"));
        split(CREATE);

        Exchange answered = ask(Map.of());

        assertThat(failureOf(answered)).isInstanceOf(InteractionEndedException.class);
    }

    @Test
    void aRefusalFailsTheProducerNotTheReader() throws Exception {
        emulator().script(onCreate().httpStatus(400));
        split(CREATE);

        Exchange answered = ask(Map.of());

        assertThat(answered.getException()).isInstanceOf(InteractionRejectedException.class);
        assertThat(collected).isEmpty();
    }

    @Test
    void whoStopsReadingClosesTheStream() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        start(routes -> routes.from("direct:in").to(CREATE).process(exchange -> {
            Iterator<?> parts = exchange.getMessage().getBody(Iterator.class);
            assertThat(parts.hasNext()).isTrue();
            collected.add(exchange.copy());
            parts.next();
            assertThat(parts.hasNext()).isTrue();
            exchange.setProperty("parts", parts);
        }));

        Exchange answered = ask(Map.of());

        assertThat(answered.getException()).isNull();
        await().until(() -> emulator().openStreams() == 0);
        Iterator<?> closed = answered.getProperty("parts", Iterator.class);
        assertThat(closed.hasNext()).isFalse();
        assertThatThrownBy(closed::next).isInstanceOf(NoSuchElementException.class);
        assertThat(component.getOpenStreams()).isZero();
    }

    @Test
    void theContextStopsUnderAReaderThatWaits() throws Exception {
        Gate gate = emulator().gate("never");
        emulator().script(onCreate().thought("Easy.").deltas("Paris").gateAfter(6, gate));
        split(CREATE);
        context.getShutdownStrategy().setTimeout(300);
        CompletableFuture<Exchange> answered =
                CompletableFuture.supplyAsync(() -> ask(Map.of()), Executors.newSingleThreadExecutor());
        await().until(() -> collected.size() == 1);

        context.stop();

        Exchange ended = answered.get(30, TimeUnit.SECONDS);
        assertThat(failureOf(ended)).isInstanceOf(InteractionStoppedException.class);
    }

    @Test
    void theWholeInteractionIsKeptForTheRouteBehindTheSplit() throws Exception {
        split(CREATE + "&storeFullResponse=true");

        Exchange answered = ask(Map.of());

        assertThat(answered.getProperty(GeminiInteractionsConstants.RESPONSE_PROPERTY, Interaction.class))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onStepFailure=skip", "cursorRepository=#none", "channelTimeout=1s", "runKey=a"})
    void whatNeedsAChannelFailsWithoutOne(String option) {
        String name = option.substring(0, option.indexOf('='));
        context.getRegistry().bind("none", new org.apache.camel.support.processor.state.MemoryStateRepository());

        assertThatThrownBy(() -> split(CREATE + "&" + option))
                .hasStackTraceContaining("The option " + name + " changes nothing")
                .hasStackTraceContaining("without a channel");
        assertThat(emulator().requests()).isEmpty();
    }
}
