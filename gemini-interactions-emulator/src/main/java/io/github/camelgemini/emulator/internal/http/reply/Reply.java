// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.state.EventSource;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What a handler answers. */
public sealed interface Reply {

    /** A whole body. */
    record Body(int status, Map<String, String> headers, Buffer bytes) implements Reply {}

    /** The events of a log from a position on, until the log ends. */
    record Events(EventSource log, int position, Map<String, String> headers) implements Reply {}

    /** Not known yet: the action gets a callback for the reply, to be called on the emulator's thread. */
    record Later(Consumer<Consumer<Reply>> whenKnown) implements Reply {}

    /**
     * Another reply, which a rule has a say in.
     *
     * @param faults those of the rule that break it
     */
    record Scripted(Reply reply, Rule rule, List<Fault> faults) implements Reply {
        public Scripted {
            faults = List.copyOf(faults);
        }
    }

    /**
     * The answer of a create that has taken effect.
     *
     * @param interactionId null if it made no interaction
     * @param again whether an earlier create had equal input
     */
    record Created(@Nullable String interactionId, boolean again, Reply reply) implements Reply {}

    /** Another reply, and who hears how it leaves. */
    record Heard(Reply reply, ReplyListener listener) implements Reply {}

    static Reply json(JsonNode json) {
        return json(200, json, Map.of());
    }

    static Reply json(int status, JsonNode json, Map<String, String> headers) {
        return body(status, "application/json", headers, Buffer.buffer(Json.writeBytes(json)));
    }

    static Reply html(int status, String text, Map<String, String> headers) {
        return body(status, "text/html; charset=UTF-8", headers, page(status, text));
    }

    /**
     * Any text.
     *
     * @param type of the content; empty: the response has no such header
     */
    static Reply raw(int status, String type, Map<String, String> headers, String text) {
        return body(status, type, headers, Buffer.buffer(text));
    }

    private static Reply body(int status, String type, Map<String, String> headers, Buffer bytes) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!type.isEmpty()) {
            all.put("content-type", type);
        }
        all.putAll(headers);
        return new Body(status, all, bytes);
    }

    static Buffer page(int status, String text) {
        return Buffer.buffer("<!DOCTYPE html><title>Error " + status + "</title><p>" + text + "</p>");
    }
}
