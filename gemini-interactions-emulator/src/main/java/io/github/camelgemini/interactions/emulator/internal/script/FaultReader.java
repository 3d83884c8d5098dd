// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.emulator.internal.script;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.emulator.Fault;
import io.github.camelgemini.interactions.emulator.Moment;
import io.github.camelgemini.interactions.emulator.internal.json.Durations;
import io.github.camelgemini.interactions.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads one fault of a script: {@code status}, {@code cut} or {@code stall}. */
final class FaultReader {
    private static final Set<String> KNOWN = Set.of("cut", "stall", "status");
    /** Promised, and not there yet. */
    private static final Set<String> PLANNED =
            Set.of("bareJson", "duplicate", "expired", "lost", "malformed", "slowBytes", "unknownEvent", "zombie");

    private FaultReader() {}

    static Fault read(JsonNode tree) {
        for (String name : (Iterable<String>) tree::fieldNames) {
            if (PLANNED.contains(name)) {
                throw new IllegalArgumentException(
                        "the fault '" + name + "' is not there yet; this emulator has cut, stall and status");
            }
        }
        if (tree.has("status")) {
            return status(tree);
        }
        if (tree.has("cut")) {
            return cut(tree);
        }
        if (tree.has("stall")) {
            return stall(tree);
        }
        throw ScriptReader.unknown(
                "a fault",
                tree.isObject() && !tree.isEmpty() ? tree.fieldNames().next() : tree.toString(),
                KNOWN);
    }

    private static Fault status(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "a status fault", "status", "retryAfter", "retryDelay", "code", "message", "form");
        Duration retryDelay = duration(tree, "retryDelay");
        String form = tree.path("form").asText(retryDelay == null ? "api" : "google");
        return new Fault.Status(
                tree.path("status").asInt(),
                duration(tree, "retryAfter"),
                retryDelay,
                Json.text(tree, "code"),
                Json.text(tree, "message"),
                Fault.Form.valueOf(form.toUpperCase(Locale.ROOT)));
    }

    /** {@code headers}, {@code {after: N or id, clean: …}} or {@code {inside: N, bytes: M}}. */
    private static Fault cut(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "a cut", "cut");
        JsonNode cut = tree.path("cut");
        if (cut.has("inside")) {
            ScriptReader.onlyKnown(cut, "a cut inside a frame", "inside", "bytes");
            return new Fault.CutInsideFrame(
                    cut.path("inside").asInt(), cut.path("bytes").asInt());
        }
        if (!cut.isTextual()) {
            ScriptReader.onlyKnown(cut, "a cut", "after", "clean");
        }
        return new Fault.Cut(moment(cut), cut.path("clean").asBoolean());
    }

    /** {@code headers} or {@code {after: N, id or headers, for: time}}. */
    private static Fault stall(JsonNode tree) {
        ScriptReader.onlyKnown(tree, "a stall", "stall");
        JsonNode stall = tree.path("stall");
        if (!stall.isTextual()) {
            ScriptReader.onlyKnown(stall, "a stall", "after", "before", "for");
        }
        return new Fault.Stall(moment(stall), duration(stall, "for"));
    }

    private static Moment moment(JsonNode tree) {
        JsonNode after = tree.path("after");
        if (after.isInt()) {
            return Moment.afterEvent(after.asInt());
        }
        if (after.isTextual()) {
            return Moment.afterEvent(after.asText());
        }
        String word = tree.isTextual() ? tree.asText() : tree.path("before").asText();
        if (word.equals("headers")) {
            return Moment.beforeHeaders();
        }
        throw new IllegalArgumentException("a moment is 'headers', or 'after' a number of events or an event id");
    }

    private static @Nullable Duration duration(JsonNode tree, String member) {
        String text = Json.text(tree, member);
        return text == null ? null : Durations.parse(text);
    }
}
