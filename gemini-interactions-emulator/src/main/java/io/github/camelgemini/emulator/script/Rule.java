// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.json.PatternSearch;
import io.github.camelgemini.emulator.script.Answer.Call;
import io.github.camelgemini.emulator.script.Answer.Ending;
import io.github.camelgemini.emulator.script.Answer.Failure;
import io.github.camelgemini.emulator.script.Answer.Generated;
import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link Script}: which requests it answers, with what, when, how that goes wrong, and how often. A rule is
 * immutable: each method returns a new one. What a rule leaves open is answered as without a script. An answer has one kind
 * of content: text, thought and calls together, or given steps, many steps, a body, an event stream or a raw response;
 * the last one set wins. JSON arguments that are not JSON of the kind asked for are an {@link IllegalArgumentException}.
 *
 * @param times how many requests it answers
 */
public record Rule(Match match, Answer answer, Pacing pacing, List<Fault> faults, int times) {
    /** For {@link #times(int)}: without end. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    /** Documented: RFC 9110, 5.1 and 5.5. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    private static final int STEPS_OF_A_PATTERN = 20_000_000;

    /** What is done with a request that no rule fits: the stand-in answers at once. */
    public static final Rule NONE = new Rule(Operation.OTHER);

    public Rule {
        faults = List.copyOf(faults);
        if (times < 1) {
            throw new IllegalArgumentException("A rule answers at least once: " + times);
        }
    }

    Rule(Operation operation) {
        this(new Match(operation, List.of()), Answer.OPEN, Pacing.IMMEDIATE, List.of(), 1);
    }

    private Rule only(Match other) {
        return new Rule(other, answer, pacing, faults, times);
    }

    private Rule answer(Answer other) {
        return new Rule(match, other, pacing, faults, times);
    }

    private Rule pacing(Duration delay, @Nullable Duration eventDelay, @Nullable String gate, int gateAfter) {
        return new Rule(match, answer, new Pacing(delay, eventDelay, gate, gateAfter), faults, times);
    }

    // Which requests

    /** Answers this number of requests, then no more. Default 1. */
    public Rule times(int count) {
        return new Rule(match, answer, pacing, faults, count);
    }

    /** Answers without end, and is not missed by {@code assertExhausted}. */
    public Rule always() {
        return times(ALWAYS);
    }

    /** Only this model or agent; {@code *} stands for any characters. */
    public Rule target(String modelOrAgent) {
        return only(match.and("of", modelOrAgent, r -> r.target() != null && Match.fits(modelOrAgent, r.target())));
    }

    /** Only where the pattern is found in the text of the input. */
    public Rule prompt(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return only(match.and(
                "with prompt", "/" + regex + "/", r -> PatternSearch.find(pattern, r.prompt(), STEPS_OF_A_PATTERN)));
    }

    /** Only where the text of the input contains these words, in any case. */
    public Rule contains(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return only(match.and("containing", "'" + words + "'", r -> r.prompt()
                .toLowerCase(Locale.ROOT)
                .contains(lower)));
    }

    /** Only requests that ask for a stream, or only those that do not. */
    public Rule stream(boolean wanted) {
        return only(match.and("with stream", wanted, r -> r.stream() == wanted));
    }

    /** Only background requests, or only foreground ones. */
    public Rule background(boolean wanted) {
        return only(match.and("with background", wanted, r -> r.background() == wanted));
    }

    /** Only get, cancel or delete of this interaction. */
    public Rule interactionId(String id) {
        return only(match.and("with id", id, r -> id.equals(r.interactionId())));
    }

    /** Only creates that continue this interaction; empty: only those that continue none. */
    public Rule previousInteractionId(String id) {
        return only(match.and(
                "continuing",
                "'" + id + "'",
                r -> id.equals(Objects.requireNonNullElse(r.previousInteractionId(), ""))));
    }

    /**
     * Only creates that ask for this part of an answer, by a token of {@link #continuation}: 2 for the second one. A rule
     * without this condition does not answer them. What the rule leaves open is the part's.
     */
    public Rule hop(int number) {
        return only(match.and(Match.HOP, number, r -> r.hop() == number));
    }

    // With what

    private Rule generated(@Nullable String text, List<String> deltas, @Nullable String thought, List<Call> calls) {
        return answer(answer.with(new Generated(text, deltas, thought, calls)));
    }

    /** Answers with this text, after a thought. */
    public Rule text(String text) {
        Generated said = answer.generated();
        return generated(text, said.deltas(), said.thought(), said.calls());
    }

    /** Answers with a text, or streams the first text of the given steps, in exactly these pieces. */
    public Rule deltas(String... pieces) {
        return deltas(List.of(pieces));
    }

    /** As {@link #deltas(String...)}. */
    public Rule deltas(List<String> pieces) {
        if (answer.content() instanceof Answer.Steps steps) {
            return answer(answer.with(new Answer.Steps(steps.json(), pieces)));
        }
        Generated said = answer.generated();
        return generated(String.join("", pieces), pieces, said.thought(), said.calls());
    }

    /** The summary of the thought before the answer. */
    public Rule thought(String summary) {
        Generated said = answer.generated();
        return generated(said.text(), said.deltas(), summary, said.calls());
    }

    /** Calls a function; several calls of this method make several function calls. The call id is new per answer. */
    public Rule call(String function, String argumentsJson) {
        return call(null, function, argumentsJson);
    }

    /** As {@link #call(String, String)}, with a call id; null: new per answer. */
    public Rule call(@Nullable String callId, String function, String argumentsJson) {
        Generated said = answer.generated();
        Call call = new Call(callId, function, Json.write(Json.parseTrusted(argumentsJson)));
        return generated(said.text(), said.deltas(), said.thought(), Answer.append(said.calls(), call));
    }

    /** Answers with exactly these steps: a JSON list in the API's shape. */
    public Rule steps(String json) {
        JsonNode list = Json.parseTrusted(json);
        if (!list.isArray() || Json.objects(list).size() != list.size()) {
            throw new IllegalArgumentException("steps is a list of objects: " + list);
        }
        return answer(answer.with(new Answer.Steps(json, answer.generated().deltas())));
    }

    /**
     * Answers with this number of small steps of one delta each, {@code Step 1.} and so on: made as the client reads them,
     * so that a million need no memory. They are there from the start: event delays and gates between them do not apply.
     */
    public Rule manySteps(int count) {
        return answer(answer.with(new Answer.Many(count, 1, "")));
    }

    /** As {@link #manySteps}, one step with this number of deltas of this text each. */
    public Rule manyDeltas(int count, String piece) {
        if (piece.isEmpty()) {
            throw new IllegalArgumentException("A delta has a text.");
        }
        return answer(answer.with(new Answer.Many(1, count, piece)));
    }

    /** Answers with this JSON as it is, with status 200. Nothing is stored unless it has an {@code id}. */
    public Rule body(String json) {
        return answer(answer.with(new Answer.Body(Json.write(Json.parseTrusted(json)))));
    }

    /** Answers with this event stream as it is, frame by frame. Stored under the id in its first event, if it has one. */
    public Rule sse(String eventStream) {
        return answer(answer.with(new Answer.EventStream(eventStream)));
    }

    /**
     * As {@link #sse(String)}, of a file in UTF-8.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public Rule sse(Path file) {
        try {
            return sse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the event stream " + file, e);
        }
    }

    /**
     * Answers with this status, content type and text as they are, whatever was asked for. An empty content type: no such
     * header. Nothing is stored. A create takes effect and counts in the ledger unless the status is an error.
     *
     * @throws IllegalArgumentException for a status that does not lie between 200 and 599
     */
    public Rule raw(int status, String contentType, String text) {
        return answer(answer.with(new Answer.Raw(status, contentType, text)));
    }

    private Rule ending(@Nullable String status, List<Failure> errors, @Nullable String usage) {
        return answer(
                answer.with(new Ending(status, errors, usage, answer.ending().answeredAs())));
    }

    /**
     * How the interaction ends: {@code completed}, {@code incomplete}, {@code failed}, {@code requires_action} or any other
     * word; empty: it has no status. In a rule of gets: what this one answer says.
     */
    public Rule status(String word) {
        return ending(word, answer.ending().errors(), answer.ending().usage());
    }

    /** The interaction has no member {@code status}. */
    public Rule withoutStatus() {
        return status("");
    }

    /**
     * A create that is no stream is answered at once with this status and without steps, in the foreground, too; the run
     * takes its course, and a get has the answer. The service answers {@code queued} or {@code in_progress} so.
     */
    public Rule answeredAs(String status) {
        return answer(answer.with(answer.ending().answeredAs(status)));
    }

    /** Adds an entry of {@code errors}; the status becomes {@code failed} unless one is given. */
    public Rule error(String code, String message) {
        Ending end = answer.ending();
        return ending(end.status(), Answer.append(end.errors(), new Failure(code, message)), end.usage());
    }

    /** Token counts, a JSON object in the API's shape. */
    public Rule usage(String json) {
        if (!Json.parseTrusted(json).isObject()) {
            throw new IllegalArgumentException("usage is an object: " + json);
        }
        return ending(answer.ending().status(), answer.ending().errors(), json);
    }

    /** Token counts of these sizes. */
    public Rule usage(int input, int output, int thought) {
        return usage(Json.write(Json.object()
                .put("total_input_tokens", input)
                .put("total_output_tokens", output)
                .put("total_thought_tokens", thought)
                .put("total_tokens", input + output + thought)));
    }

    /** No token counts, as Deep Research streams were seen to end. */
    public Rule withoutUsage() {
        return ending(answer.ending().status(), answer.ending().errors(), "null");
    }

    /**
     * Answers in this number of parts. The create gets the first one, with the status {@code requires_continuation} and a
     * {@code continuation_token}; a create with that token gets the next one, as an interaction of its own. The text is
     * cut; function calls are in the last part. In the background it is one interaction with all parts. Status, usage,
     * faults and times of this rule are those of the first part; rules with {@link #hop} have those of the others.
     */
    public Rule continuation(int hops) {
        return answer(answer.with(answer.hops().of(hops, List.of())));
    }

    /** As {@link #continuation(int)}, in parts of these texts. */
    public Rule continuation(String... texts) {
        return answer(answer.with(answer.hops().of(texts.length, List.of(texts))));
    }

    /** Each part of the continuation gives the same token, and so the second part for ever. */
    public Rule sameToken() {
        return answer(answer.with(answer.hops().withSameToken()));
    }

    /** A token of the continuation is refused the second time. Usually it is answered again, and counts as paid twice. */
    public Rule singleUse() {
        return answer(answer.with(answer.hops().withSingleUse()));
    }

    /**
     * After this number of events the stream has an {@code interaction.status_update} with the token of what is left of the
     * answer, and the usage so far. At least 2.
     */
    public Rule checkPoint(int afterEvents) {
        return answer(answer.with(answer.hops().withCheckPoint(afterEvents)));
    }

    /**
     * A header of the response, over the emulator's own.
     *
     * @throws IllegalArgumentException for a name or a value that HTTP does not allow
     */
    public Rule header(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("HTTP does not allow the header '" + name
                    + "' with this value: use a name without blanks, and a value of one line.");
        }
        return answer(answer.withHeader(name, value));
    }

    /** Leaves {@code event_id} out of a background run, or puts it into a foreground one. */
    public Rule eventIds(boolean wanted) {
        return answer(new Answer(answer.content(), answer.ending(), answer.headers(), wanted, answer.hops()));
    }

    // When, and how it goes wrong

    /** Time before the answer begins; in the background, before the run does. */
    public Rule delay(Duration time) {
        return pacing(time, pacing.eventDelay(), pacing.gate(), pacing.gateAfter());
    }

    /** Time before each event of a stream or a background run. */
    public Rule eventDelay(Duration time) {
        return pacing(pacing.delay(), time, pacing.gate(), pacing.gateAfter());
    }

    /** Holds the answer (in the background, the run) at the emulator's gate of this name, before its first event. */
    public Rule gate(String name) {
        return gateAfter(0, name);
    }

    /** As {@link #gate(String)}. */
    public Rule gate(Gate at) {
        return gateAfter(0, at.name());
    }

    /** Holds the run after this number of events. */
    public Rule gateAfter(int events, Gate at) {
        return gateAfter(events, at.name());
    }

    /** As {@link #gateAfter(int, Gate)}. */
    public Rule gateAfter(int events, String name) {
        return pacing(pacing.delay(), pacing.eventDelay(), name, events);
    }

    /**
     * Adds a way to misbehave.
     *
     * @throws IllegalArgumentException for a {@link RunFault} unless this is a rule of creates, for a
     *     {@link ResponseFault.Replay} unless it is one of gets
     */
    public Rule fault(Fault fault) {
        if (fault instanceof RunFault && match.operation() != Operation.CREATE) {
            throw new IllegalArgumentException(
                    "This is a fault of a run: it belongs to the rule of its create. " + fault);
        }
        if (fault instanceof ResponseFault.Replay && match.operation() != Operation.GET) {
            throw new IllegalArgumentException(
                    "This is about a stored stream: it belongs to the rule of a get. " + fault);
        }
        return new Rule(match, answer, pacing, Answer.append(faults, fault), times);
    }

    /** Short for {@code fault(Fault.status(code))}: an HTTP error. */
    public Rule httpStatus(int code) {
        return fault(Fault.status(code));
    }

    /** Short for {@code fault(Fault.status(code, retryAfter))}. */
    public Rule httpStatus(int code, Duration retryAfter) {
        return fault(Fault.status(code, retryAfter));
    }

    /** Short for {@code fault(Fault.cutAfter(events))}: the connection breaks. */
    public Rule cutAfter(int events) {
        return fault(Fault.cutAfter(events));
    }

    /** Short for {@code fault(Fault.cutAfter(eventId))}. */
    public Rule cutAfter(String eventId) {
        return fault(Fault.cutAfter(eventId));
    }

    /** Short for {@code fault(Fault.stallAfter(events))}: silence on an open connection. */
    public Rule stallAfter(int events) {
        return fault(Fault.stallAfter(events));
    }

    /** The requests it answers and its text, for messages. */
    @Override
    public String toString() {
        String text = answer.generated().text();
        return text == null ? match.toString() : match + " answered '" + text + "'";
    }
}
