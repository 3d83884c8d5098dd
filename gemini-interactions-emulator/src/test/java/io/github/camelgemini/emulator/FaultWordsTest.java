// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.script.EventFault;
import io.github.camelgemini.emulator.script.EventFault.Change.What;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.ResponseFault.Framing.LineEnd;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Every fault that can be written in Java has its words in a script. */
class FaultWordsTest {
    @ParameterizedTest
    @MethodSource("faults")
    void aScriptSaysTheSameAsJava(String yaml, Fault fault) {
        Script script = Script.parse("- answer: {text: x, fault: " + yaml + "}");

        assertThat(script.rules().get(0).faults()).containsExactly(fault);
    }

    @Test
    void aScriptSaysHowAStreamIsReplayed() {
        Script script = Script.parse(
                """
                - on: get
                  answer: {faults: [{replay: {fromStart: true}}, {replay: {withInput: true}}]}
                """);

        assertThat(script.rules().get(0).faults()).containsExactly(Fault.replayFromStart(), Fault.replayWithInput());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("{bareJson: {after: 3}}", Fault.bareArray(3, 504)),
                arguments(
                        "{bareJson: {after: 3, status: 400, form: api, code: blocked, message: Why}}",
                        Fault.bareError(3, Fault.status(400).withCode("blocked").withMessage("Why"))),
                arguments("{duplicate: {after: e3}}", Fault.duplicate("e3")),
                arguments("{duplicate: {after: 4, events: 3}}", Fault.replay(2, 4)),
                arguments("{unknownEvent: {after: 2}}", Fault.unknownEvent(2)),
                arguments("{emptyError: {after: e2}}", Fault.emptyError(Moment.afterEvent("e2"))),
                arguments("{error: {after: 3, code: c, message: m}}", Fault.error(3, "c", "m")),
                arguments("{insert: {after: 3, text: \": hi\"}}", Fault.insert(3, ": hi")),
                arguments("{malformed: {event: 3}}", Fault.malformed(3)),
                arguments("{malformed: {event: e3, data: x}}", new EventFault.Malformed(Moment.afterEvent("e3"), "x")),
                arguments("{torn: {event: 3, bytes: 20}}", Fault.torn(3, 20)),
                arguments("{torn: {event: 3, bytes: 20, closed: false}}", Fault.tornIntoNext(3, 20)),
                arguments("{unknownStep: {event: 3}}", Fault.change(3, What.UNKNOWN_STEP)),
                arguments("{unknownDelta: all}", Fault.change(What.UNKNOWN_DELTA)),
                arguments("{deltaWithoutType: {event: e4}}", Fault.change("e4", What.DELTA_WITHOUT_TYPE)),
                arguments("{legacyComplete: all}", Fault.change(What.LEGACY_COMPLETE)),
                arguments("{noEventLine: all}", Fault.change(What.NO_EVENT_LINE)),
                arguments("{noEndMarker: all}", Fault.change(What.NO_END_MARKER)),
                arguments("{slowBytes: {bytes: 3, pause: 2ms}}", Fault.slowBytes(3, Duration.ofMillis(2))),
                arguments("{framing: {lineEnd: crlf}}", Fault.lineEnds(LineEnd.CRLF)),
                arguments(
                        "{framing: {lineEnd: cr, byteOrderMark: true, comments: true}}",
                        Fault.lineEnds(LineEnd.CR).withByteOrderMark().withComments()),
                arguments("{keepAlive: 100ms}", Fault.keepAlive(Duration.ofMillis(100))),
                arguments("{lost: headers}", Fault.lost()),
                arguments("{lost: {after: 3}}", Fault.lostAfter(3)),
                arguments("{zombie: {after: e3}}", Fault.zombieAfter("e3")),
                arguments("{expired: {reads: 2}}", Fault.expiredAfter(2)),
                arguments("{lateUsage: {reads: 1}}", Fault.lateUsage(1)),
                arguments("{stall: {before: headers, for: 2s}}", Fault.stallBeforeHeaders(Duration.ofSeconds(2))));
    }
}
