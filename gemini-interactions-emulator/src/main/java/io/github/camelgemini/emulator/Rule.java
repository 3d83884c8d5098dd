// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link Script}: which requests it answers, how often, with what, and how that goes wrong. A rule never
 * changes: each method returns a new one. What a rule leaves open is answered as without a script.
 */
public final class Rule {
    /** For {@link #times(int)}: no end. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private final Operation operation;
    // Never written after the rule has left the method that made it.
    private int times = 1;
    private @Nullable String target;
    private @Nullable Pattern prompt;
    private @Nullable String contains;
    private @Nullable Boolean stream;
    private @Nullable Boolean background;
    private @Nullable String interactionId;
    private @Nullable String previousInteractionId;
    private @Nullable String text;
    private List<String> deltas = List.of();
    private @Nullable String thought;
    private @Nullable List<ObjectNode> steps;
    private List<ObjectNode> calls = List.of();
    private @Nullable ManySteps many;
    private @Nullable JsonNode body;
    private @Nullable String sse;
    private @Nullable String status;
    private @Nullable ObjectNode usage;
    private boolean withoutUsage;
    private List<JsonNode> errors = List.of();
    private Map<String, String> headers = Map.of();
    private Duration delay = Duration.ZERO;
    private @Nullable Duration eventDelay;
    private @Nullable String gate;
    private int gateAfter;
    private @Nullable Boolean eventIds;
    private List<Fault> faults = List.of();

    Rule(Operation operation) {
        this.operation = operation;
    }

    private Rule with(Consumer<Rule> change) {
        Rule copy = new Rule(operation);
        copy.times = times;
        copy.target = target;
        copy.prompt = prompt;
        copy.contains = contains;
        copy.stream = stream;
        copy.background = background;
        copy.interactionId = interactionId;
        copy.previousInteractionId = previousInteractionId;
        copy.text = text;
        copy.deltas = deltas;
        copy.thought = thought;
        copy.steps = steps;
        copy.calls = calls;
        copy.many = many;
        copy.body = body;
        copy.sse = sse;
        copy.status = status;
        copy.usage = usage;
        copy.withoutUsage = withoutUsage;
        copy.errors = errors;
        copy.headers = headers;
        copy.delay = delay;
        copy.eventDelay = eventDelay;
        copy.gate = gate;
        copy.gateAfter = gateAfter;
        copy.eventIds = eventIds;
        copy.faults = faults;
        change.accept(copy);
        return copy;
    }

    // Which requests

    /** Answers so many requests, then no more. Default 1. */
    public Rule times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("A rule answers at least once: " + count);
        }
        return with(r -> r.times = count);
    }

    /** Answers for ever, and is not asked for by {@code assertExhausted}. */
    public Rule always() {
        return times(ALWAYS);
    }

    /** Only this model or agent; {@code *} stands for any characters. */
    public Rule target(String modelOrAgent) {
        return with(r -> r.target = modelOrAgent);
    }

    /** Only where the pattern is found in the text of the input. */
    public Rule prompt(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return with(r -> r.prompt = pattern);
    }

    /** Only where the text of the input contains this, whatever its case. */
    public Rule contains(String words) {
        return with(r -> r.contains = words);
    }

    /** Only requests that ask for a stream, or only those that do not. */
    public Rule stream(boolean wanted) {
        return with(r -> r.stream = wanted);
    }

    /** Only background requests, or only those that are not. */
    public Rule background(boolean wanted) {
        return with(r -> r.background = wanted);
    }

    /** Only get, cancel or delete of this interaction. */
    public Rule interactionId(String id) {
        return with(r -> r.interactionId = id);
    }

    /** Only creates that continue this interaction; empty: only those that continue none. */
    public Rule previousInteractionId(String id) {
        return with(r -> r.previousInteractionId = id);
    }

    // With what

    /** Answers with this text, after a thought. */
    public Rule text(String answer) {
        return with(r -> r.text = answer);
    }

    /** Answers with a text that streams in exactly these pieces. */
    public Rule deltas(String... pieces) {
        return deltas(List.of(pieces));
    }

    public Rule deltas(List<String> pieces) {
        return with(r -> {
            r.deltas = List.copyOf(pieces);
            r.text = String.join("", pieces);
        });
    }

    /** The summary of the thought before the answer. */
    public Rule thought(String summary) {
        return with(r -> r.thought = summary);
    }

    /** Answers with these steps and no others: a JSON list in the API's shape. */
    public Rule steps(String json) {
        return steps(Json.parseTrusted(json));
    }

    public Rule steps(JsonNode list) {
        List<ObjectNode> given = objects(list, "steps");
        return with(r -> r.steps = given);
    }

    /**
     * Answers with so many small steps of one delta each, {@code Step 1.} and so on: made as the client reads them, so that
     * a million need no memory. They are there from the start: event delays and gates between them do not apply.
     */
    public Rule manySteps(int count) {
        return with(r -> r.many = new ManySteps(count, 1, ""));
    }

    /** As {@link #manySteps}, one step of so many deltas with this text each. */
    public Rule manyDeltas(int count, String piece) {
        if (piece.isEmpty()) {
            throw new IllegalArgumentException("A delta has a text.");
        }
        return with(r -> r.many = new ManySteps(1, count, piece));
    }

    /** Asks for a function; several make several calls. {@code argumentsJson} is a JSON object. */
    public Rule call(String function, String argumentsJson) {
        return call(null, function, Json.parseTrusted(argumentsJson));
    }

    public Rule call(String callId, String function, String argumentsJson) {
        return call(callId, function, Json.parseTrusted(argumentsJson));
    }

    public Rule call(@Nullable String callId, String function, JsonNode arguments) {
        ObjectNode call = Json.object().put("type", "function_call");
        if (callId != null) {
            call.put("id", callId);
        }
        call.put("name", function).set("arguments", arguments);
        List<ObjectNode> all = new ArrayList<>(calls);
        all.add(call);
        return with(r -> r.calls = List.copyOf(all));
    }

    /** Answers with this JSON as it is, with status 200. Nothing is stored unless it has an {@code id}. */
    public Rule body(String json) {
        return body(Json.parseTrusted(json));
    }

    public Rule body(JsonNode json) {
        return with(r -> r.body = json);
    }

    /** Answers with this event stream as it is, frame by frame. Stored under the id in its first event, if it has one. */
    public Rule sse(String eventStream) {
        return with(r -> r.sse = eventStream);
    }

    /** As {@link #sse(String)}, of a file in UTF-8. */
    public Rule sse(Path file) {
        try {
            return sse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the event stream " + file, e);
        }
    }

    /** How the interaction ends: {@code completed}, {@code incomplete}, {@code failed}, {@code requires_action} … */
    public Rule status(String word) {
        return with(r -> r.status = word);
    }

    /** An entry of {@code errors}; the status becomes {@code failed} unless one is given. */
    public Rule error(String code, String message) {
        List<JsonNode> all = new ArrayList<>(errors);
        all.add(Json.object().put("code", code).put("message", message));
        return with(r -> r.errors = List.copyOf(all));
    }

    /** Token counts, a JSON object in the API's shape. */
    public Rule usage(String json) {
        return usage(Json.parseTrusted(json));
    }

    public Rule usage(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("usage is an object: " + object);
        }
        return with(r -> r.usage = (ObjectNode) object);
    }

    /** Token counts of these sizes. */
    public Rule usage(int input, int output, int thought) {
        return usage(Json.object()
                .put("total_input_tokens", input)
                .put("total_output_tokens", output)
                .put("total_thought_tokens", thought)
                .put("total_tokens", input + output + thought));
    }

    /** No token counts, as Deep Research streams were seen to end. */
    public Rule withoutUsage() {
        return with(r -> r.withoutUsage = true);
    }

    /** A header of the response, over the emulator's own. */
    public Rule header(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return with(r -> r.headers = Map.copyOf(all));
    }

    /** Leaves {@code event_id} out of a background run, or puts it into a foreground one. */
    public Rule eventIds(boolean wanted) {
        return with(r -> r.eventIds = wanted);
    }

    // When, and how it goes wrong

    /** Time before the answer begins; in the background, before the run does. */
    public Rule delay(Duration time) {
        return with(r -> r.delay = time);
    }

    /** Time before each event of a stream or a background run. */
    public Rule eventDelay(Duration time) {
        return with(r -> r.eventDelay = time);
    }

    /** Holds the answer (in the background, the run) at the emulator's gate of this name, before its first event. */
    public Rule gate(String name) {
        return gateAfter(0, name);
    }

    public Rule gate(Gate at) {
        return gateAfter(0, at.name());
    }

    /** Holds the run after so many events. */
    public Rule gateAfter(int events, Gate at) {
        return gateAfter(events, at.name());
    }

    public Rule gateAfter(int events, String name) {
        return with(r -> {
            r.gate = name;
            r.gateAfter = events;
        });
    }

    /** Adds a way to misbehave. */
    public Rule fault(Fault fault) {
        if (fault instanceof Fault.OfRun && operation != Operation.CREATE) {
            throw new IllegalArgumentException("This befalls a run: it belongs to the rule of its create. " + fault);
        }
        if (fault instanceof Fault.Replay && operation != Operation.GET) {
            throw new IllegalArgumentException(
                    "This is about a stored stream: it belongs to the rule of a get. " + fault);
        }
        List<Fault> all = new ArrayList<>(faults);
        all.add(fault);
        return with(r -> r.faults = List.copyOf(all));
    }

    /** Short for {@code fault(Fault.status(code))}: an HTTP error. */
    public Rule httpStatus(int code) {
        return fault(Fault.status(code));
    }

    public Rule httpStatus(int code, Duration retryAfter) {
        return fault(Fault.status(code, retryAfter));
    }

    public Rule cutAfter(int events) {
        return fault(Fault.cutAfter(events));
    }

    public Rule cutAfter(String eventId) {
        return fault(Fault.cutAfter(eventId));
    }

    public Rule stallAfter(int events) {
        return fault(Fault.stallAfter(events));
    }

    private static List<ObjectNode> objects(JsonNode list, String what) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : list) {
            if (!list.isArray() || !(item instanceof ObjectNode object)) {
                throw new IllegalArgumentException(what + " is a list of objects: " + list);
            }
            objects.add(object);
        }
        return List.copyOf(objects);
    }

    // For the emulator

    public Operation operation() {
        return operation;
    }

    public int times() {
        return times;
    }

    public @Nullable String target() {
        return target;
    }

    public @Nullable Pattern prompt() {
        return prompt;
    }

    public @Nullable String contains() {
        return contains;
    }

    public @Nullable Boolean stream() {
        return stream;
    }

    public @Nullable Boolean background() {
        return background;
    }

    public @Nullable String interactionId() {
        return interactionId;
    }

    public @Nullable String previousInteractionId() {
        return previousInteractionId;
    }

    public @Nullable String text() {
        return text;
    }

    public List<String> deltas() {
        return deltas;
    }

    public @Nullable String thought() {
        return thought;
    }

    public @Nullable List<ObjectNode> steps() {
        return steps;
    }

    public @Nullable ManySteps many() {
        return many;
    }

    public List<ObjectNode> calls() {
        return calls;
    }

    public @Nullable JsonNode body() {
        return body;
    }

    public @Nullable String sse() {
        return sse;
    }

    public @Nullable String status() {
        return status;
    }

    public @Nullable ObjectNode usage() {
        return usage;
    }

    public boolean isWithoutUsage() {
        return withoutUsage;
    }

    public List<JsonNode> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Duration delay() {
        return delay;
    }

    public @Nullable Duration eventDelay() {
        return eventDelay;
    }

    public @Nullable String gate() {
        return gate;
    }

    public int gateAfter() {
        return gateAfter;
    }

    public @Nullable Boolean eventIds() {
        return eventIds;
    }

    public List<Fault> faults() {
        return faults;
    }
}
