// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Continuation;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.http.reply.Replies;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.CreateRequestReader;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.request.ResultCheck;
import io.github.camelgemini.emulator.internal.rule.HopOutcome;
import io.github.camelgemini.emulator.internal.rule.ScriptedOutcome;
import io.github.camelgemini.emulator.internal.state.Continuations;
import io.github.camelgemini.emulator.internal.state.EventLog;
import io.github.camelgemini.emulator.internal.state.Fate;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.LedgerBook;
import io.github.camelgemini.emulator.internal.state.Pace;
import io.github.camelgemini.emulator.internal.state.ReplayWithInput;
import io.github.camelgemini.emulator.internal.state.ResourceJson;
import io.github.camelgemini.emulator.internal.state.Run;
import io.github.camelgemini.emulator.internal.state.StoredInteraction;
import io.github.camelgemini.emulator.script.Answer;
import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the API.
 *
 * @param deltaDelay time before each delta of a foreground stream
 * @param runDelay time before each event of a background run
 */
record InteractionHandlers(
        CreateRequestReader reader,
        Interactions interactions,
        Continuations continuations,
        LedgerBook ledger,
        Scripting scripting,
        Duration deltaDelay,
        Duration runDelay) {

    Reply create(IncomingRequest http) {
        CreateRequest request = reader.read(http.json());
        StoredInteraction previous = interactions.previousOf(request);
        Continuation next = continuations.of(request, previous);
        ResultCheck.check(request.steps(), previous == null ? List.of() : previous.steps());
        RequestFacts facts = new RequestFacts(
                Operation.CREATE,
                request.target(),
                request.prompt(),
                request.stream(),
                request.background(),
                null,
                request.previousInteractionId(),
                next == null ? 1 : next.hop());
        return scripting.answer(facts, rule -> {
            Answer.Raw raw = rule.answer().raw();
            if (next == null
                    && request.continuationToken() != null
                    && rule.answer().isOpen()) {
                throw Refused.invalid("This 'continuation_token' is unknown.");
            }
            if (raw == null) {
                Run run = start(request, previous, next, rule);
                boolean again = ledger.created(request);
                return new Reply.Created(run.interaction().id(), again, reply(request, run, rule.answer()));
            }
            Reply given = scripting.raw(raw, rule);
            return raw.takesEffect() ? new Reply.Created(null, ledger.created(request), given) : given;
        });
    }

    private Run start(
            CreateRequest request, @Nullable StoredInteraction previous, @Nullable Continuation next, Rule rule) {
        Pace pace = pace(request, rule);
        Fate fate = new Fate(rule.faults());
        Answer answer = rule.answer();
        Run run;
        if (answer.eventStream() != null) {
            run = interactions.startStream(request, previous, answer.eventStream(), pace, fate);
        } else if (answer.body() != null) {
            run = interactions.startVerbatim(request, previous, Json.parseTrusted(answer.body()), pace, fate);
        } else {
            List<ObjectNode> earlier = previous == null ? List.of() : previous.history();
            Outcome outcome = next == null && answer.hops().isOne()
                    ? ScriptedOutcome.of(answer, request, earlier)
                    : HopOutcome.of(answer, request, earlier, next);
            boolean eventIds = Objects.requireNonNullElse(answer.eventIds(), request.background());
            run = interactions.start(request, previous, outcome, pace, fate, eventIds);
        }
        if (next != null) {
            continuations.used(request);
        }
        return run;
    }

    private Pace pace(CreateRequest request, Rule rule) {
        boolean watched = request.stream() || request.background();
        Duration ownDelay = rule.pacing().eventDelay();
        Duration perEvent = request.background() ? runDelay : Duration.ZERO;
        return new Pace(
                rule.pacing().delay(),
                watched ? Objects.requireNonNullElse(ownDelay, perEvent) : Duration.ZERO,
                watched && ownDelay == null ? deltaDelay : Duration.ZERO,
                scripting.gate(rule),
                rule.pacing().gateAfter());
    }

    private static Reply reply(CreateRequest request, Run run, Answer answer) {
        StoredInteraction interaction = run.interaction();
        boolean asBody = answer.body() != null;
        if (answer.eventStream() != null || (request.stream() && !asBody)) {
            return new Reply.Events(interaction.log(), 0, answer.headers());
        }
        String answeredAs = answer.ending().answeredAs();
        if (answeredAs != null && !asBody) {
            return Reply.json(200, ResourceJson.begun(interaction, answeredAs), answer.headers());
        }
        if (request.background() && !asBody) {
            return Reply.json(200, ResourceJson.created(interaction), answer.headers());
        }
        return new Reply.Later(tell -> run.onEnd(() -> tell.accept(
                Replies.guarded(() -> Reply.json(200, ResourceJson.created(interaction), answer.headers())))));
    }

    Reply get(IncomingRequest http) {
        String id = http.parameter("id");
        boolean stream = http.flag("stream");
        return scripting.answerInTime(RequestFacts.of(Operation.GET, id, stream), rule -> read(http, id, stream, rule));
    }

    private Reply read(IncomingRequest http, String id, boolean stream, Rule rule) {
        Answer answer = rule.answer();
        if (answer.eventStream() != null) {
            return new Reply.Events(EventLog.ofStream(answer.eventStream()), 0, answer.headers());
        }
        if (answer.body() != null) {
            return Reply.json(200, Json.parseTrusted(answer.body()), answer.headers());
        }
        StoredInteraction interaction = interactions.read(id, stream);
        ledger.got();
        if (stream) {
            ResponseFault.Replay how = Objects.requireNonNullElse(
                    Scripting.fault(rule, ResponseFault.Replay.class), ResponseFault.Replay.USUAL);
            return replay(interaction, http.query().get("last_event_id"), how, answer.headers());
        }
        JsonNode resource = ResourceJson.full(interaction);
        String status = answer.ending().status();
        return Reply.json(200, status == null ? resource : withStatus(resource, status), answer.headers());
    }

    private static JsonNode withStatus(JsonNode resource, String status) {
        ObjectNode copy = resource.deepCopy();
        return status.isEmpty() ? copy.without("status") : copy.put("status", status);
    }

    private static Reply replay(
            StoredInteraction interaction,
            @Nullable String lastEventId,
            ResponseFault.Replay how,
            Map<String, String> headers) {
        EventLog log = interaction.log();
        int position = how.fromStart() ? 0 : log.positionAfter(lastEventId);
        boolean hasInput = how.withInput() && position == 0;
        return new Reply.Events(hasInput ? new ReplayWithInput(interaction) : log, position, headers);
    }

    Reply cancel(IncomingRequest http) {
        return scripted(Operation.CANCEL, http, id -> {
            StoredInteraction interaction = interactions.cancel(id);
            ledger.cancelled();
            return ResourceJson.full(interaction);
        });
    }

    Reply delete(IncomingRequest http) {
        return scripted(Operation.DELETE, http, id -> {
            interactions.delete(id);
            ledger.deleted();
            return Json.object();
        });
    }

    private Reply scripted(Operation operation, IncomingRequest http, Function<String, JsonNode> act) {
        String id = http.parameter("id");
        return scripting.answerInTime(RequestFacts.of(operation, id, false), rule -> {
            String given = rule.answer().body();
            JsonNode json = given == null ? act.apply(id) : Json.parseTrusted(given);
            return Reply.json(200, json, rule.answer().headers());
        });
    }
}
