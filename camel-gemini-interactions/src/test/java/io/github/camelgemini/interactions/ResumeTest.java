// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static org.assertj.core.api.Assertions.assertThat;

/** What happens when the line breaks: every step arrives once and in order, or the failure says what is missing. */
class ResumeTest extends RouteTest {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";

    @BeforeEach
    void startRoutes() throws Exception {
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(collector()));
    }

    @AfterEach
    void nothingWasPaidTwice() {
        assertThat(emulator().ledger().creates()).isLessThanOrEqualTo(1);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is", " it", " is").usage(7, 2, 5);
    }

    static Stream<Fault> breaks() {
        return Stream.of(
                Fault.cutAfter(2),
                Fault.cutAfter(4),
                Fault.cutAfter(7),
                Fault.cutAfter(8),
                Fault.cutAfter(10),
                Fault.endAfter(3),
                Fault.endAfter(8),
                Fault.endAfter(11),
                Fault.cutInsideFrame(5, 20),
                Fault.cutInsideFrame(8, 60));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBrokenStreamOfAStoredRunIsCompletedFromTheStore(Fault fault) {
        emulator().script(answer().fault(fault));

        Message answered = send(TO, "Capital?").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(answered.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris it is");
        assertThat(keys()).doesNotHaveDuplicates().hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBrokenStreamOfABackgroundRunGoesOnAfterTheLastEvent(Fault fault) {
        emulator().script(answer().fault(fault));

        Message answered = send(TO + "&background=true", "Capital?").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris it is");
        List<RecordedRequest> resumed = emulator().requests(Operation.GET);
        assertThat(resumed).isNotEmpty();
        assertThat(resumed.get(0).query("last_event_id")).startsWith("e");
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBackgroundRunWithoutEventIdsIsPlayedAgainAndWhatWasDeliveredIsLeftOut(Fault fault) {
        emulator().script(answer().eventIds(false).fault(fault));

        Message answered = send(TO + "&background=true", "Capital?").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris it is");
        RecordedRequest resumed = emulator().requests(Operation.GET).get(0);
        assertThat(resumed.query("stream")).isEqualTo("true");
        assertThat(resumed.query("last_event_id")).isNull();
    }

    @Test
    void aStreamThatIsCutAgainAndAgainIsReadFromTheStore() {
        emulator().script(answer().cutAfter(4), onGet().stream(true).cutAfter(1).always());

        Message answered =
                send(TO + "&background=true&maxResumeAttempts=1", "Capital?").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris it is");
    }

    @Test
    void aSilentStreamIsResumed() {
        emulator().script(answer().stallAfter(5));

        Message answered = send(TO + "&background=true&streamingReadTimeout=1s", "Capital?")
                .getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(collectedBodies()).containsExactly("Easy.", "Paris it is");
    }

    @Test
    void aRunThatGoesOnWithoutItsStreamIsLookedAtUntilItEnds() {
        emulator()
                .script(
                        answer().cutAfter(4),
                        onGet().stream(false).status("in_progress").times(2),
                        onGet().stream(false).httpStatus(403));

        assertThat(send(TO, "Capital?").getMessage().getBody()).isEqualTo("Paris it is");
        assertThat(emulator().ledger().gets()).isGreaterThanOrEqualTo(3);
        emulator().assertExhausted();
    }

    @Test
    void aRunThatIsNotStoredFailsAtOnce() {
        emulator().script(answer().cutAfter(7));

        InteractionStreamException lost =
                send(TO + "&store=false", "Capital?").getException(InteractionStreamException.class);

        assertThat(lost.getInteractionId()).isNull();
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void aRunThatTheServiceDroppedFailsAtOnceAndSaysWhatWasDelivered() {
        emulator()
                .script(
                        answer().fault(Fault.endAfter(6)),
                        onGet().httpStatus(404).always());

        Exchange failed = send(TO, "Capital?");

        InteractionStreamException lost = failed.getException(InteractionStreamException.class);
        assertThat(lost).hasMessageContaining("does not have the run any more");
        assertThat(lost.getInteractionId()).startsWith("v1_");
        assertThat(lost.getDeliveredSteps()).isEqualTo(1);
        assertThat(collectedBodies()).containsExactly("Easy.");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                .isEqualTo(lost.getInteractionId());
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void usageThatTheFinalEventLacksIsFetchedOnce() {
        emulator()
                .script(onCreate()
                        .sse(
                                "event: interaction.created\ndata: {\"event_type\":\"interaction.created\",\"interaction\":"
                                        + "{\"id\":\"v1_u\",\"status\":\"in_progress\"}}\n\n"
                                        + "event: step.start\ndata: {\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":"
                                        + "\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}]}}\n\n"
                                        + "event: step.stop\ndata: {\"event_type\":\"step.stop\",\"index\":0}\n\n"
                                        + "event: interaction.completed\ndata: {\"event_type\":\"interaction.completed\","
                                        + "\"interaction\":{\"id\":\"v1_u\",\"status\":\"completed\"}}\n\n"
                                        + "event: done\ndata: [DONE]\n\n"));
        emulator()
                .script(
                        onGet().body(
                                        "{\"id\":\"v1_u\",\"status\":\"completed\",\"steps\":[],\"usage\":{\"total_tokens\":9}}"));

        Message answered = send(TO, "Capital?").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris");
        assertThat(answered.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(9L);
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    @Test
    void whatAStepRouteFailsWithIsNeverTakenForABrokenLine() throws Exception {
        context.stop();
        context = new org.apache.camel.impl.DefaultCamelContext();
        component = new GeminiInteractionsComponent();
        makeContext();
        start(routes -> routes.from("gemini-interactions:stream?channel=c").process(exchange -> {
            throw new InteractionTransportException("another service is away", true, new java.io.IOException());
        }));
        emulator().script(answer());

        assertThat(send(TO + "&background=true", "Capital?").getException()).hasMessage("another service is away");
        assertThat(emulator().ledger().gets()).isZero();
    }

    private List<Object> keys() {
        return collected.stream()
                .map(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY))
                .toList();
    }
}
