// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Durations;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.json.ScriptValues;
import io.github.camelgemini.emulator.script.EventFault.Change.What;
import org.jspecify.annotations.Nullable;

/** Reads one fault of a script: an object whose one member names the fault and says when. */
final class FaultReader {
    private static final Map<String, Function<JsonNode, Fault>> WORDS = words();

    private FaultReader() {}

    private static Map<String, Function<JsonNode, Fault>> words() {
        Map<String, Function<JsonNode, Fault>> words = new TreeMap<>();
        words.put("bareJson", FaultReader::bareJson);
        words.put("cut", FaultReader::cut);
        words.put("duplicate", FaultReader::duplicate);
        words.put("emptyError", tree -> Fault.emptyError(moment("an empty error", tree)));
        words.put("error", FaultReader::error);
        words.put("insert", FaultReader::insert);
        words.put("stall", FaultReader::stall);
        words.put("unknownEvent", tree -> Fault.unknownEvent(moment("an unknown event", tree)));
        words.put("malformed", FaultReader::malformed);
        words.put("torn", FaultReader::torn);
        words.put("unknownStep", tree -> change(tree, What.UNKNOWN_STEP));
        words.put("unknownDelta", tree -> change(tree, What.UNKNOWN_DELTA));
        words.put("deltaWithoutType", tree -> change(tree, What.DELTA_WITHOUT_TYPE));
        words.put("legacyComplete", tree -> change(tree, What.LEGACY_COMPLETE));
        words.put("noEventLine", tree -> change(tree, What.NO_EVENT_LINE));
        words.put("noEndMarker", tree -> change(tree, What.NO_END_MARKER));
        words.put("noBlankLine", tree -> change(tree, What.NO_BLANK_LINE));
        words.put("noLineEnd", tree -> change(tree, What.NO_LINE_END));
        words.put("patch", FaultReader::patch);
        words.put("gzip", FaultReader::gzip);
        words.put("lost", tree -> new RunFault.Lost(moment("a loss", tree)));
        words.put("zombie", tree -> new RunFault.Zombie(moment("a zombie", tree)));
        words.put("expired", tree -> Fault.expiredAfter(reads("an expiry", tree)));
        words.put("lateUsage", tree -> Fault.lateUsage(reads("late usage", tree)));
        words.put("slowBytes", FaultReader::slowBytes);
        words.put("framing", FaultReader::framing);
        words.put("keepAlive", tree -> Fault.keepAlive(ScriptValues.time("keepAlive", tree)));
        words.put("replay", FaultReader::replay);
        return words;
    }

    static Fault read(JsonNode tree) {
        if (tree.has("status")) {
            ScriptReader.onlyKnown(
                    tree, "a status fault", List.of("status", "retryAfter", "retryDelay", "code", "message", "form"));
            return status(tree, 0, ResponseFault.Form.API);
        }
        String word = tree.isObject() && tree.size() == 1 ? tree.fieldNames().next() : tree.toString();
        Function<JsonNode, Fault> reader = WORDS.get(word);
        if (reader == null) {
            Set<String> known = new TreeSet<>(WORDS.keySet());
            known.add("status");
            throw ScriptReader.unknown("a fault", word, known);
        }
        return reader.apply(tree.path(word));
    }

    private static ResponseFault.Status status(JsonNode tree, int usual, ResponseFault.Form usualForm) {
        Duration retryDelay = duration(tree, "retryDelay");
        return new ResponseFault.Status(
                ScriptValues.number(tree, "status", usual),
                duration(tree, "retryAfter"),
                retryDelay,
                Json.text(tree, "code"),
                Json.text(tree, "message"),
                ScriptValues.constant(
                        tree,
                        "form",
                        ResponseFault.Form.class,
                        retryDelay == null ? usualForm : ResponseFault.Form.GOOGLE));
    }

    /** {@code headers}, {@code {after: N or id, clean: …}} or {@code {inside: N, bytes: M}}. */
    private static Fault cut(JsonNode cut) {
        if (cut.has("inside")) {
            ScriptReader.onlyKnown(cut, "a cut inside a frame", List.of("inside", "bytes"));
            return new ResponseFault.CutInsideFrame(
                    ScriptValues.number("inside", cut.path("inside")), ScriptValues.number(cut, "bytes", 0));
        }
        return new MomentFault.Cut(moment("a cut", cut, "clean"), ScriptValues.flag(cut, "clean", false));
    }

    /** {@code headers} or {@code {after: N, id or headers, for: time}}. */
    private static Fault stall(JsonNode stall) {
        return new MomentFault.Stall(moment("a stall", stall, "for"), time(stall, "for"));
    }

    /** {@code {after: …, status: 504, form: array, code: …, message: …, retryDelay: …, end: …}}. */
    private static Fault bareJson(JsonNode tree) {
        Moment at = moment("bare JSON", tree, "status", "form", "code", "message", "retryDelay", "end");
        return new MomentFault.BareError(
                at, status(tree, 504, ResponseFault.Form.ARRAY), ScriptValues.flag(tree, "end", true));
    }

    /** {@code {after: …, text: …, end: …}}. */
    private static Fault insert(JsonNode tree) {
        Moment at = moment("an insert", tree, "text", "end");
        return new MomentFault.Insert(at, ScriptValues.text(tree, "text"), ScriptValues.flag(tree, "end", false));
    }

    /** {@code {after: …, code: …, message: …, status: 429, form: google, retryDelay: …, lines: …, end: …}}. */
    private static Fault error(JsonNode tree) {
        Moment at = moment("an error", tree, "code", "message", "status", "form", "retryDelay", "lines", "end");
        ResponseFault.Status error = status(tree, 500, ResponseFault.Form.API);
        if (!tree.has("status") && error.code() == null) {
            error = error.withCode("internal_error");
        }
        return new MomentFault.ErrorEvent(
                at,
                error.message() == null ? error.withMessage("Scripted error.") : error,
                ScriptValues.flag(tree, "lines", false),
                ScriptValues.flag(tree, "end", true));
    }

    /** {@code {type: interaction.completed, json: …}} or {@code {event: N or id, json: …}}. */
    private static Fault patch(JsonNode tree) {
        String json = Json.write(tree.path("json"));
        if (tree.has("type")) {
            ScriptReader.onlyKnown(tree, "a patch", List.of("type", "json"));
            return new EventFault.Patch(null, ScriptValues.text(tree, "type"), json);
        }
        return new EventFault.Patch(event("a patch", tree, "json"), null, json);
    }

    private static Fault gzip(JsonNode tree) {
        if (!tree.isBoolean() || !tree.asBoolean()) {
            throw new IllegalArgumentException("'gzip' is true, not " + tree);
        }
        return Fault.gzip();
    }

    /** {@code {after: …, events: how many of the last}}. */
    private static Fault duplicate(JsonNode tree) {
        return new MomentFault.Repeat(moment("a duplicate", tree, "events"), ScriptValues.number(tree, "events", 1));
    }

    /** {@code all}, or {@code {event: N or id}}. */
    private static Fault change(JsonNode tree, What what) {
        return new EventFault.Change(tree.asText().equals("all") ? null : event("a change", tree), what);
    }

    /** {@code {event: …, data: …}}. */
    private static Fault malformed(JsonNode tree) {
        Moment event = event("a malformed event", tree, "data");
        String data = Json.text(tree, "data");
        return data == null ? Fault.malformed(event) : new EventFault.Malformed(event, data);
    }

    /** {@code {event: …, bytes: …, closed: …}}. */
    private static Fault torn(JsonNode tree) {
        Moment event = event("a torn frame", tree, "bytes", "closed");
        return new EventFault.Torn(
                event, ScriptValues.number(tree, "bytes", 0), ScriptValues.flag(tree, "closed", true));
    }

    /** {@code {bytes: N, pause: time}}. */
    private static Fault slowBytes(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "slow bytes", List.of("bytes", "pause"));
        Duration pause = time(tree, "pause");
        return Fault.slowBytes(ScriptValues.number(tree, "bytes", 1), pause == null ? Duration.ofMillis(1) : pause);
    }

    /** {@code {lineEnd: lf, crlf or cr, byteOrderMark: …, comments: …}}. */
    private static Fault framing(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "framing", List.of("lineEnd", "byteOrderMark", "comments"));
        return new ResponseFault.Framing(
                ScriptValues.constant(
                        tree, "lineEnd", ResponseFault.Framing.LineEnd.class, ResponseFault.Framing.LineEnd.LF),
                ScriptValues.flag(tree, "byteOrderMark", false),
                ScriptValues.flag(tree, "comments", false));
    }

    /** {@code {fromStart: …, withInput: …}}. */
    private static Fault replay(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "a replay", List.of("fromStart", "withInput"));
        return new ResponseFault.Replay(
                ScriptValues.flag(tree, "fromStart", false), ScriptValues.flag(tree, "withInput", false));
    }

    /** {@code {reads: N}}. */
    private static int reads(String what, JsonNode tree) {
        ScriptReader.onlyKnown(tree, what, List.of("reads"));
        return ScriptValues.number("reads", tree.path("reads"));
    }

    /** The event of a fault that knows these other members. */
    private static Moment event(String what, JsonNode tree, String... others) {
        ScriptReader.onlyKnown(tree, what, with(others, "event"));
        Moment after = after(tree.path("event"));
        if (after != null) {
            return after;
        }
        throw new IllegalArgumentException(what + " has an 'event': its number from 1, or its id");
    }

    private static @Nullable Moment after(JsonNode event) {
        if (event.isInt()) {
            return Moment.afterEvent(event.asInt());
        }
        return event.isTextual() ? Moment.afterEvent(event.asText()) : null;
    }

    private static List<String> with(String[] words, String... more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toList();
    }

    /** The moment of a fault that knows these other members. */
    private static Moment moment(String what, JsonNode tree, String... others) {
        if (!tree.isTextual()) {
            ScriptReader.onlyKnown(tree, what, with(others, "after", "before"));
        }
        Moment after = after(tree.path("after"));
        if (after != null) {
            return after;
        }
        String word = tree.isTextual() ? tree.asText() : tree.path("before").asText();
        if (word.equals("headers")) {
            return Moment.beforeHeaders();
        }
        throw new IllegalArgumentException("a moment is 'headers', or 'after' a number of events or an event id");
    }

    /** During which a response is held. */
    private static @Nullable Duration time(JsonNode tree, String member) {
        return tree.hasNonNull(member) ? ScriptValues.time(member, tree.path(member)) : null;
    }

    private static @Nullable Duration duration(JsonNode tree, String member) {
        String text = Json.text(tree, member);
        return text == null ? null : Durations.parse(text);
    }
}
