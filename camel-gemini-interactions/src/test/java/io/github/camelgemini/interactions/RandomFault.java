// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.emulator.script.EventFault.Change.What;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.MomentFault;
import io.github.camelgemini.emulator.script.ResponseFault.Framing.LineEnd;
import io.github.camelgemini.emulator.script.ResponseFault.Status;
import io.github.camelgemini.emulator.script.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What the emulator does with one request of a random route.
 *
 * @param status of the interaction; null for that of an answer
 * @param answered what the route gets, in one response
 * @param streamed what it gets as a stream
 */
record RandomFault(String name, @Nullable Fault fault, @Nullable String status, Outcome answered, Outcome streamed) {

    /** How a call may end. */
    enum Outcome {
        ANSWER,
        FAILURE,
        EITHER
    }

    private static final RandomFault NONE = all("none", null, Outcome.ANSWER);
    private static final Duration SHORT = Duration.ofMillis(5);

    private static final List<RandomFault> OF_EVERY_ANSWER = List.of(
            all("429 at once", Fault.status(429, Duration.ZERO), Outcome.ANSWER),
            all("429 with a short wait", Fault.quota(SHORT), Outcome.ANSWER),
            all("503 at once", Fault.status(503, Duration.ZERO), Outcome.ANSWER),
            all("429 with a long wait", Fault.status(429, Duration.ofMinutes(10)), Outcome.FAILURE),
            all("400", Fault.status(400), Outcome.FAILURE),
            all("500", Fault.status(500), Outcome.FAILURE),
            all("cut before headers", Fault.cutBeforeHeaders(), Outcome.FAILURE),
            all("silence before headers", Fault.stallBeforeHeaders(SHORT), Outcome.ANSWER),
            all("gzip", Fault.gzip(), Outcome.ANSWER),
            all("slow bytes", Fault.slowBytes(40, Duration.ofMillis(1)), Outcome.ANSWER),
            new RandomFault("failed run", null, "failed", Outcome.FAILURE, Outcome.FAILURE),
            new RandomFault("incomplete run", null, "incomplete", Outcome.FAILURE, Outcome.FAILURE));

    private static RandomFault all(String name, @Nullable Fault fault, Outcome outcome) {
        return new RandomFault(name, fault, null, outcome, outcome);
    }

    private static RandomFault stream(String name, Fault fault, Outcome streamed) {
        return new RandomFault(name, fault, null, Outcome.EITHER, streamed);
    }

    /**
     * A fault, or none.
     *
     * @param eventIds whether an event that comes twice can be told from two that are equal
     */
    static RandomFault draw(Random random, boolean streamed, boolean eventIds) {
        if (random.nextInt(100) < 50) return NONE;
        List<RandomFault> all = new ArrayList<>(OF_EVERY_ANSWER);
        if (streamed) {
            // Created, status, start, delta and stop of the thought, start, three deltas and stop of the text,
            // completed.
            int event = 1 + random.nextInt(10);
            int bytes = 5 + random.nextInt(30);
            // What has an id continues in the background.
            Outcome mended = eventIds && event > 1 ? Outcome.ANSWER : Outcome.EITHER;
            all.add(stream("cut after " + event, Fault.cutAfter(event), mended));
            all.add(stream("clean end after " + event, Fault.endAfter(event), mended));
            all.add(stream("cut inside " + event, Fault.cutInsideFrame(event, bytes), mended));
            all.add(stream("silence after " + event, Fault.stallAfter(event, SHORT), Outcome.ANSWER));
            all.add(stream("error after " + event, Fault.error(event, "internal", "Drawn"), Outcome.EITHER));
            all.add(stream("429 in the stream", Fault.error(0, Fault.status(429, Duration.ZERO)), Outcome.EITHER));
            all.add(stream("page after " + event, Fault.bareArray(event, 503), Outcome.EITHER));
            all.add(stream("unknown event after " + event, Fault.unknownEvent(event), Outcome.ANSWER));
            all.add(stream("comment after " + event, Fault.insert(event, ": drawn\n\n"), Outcome.ANSWER));
            all.add(stream("malformed " + event, Fault.malformed(event), Outcome.EITHER));
            all.add(stream("torn " + event, Fault.torn(event, bytes), Outcome.EITHER));
            all.add(stream("no end marker", Fault.change(What.NO_END_MARKER), Outcome.ANSWER));
            all.add(stream("no event lines", Fault.change(What.NO_EVENT_LINE), Outcome.ANSWER));
            all.add(stream("line ends CR LF", Fault.lineEnds(LineEnd.CRLF), Outcome.ANSWER));
            all.add(stream("keep-alive", Fault.keepAlive(Duration.ofMillis(1)), Outcome.ANSWER));
            if (eventIds) {
                all.add(stream("duplicate of " + event, Fault.duplicate(event), Outcome.ANSWER));
                all.add(stream("replay up to " + event, Fault.replay(1, event), Outcome.ANSWER));
            }
        } else {
            all.add(all("cut in the body", Fault.cutInsideFrame(1, 20), Outcome.FAILURE));
        }
        return all.get(random.nextInt(all.size()));
    }

    /** The rule with this fault. */
    Rule on(Rule rule) {
        Rule with = fault == null ? rule : rule.fault(fault);
        return status == null ? with : with.status(status);
    }

    boolean isNone() {
        return this == NONE;
    }

    /** A request that is refused takes no effect. */
    boolean refuses() {
        return fault instanceof Status;
    }

    /** A refusal before the first event: the component sends the create again, and the emulator counts both. */
    boolean isRefusalInStream() {
        return fault instanceof MomentFault.ErrorEvent error && error.at().equals(Moment.afterEvent(0));
    }

    Outcome outcome(boolean asStream) {
        return asStream ? streamed : answered;
    }

    @Override
    public String toString() {
        return name;
    }
}
