// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.time.Duration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One way to misbehave. A {@link Status} replaces the answer: the request takes no effect. All others break the answer of a
 * request that did take effect. Several apply in the order in which a rule names them.
 */
public sealed interface Fault {

    /** What happens once, at one moment of a response. What it writes does not count as an event. */
    sealed interface AtMoment extends Fault {
        Moment at();
    }

    /** How an error is written; the service has several forms. */
    enum Form {
        /** {@code {"error":{"code":"service_unavailable","message":…}}} */
        API,
        /** {@code {"error":{"code":503,"message":…,"status":"UNAVAILABLE","details":[…]}}} */
        GOOGLE,
        /** The same in an array, as broken streams and streaming front ends write it. */
        ARRAY,
        /** A page of a front end. */
        HTML
    }

    /**
     * An HTTP error instead of an answer. The request was not accepted.
     *
     * @param retryAfter sent as {@code Retry-After}, in whole seconds rounded up; null for no header
     * @param retryDelay sent as {@code google.rpc.RetryInfo} in the body, form {@code GOOGLE}; null for none
     * @param code null for the API's usual word for this status
     * @param message null for a usual one
     */
    record Status(
            int status,
            @Nullable Duration retryAfter,
            @Nullable Duration retryDelay,
            @Nullable String code,
            @Nullable String message,
            Form form)
            implements Fault {

        public Status {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A fault's status lies between 400 and 599: " + status);
            }
        }

        public Status withCode(String newCode) {
            return new Status(status, retryAfter, retryDelay, newCode, message, form);
        }

        public Status withMessage(String newMessage) {
            return new Status(status, retryAfter, retryDelay, code, newMessage, form);
        }

        public Status withForm(Form newForm) {
            return new Status(status, retryAfter, retryDelay, code, message, newForm);
        }
    }

    /**
     * The response ends too early.
     *
     * @param clean true: the response ends as if it were complete; false: the connection breaks
     */
    record Cut(Moment at, boolean clean) implements AtMoment {}

    /**
     * The connection breaks in the middle of a frame.
     *
     * @param event the event that is torn, from 1; 1 for a body that is no stream
     * @param bytes how many of its bytes still come
     */
    record CutInsideFrame(int event, int bytes) implements Fault {
        public CutInsideFrame {
            if (event < 1 || bytes < 0) {
                throw new IllegalArgumentException("Events count from 1, bytes from 0: " + event + ", " + bytes);
            }
        }
    }

    /**
     * Silence on an open connection.
     *
     * @param lasting null: for ever, until the client gives up
     */
    record Stall(Moment at, @Nullable Duration lasting) implements AtMoment {}

    /**
     * An error that is no event, written straight into the stream, which then ends as if it were complete: one line of JSON
     * (form {@code API}), pretty-printed JSON ({@code GOOGLE}, {@code ARRAY}) or the page of a front end ({@code HTML}).
     * Observed: pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse, js-genai issue 1973.
     */
    record BareError(Moment at, Status error) implements AtMoment {
        public BareError {
            at.requireInStream();
        }
    }

    /**
     * Text between two events, which the run knows nothing of.
     *
     * @param text as it goes over the wire, framing and all
     * @param thenEnd whether the response ends behind it, as if it were complete
     */
    record Insert(Moment at, String text, boolean thenEnd) implements AtMoment {
        public Insert {
            at.requireInStream();
        }
    }

    /**
     * The last events of this response again, with the ids they had.
     *
     * @param events how many
     */
    record Repeat(Moment at, int events) implements AtMoment {
        public Repeat {
            at.requireInStream();
            if (events < 1) {
                throw new IllegalArgumentException("At least one event is repeated: " + events);
            }
        }
    }

    static Status status(int status) {
        return new Status(status, null, null, null, null, Form.API);
    }

    static Status status(int status, Duration retryAfter) {
        return new Status(status, retryAfter, null, null, null, Form.API);
    }

    /** 429 with QuotaFailure and RetryInfo in the body, as Google's APIs write it. No {@code Retry-After}. */
    static Status quota(Duration retryDelay) {
        return new Status(429, null, retryDelay, null, null, Form.GOOGLE);
    }

    static Cut cutBeforeHeaders() {
        return new Cut(Moment.beforeHeaders(), false);
    }

    static Cut cutAfter(int events) {
        return new Cut(Moment.afterEvent(events), false);
    }

    static Cut cutAfter(String eventId) {
        return new Cut(Moment.afterEvent(eventId), false);
    }

    /** The stream ends after so many events as if that were all: no error on the connection, no final event. */
    static Cut endAfter(int events) {
        return new Cut(Moment.afterEvent(events), true);
    }

    static CutInsideFrame cutInsideFrame(int event, int bytes) {
        return new CutInsideFrame(event, bytes);
    }

    /** Accepted, then silence. */
    static Stall stallBeforeHeaders() {
        return new Stall(Moment.beforeHeaders(), null);
    }

    /** Accepted, then silence, then the answer. Followed by {@link #cutBeforeHeaders()}: then the end. */
    static Stall stallBeforeHeaders(Duration lasting) {
        return new Stall(Moment.beforeHeaders(), lasting);
    }

    static Stall stallAfter(int events) {
        return new Stall(Moment.afterEvent(events), null);
    }

    static Stall stallAfter(int events, Duration lasting) {
        return new Stall(Moment.afterEvent(events), lasting);
    }

    /** What changes events on their way out. The run and other responses are not touched. */
    sealed interface Edit extends Fault {
        /** Which event, named by the moment after it; null: all that the fault fits. */
        @Nullable
        Moment at();
    }

    /** An event in another shape, most of which a client should bear. */
    record Change(@Nullable Moment at, What what) implements Edit {
        /** How it differs from what it was. */
        public enum What {
            /** A {@code step.start} whose step has a type that nobody knows. */
            UNKNOWN_STEP,
            /** A {@code step.delta} whose delta has a type that nobody knows. */
            UNKNOWN_DELTA,
            /** As some examples of the documentation write it. */
            DELTA_WITHOUT_TYPE,
            /** {@code interaction.complete}: the old name of the final event, still seen on enterprise pages. */
            LEGACY_COMPLETE,
            /** A frame without its {@code event:} line. */
            NO_EVENT_LINE,
            /** No {@code [DONE]} behind the final event. */
            NO_END_MARKER
        }
    }

    /** An event whose data is this text and no JSON. */
    record Malformed(Moment at, String data) implements Edit {}

    /**
     * A frame that breaks off; the next one follows.
     *
     * @param bytes how many of its bytes come
     * @param closed true: a blank line follows, so that this event alone is spoilt; false: the next frame follows at once,
     *     and both are
     */
    record Torn(Moment at, int bytes, boolean closed) implements Edit {
        public Torn {
            if (bytes < 0) {
                throw new IllegalArgumentException("The number of bytes must not be negative: " + bytes);
            }
        }
    }

    /**
     * The body leaves a few bytes at a time, whatever they belong to: lines and characters are torn apart. Of a stream too.
     *
     * @param bytes how many
     * @param pause between two pieces
     */
    record SlowBytes(int bytes, Duration pause) implements Fault {
        public SlowBytes {
            if (bytes < 1) {
                throw new IllegalArgumentException("At least one byte leaves at a time: " + bytes);
            }
        }
    }

    /**
     * How the frames of a stream are written, within what the format allows.
     *
     * @param byteOrderMark before all frames
     * @param comments a comment before each frame
     */
    record Framing(LineEnd lineEnd, boolean byteOrderMark, boolean comments) implements Fault {
        /** As the service writes: line feeds, nothing else. */
        public static final Framing USUAL = new Framing(LineEnd.LF, false, false);

        /** What a line ends with. */
        public enum LineEnd {
            LF("\n"),
            CRLF("\r\n"),
            CR("\r");

            private final String characters;

            LineEnd(String characters) {
                this.characters = characters;
            }

            public String characters() {
                return characters;
            }
        }

        public Framing withByteOrderMark() {
            return new Framing(lineEnd, true, comments);
        }

        public Framing withComments() {
            return new Framing(lineEnd, byteOrderMark, true);
        }
    }

    /** A comment in the stream every so often, as long as it is open: in its silences too. Never inside a frame. */
    record KeepAlive(Duration every) implements Fault {}

    /**
     * How a stored stream is replayed. For rules of gets.
     *
     * @param fromStart whatever {@code last_event_id} says
     * @param withInput the steps of the input come first, so that the indexes of the others move up
     */
    record Replay(boolean fromStart, boolean withInput) implements Fault {
        /** Behind the last event id, generated steps alone. */
        public static final Replay USUAL = new Replay(false, false);
    }

    /** What befalls a run itself, so that later requests see it too. For rules of creates; lost at a restart. */
    sealed interface OfRun extends Fault {}

    /**
     * The service knows the run no more: get, cancel and delete answer 404. A stream that is open goes on.
     *
     * @param at counted in the events of the run; before the headers: from its beginning
     */
    record Lost(Moment at) implements OfRun {}

    /**
     * The run stands still, {@code in_progress} for ever unless it is cancelled; its streams stay open and silent.
     *
     * @param at counted in the events of the run; before the headers: before the first
     */
    record Zombie(Moment at) implements OfRun {}

    /**
     * Kept no longer: answered 404 from then on.
     *
     * @param reads how many gets are still answered
     */
    record Expired(int reads) implements OfRun {}

    /**
     * The final event does not say what was used, as Deep Research streams were seen to end; the stored interaction does.
     *
     * @param reads how many gets of the ended interaction do not say it either; those of a stream are not counted
     */
    record LateUsage(int reads) implements OfRun {}

    /** What is left of a stream that a front end broke: an error outside the framing, then its end. */
    static BareError bareError(int afterEvents, Status error) {
        return new BareError(Moment.afterEvent(afterEvents), error);
    }

    /** The Google form in a pretty-printed array, as a Deep Research stream was seen to end after ten minutes. */
    static BareError bareArray(int afterEvents, int status) {
        return bareError(afterEvents, status(status).withForm(Form.ARRAY));
    }

    static Insert insert(int afterEvents, String text) {
        return new Insert(Moment.afterEvent(afterEvents), text, false);
    }

    /** An event of a type that nobody knows. The stream goes on. */
    static Insert unknownEvent(Moment at) {
        return new Insert(
                at, frame("interaction.hologram", "{\"hologram\":{\"size\":3},\"event_type\":\"%s\"}"), false);
    }

    static Insert unknownEvent(int afterEvents) {
        return unknownEvent(Moment.afterEvent(afterEvents));
    }

    /** An error event that says nothing. The stream goes on. */
    static Insert emptyError(Moment at) {
        return new Insert(at, frame("error", "{\"error\":{},\"event_type\":\"%s\"}"), false);
    }

    static Insert emptyError(int afterEvents) {
        return emptyError(Moment.afterEvent(afterEvents));
    }

    /** An error event, after which the stream ends without a final event. The run itself is not touched. */
    static Insert error(Moment at, String code, String message) {
        ObjectNode error = Json.object().put("code", code).put("message", message);
        ObjectNode event = Json.object();
        event.set("error", error);
        return new Insert(at, frame("error", Json.write(event.put("event_type", "error"))), true);
    }

    static Insert error(int afterEvents, String code, String message) {
        return error(Moment.afterEvent(afterEvents), code, message);
    }

    private static String frame(String type, String data) {
        return "event: " + type + "\ndata: " + data.replace("%s", type) + "\n\n";
    }

    /** The same event twice. */
    static Repeat duplicate(int event) {
        return new Repeat(Moment.afterEvent(event), 1);
    }

    static Repeat duplicate(String eventId) {
        return new Repeat(Moment.afterEvent(eventId), 1);
    }

    /** Once the last of these events is there, all of them again. Both count from 1. */
    static Repeat replay(int first, int last) {
        return new Repeat(Moment.afterEvent(last), last - first + 1);
    }

    /** Every event that it fits, in another shape. */
    static Change change(Change.What what) {
        return new Change(null, what);
    }

    static Change change(int event, Change.What what) {
        return new Change(Moment.afterEvent(event), what);
    }

    static Change change(String eventId, Change.What what) {
        return new Change(Moment.afterEvent(eventId), what);
    }

    static Malformed malformed(int event) {
        return malformed(Moment.afterEvent(event));
    }

    static Malformed malformed(Moment event) {
        return new Malformed(event, "this is no JSON");
    }

    static Torn torn(int event, int bytes) {
        return new Torn(Moment.afterEvent(event), bytes, true);
    }

    /** As {@link #torn}, but the next frame follows within the same line. */
    static Torn tornIntoNext(int event, int bytes) {
        return new Torn(Moment.afterEvent(event), bytes, false);
    }

    /** Lost as soon as it is created. */
    static Lost lost() {
        return new Lost(Moment.beforeHeaders());
    }

    static Lost lostAfter(int events) {
        return new Lost(Moment.afterEvent(events));
    }

    static Lost lostAfter(String eventId) {
        return new Lost(Moment.afterEvent(eventId));
    }

    static Zombie zombieAfter(int events) {
        return new Zombie(Moment.afterEvent(events));
    }

    static Zombie zombieAfter(String eventId) {
        return new Zombie(Moment.afterEvent(eventId));
    }

    static Expired expiredAfter(int reads) {
        return new Expired(reads);
    }

    static LateUsage lateUsage(int reads) {
        return new LateUsage(reads);
    }

    static SlowBytes slowBytes(int bytes, Duration pause) {
        return new SlowBytes(bytes, pause);
    }

    static Framing lineEnds(Framing.LineEnd lineEnd) {
        return new Framing(lineEnd, false, false);
    }

    static KeepAlive keepAlive(Duration every) {
        return new KeepAlive(every);
    }

    static Replay replayFromStart() {
        return new Replay(true, false);
    }

    static Replay replayWithInput() {
        return new Replay(false, true);
    }
}
