// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;

import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.script.EventFault.Change;
import io.github.camelgemini.emulator.script.EventFault.Malformed;
import io.github.camelgemini.emulator.script.EventFault.Patch;
import io.github.camelgemini.emulator.script.EventFault.Torn;
import io.github.camelgemini.emulator.script.MomentFault.BareError;
import io.github.camelgemini.emulator.script.MomentFault.Cut;
import io.github.camelgemini.emulator.script.MomentFault.ErrorEvent;
import io.github.camelgemini.emulator.script.MomentFault.Insert;
import io.github.camelgemini.emulator.script.MomentFault.Repeat;
import io.github.camelgemini.emulator.script.MomentFault.Stall;
import io.github.camelgemini.emulator.script.ResponseFault.CutInsideFrame;
import io.github.camelgemini.emulator.script.ResponseFault.Form;
import io.github.camelgemini.emulator.script.ResponseFault.Framing;
import io.github.camelgemini.emulator.script.ResponseFault.Gzip;
import io.github.camelgemini.emulator.script.ResponseFault.KeepAlive;
import io.github.camelgemini.emulator.script.ResponseFault.Replay;
import io.github.camelgemini.emulator.script.ResponseFault.SlowBytes;
import io.github.camelgemini.emulator.script.ResponseFault.Status;
import io.github.camelgemini.emulator.script.RunFault.Expired;
import io.github.camelgemini.emulator.script.RunFault.LateUsage;
import io.github.camelgemini.emulator.script.RunFault.Lost;
import io.github.camelgemini.emulator.script.RunFault.Zombie;

/**
 * One way to misbehave. A {@link ResponseFault.Status} replaces the answer: the request takes no effect. All others break
 * the answer of a request that did take effect. Several apply in the order in which a rule names them.
 */
public sealed interface Fault permits EventFault, MomentFault, ResponseFault, RunFault {

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

    /** The stream ends after this number of events as if it were complete: no error on the connection, no final event. */
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

    /** An error outside the framing, then the end: a stream that a front end broke. */
    static BareError bareError(int afterEvents, Status error) {
        return new BareError(Moment.afterEvent(afterEvents), error, true);
    }

    /** The Google form in a pretty-printed array, as a Deep Research stream was seen to end after ten minutes. */
    static BareError bareArray(int afterEvents, int status) {
        return bareError(afterEvents, status(status).withForm(Form.ARRAY));
    }

    static Insert insert(int afterEvents, String text) {
        return new Insert(Moment.afterEvent(afterEvents), text, false);
    }

    /** An event of an unknown type. The stream continues. */
    static Insert unknownEvent(Moment at) {
        return new Insert(
                at, frame("interaction.hologram", "{\"hologram\":{\"size\":3},\"event_type\":\"%s\"}"), false);
    }

    static Insert unknownEvent(int afterEvents) {
        return unknownEvent(Moment.afterEvent(afterEvents));
    }

    /** An error event without code and message. The stream continues. */
    static Insert emptyError(Moment at) {
        return new Insert(at, frame("error", "{\"error\":{},\"event_type\":\"%s\"}"), false);
    }

    static Insert emptyError(int afterEvents) {
        return emptyError(Moment.afterEvent(afterEvents));
    }

    /** An error event, after which the stream ends without a final event. The run itself is not touched. */
    static ErrorEvent error(Moment at, String code, String message) {
        return error(at, status(500).withCode(code).withMessage(message));
    }

    static ErrorEvent error(int afterEvents, String code, String message) {
        return error(Moment.afterEvent(afterEvents), code, message);
    }

    /** As {@link #error(Moment, String, String)}, in the error's form and with its details. */
    static ErrorEvent error(Moment at, Status error) {
        return new ErrorEvent(at, error, false, true);
    }

    static ErrorEvent error(int afterEvents, Status error) {
        return error(Moment.afterEvent(afterEvents), error);
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

    /** All of these events again, after the last of them. Both count from 1. */
    static Repeat replay(int first, int last) {
        return new Repeat(Moment.afterEvent(last), last - first + 1);
    }

    /** Each event that the change fits, in another shape. */
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

    /** The event of this type, e.g. {@code interaction.completed}, with these members merged into it; null removes one. */
    static Patch patch(String type, String json) {
        return new Patch(null, type, Json.write(Json.parseTrusted(json)));
    }

    static Patch patch(int event, String json) {
        return new Patch(Moment.afterEvent(event), null, Json.write(Json.parseTrusted(json)));
    }

    /** Compressed, whether the client takes it or not. */
    static Gzip gzip() {
        return new Gzip();
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
