// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;

/** What happens when the line breaks: every step arrives once and in order, or the failure says what is missing. */
class ResumeTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=c";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(TO);
                from("direct:unstored").to(TO + "&store=false");
                from("direct:background").to(TO + "&background=true");
                from("direct:once").to(TO + "&background=true&maxResumeAttempts=1");
                from("direct:hasty").to(TO + "&maxResumeAttempts=0&maxRetries=0&requestTimeout=50");
                from("direct:impatient").to(TO + "&background=true&streamingReadTimeout=2s");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital?").send();
    }

    private MockEndpoint steps(String... bodies) {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived((Object[]) bodies);
        return steps;
    }

    @AfterEach
    void nothingWasPaidTwice() {
        assertThat(emulator().ledger().creates()).isLessThanOrEqualTo(1);
        assertThat(emulator().ledger().cancels()).isZero();
    }

    private static Rule answer() {
        return onCreate().thought("Easy.").deltas("Par", "is", " it", " is").usage(7, 2, 5);
    }

    @Test
    void aReadOfTheStoredRunThatIsNeverAnsweredEndsWithItsOwnTimeout() {
        emulator().script(answer().cutAfter(4), onGet().fault(Fault.stallBeforeHeaders()));

        assertThat(ask("direct:hasty").getException())
                .isInstanceOf(InteractionStreamException.class)
                .hasRootCauseInstanceOf(SocketTimeoutException.class)
                .satisfies(failure -> assertThat(failure.getCause()).hasMessageContaining("requestTimeout"));
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
    void aBrokenStreamOfAStoredRunIsCompletedFromTheStore(Fault fault) throws Exception {
        MockEndpoint steps = steps("Easy.", "Paris it is");
        emulator().script(answer().fault(fault));

        Message answered = ask("direct:ask").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        assertThat(answered.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        RouteKit.assertSatisfied(context);
        assertThat(headers(steps, GeminiInteractionsConstants.STEP_KEY))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBrokenStreamOfABackgroundRunGoesOnAfterTheLastEvent(Fault fault) throws Exception {
        steps("Easy.", "Paris it is");
        emulator().script(answer().fault(fault));

        Message answered = ask("direct:background").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        RouteKit.assertSatisfied(context);
        List<RecordedRequest> resumed = emulator().requests(Operation.GET);
        assertThat(resumed).isNotEmpty();
        assertThat(resumed.get(0).query("last_event_id")).startsWith("e");
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBackgroundRunWithoutEventIdsIsPlayedAgainAndWhatWasDeliveredIsLeftOut(Fault fault) throws Exception {
        steps("Easy.", "Paris it is");
        emulator().script(answer().eventIds(false).fault(fault));

        Message answered = ask("direct:background").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        RouteKit.assertSatisfied(context);
        RecordedRequest resumed = emulator().requests(Operation.GET).get(0);
        assertThat(resumed.query("stream")).isEqualTo("true");
        assertThat(resumed.query("last_event_id")).isNull();
    }

    @Test
    void aStreamThatIsCutAgainAndAgainIsReadFromTheStore() throws Exception {
        steps("Easy.", "Paris it is");
        emulator().script(answer().cutAfter(4), onGet().stream(true).cutAfter(1).always());

        Message answered = ask("direct:once").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aSilentStreamIsResumed() throws Exception {
        steps("Easy.", "Paris it is");
        emulator().script(answer().stallAfter(5));

        Message answered = ask("direct:impatient").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris it is");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRunThatGoesOnWithoutItsStreamIsLookedAtUntilItEnds() {
        emulator()
                .script(
                        answer().cutAfter(4),
                        onGet().stream(false).status("in_progress").times(2),
                        onGet().stream(false).httpStatus(403));

        assertThat(ask("direct:ask").getMessage().getBody()).isEqualTo("Paris it is");
        assertThat(emulator().ledger().gets()).isGreaterThanOrEqualTo(3);
        emulator().assertExhausted();
    }

    @Test
    void aRunThatIsNotStoredFailsAtOnce() {
        emulator().script(answer().cutAfter(7));

        InteractionStreamException lost = ask("direct:unstored").getException(InteractionStreamException.class);

        assertThat(lost.getInteractionId()).isNull();
        assertThat(emulator().ledger().gets()).isZero();
    }

    @Test
    void aRunThatTheServiceDroppedFailsAtOnceAndSaysWhatWasDelivered() throws Exception {
        steps("Easy.");
        emulator()
                .script(
                        answer().fault(Fault.endAfter(6)),
                        onGet().httpStatus(404).always());

        Exchange failed = ask("direct:ask");

        InteractionStreamException lost = failed.getException(InteractionStreamException.class);
        assertThat(lost).hasMessageContaining("no longer has the run");
        assertThat(lost.getInteractionId()).startsWith("v1_");
        assertThat(lost.getDeliveredSteps()).isEqualTo(1);
        RouteKit.assertSatisfied(context);
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

        Message answered = ask("direct:ask").getMessage();

        assertThat(answered.getBody()).isEqualTo("Paris");
        assertThat(answered.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(9L);
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    @Test
    void whatAStepRouteFailsWithIsNeverTakenForABrokenLine() {
        getMockEndpoint("mock:steps").whenAnyExchangeReceived(step -> {
            throw new InteractionTransportException("another service is away", true, new IOException());
        });
        emulator().script(answer());

        assertThat(ask("direct:background").getException()).hasMessage("another service is away");
        assertThat(emulator().ledger().gets()).isZero();
    }
}
