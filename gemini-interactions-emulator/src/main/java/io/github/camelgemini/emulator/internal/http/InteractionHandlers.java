// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.Fault;
import io.github.camelgemini.emulator.Operation;
import io.github.camelgemini.emulator.Rule;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StandIn;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.CreateRequestReader;
import io.github.camelgemini.emulator.internal.request.ResultCheck;
import io.github.camelgemini.emulator.internal.script.RequestFacts;
import io.github.camelgemini.emulator.internal.script.RuleBook;
import io.github.camelgemini.emulator.internal.script.ScriptedOutcome;
import io.github.camelgemini.emulator.internal.state.EventLog;
import io.github.camelgemini.emulator.internal.state.EventSource;
import io.github.camelgemini.emulator.internal.state.Fate;
import io.github.camelgemini.emulator.internal.state.Interaction;
import io.github.camelgemini.emulator.internal.state.InteractionJson;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.LedgerBook;
import io.github.camelgemini.emulator.internal.state.Pace;
import io.github.camelgemini.emulator.internal.state.ReplayWithInput;
import io.github.camelgemini.emulator.internal.state.Run;
import org.jspecify.annotations.Nullable;

/** The operations of the API. */
final class InteractionHandlers {
    private final CreateRequestReader reader;
    private final RuleBook rules;
    private final Interactions interactions;
    private final LedgerBook ledger;
    private final Scripting scripting;
    private final Duration deltaDelay;
    private final Duration runDelay;

    /**
     * @param deltaDelay time before each delta of a foreground stream
     * @param runDelay time before each event of a background run
     */
    InteractionHandlers(
            CreateRequestReader reader,
            RuleBook rules,
            Interactions interactions,
            LedgerBook ledger,
            Scripting scripting,
            Duration deltaDelay,
            Duration runDelay) {
        this.reader = reader;
        this.rules = rules;
        this.interactions = interactions;
        this.ledger = ledger;
        this.scripting = scripting;
        this.deltaDelay = deltaDelay;
        this.runDelay = runDelay;
    }

    Reply create(ApiRequest http) {
        CreateRequest request = reader.read(http.json());
        Interaction previous = interactions.previousOf(request);
        ResultCheck.check(request.steps(), previous == null ? List.of() : previous.steps());
        Rule rule = rules.take(RequestFacts.ofCreate(request));
        Reply error = Scripting.error(rule);
        if (error != null) {
            return error;
        }
        Run run = start(request, previous, rule);
        Map<String, String> headers = rule == null ? Map.of() : rule.headers();
        return Scripting.breaking(rule, reply(request, run, rule, headers));
    }

    private Run start(CreateRequest request, @Nullable Interaction previous, @Nullable Rule rule) {
        Pace pace = pace(request, rule);
        Fate fate = new Fate(rule == null ? List.of() : rule.faults());
        Run run;
        if (rule != null && rule.sse() != null) {
            run = interactions.startStream(request, previous, rule.sse(), pace, fate);
        } else if (rule != null && rule.body() != null) {
            run = interactions.startVerbatim(request, previous, rule.body(), pace, fate);
        } else {
            List<ObjectNode> earlier = previous == null ? List.of() : previous.history();
            Outcome outcome =
                    rule == null ? StandIn.answer(request, earlier) : ScriptedOutcome.of(rule, request, earlier);
            Boolean scripted = rule == null ? null : rule.eventIds();
            boolean eventIds = scripted == null ? request.background() : scripted;
            run = interactions.start(request, previous, outcome, pace, fate, eventIds);
        }
        ledger.created(request);
        return run;
    }

    private Pace pace(CreateRequest request, @Nullable Rule rule) {
        boolean watched = request.stream() || request.background();
        Duration ownDelay = rule == null ? null : rule.eventDelay();
        Duration perEvent = request.background() ? runDelay : Duration.ZERO;
        return new Pace(
                rule == null ? Duration.ZERO : rule.delay(),
                watched ? Objects.requireNonNullElse(ownDelay, perEvent) : Duration.ZERO,
                watched && ownDelay == null ? deltaDelay : Duration.ZERO,
                scripting.gate(rule),
                rule == null ? 0 : rule.gateAfter());
    }

    private static Reply reply(CreateRequest request, Run run, @Nullable Rule rule, Map<String, String> headers) {
        Interaction interaction = run.interaction();
        boolean asStream = rule != null && rule.sse() != null;
        boolean asBody = rule != null && rule.body() != null;
        if (asStream || (request.stream() && !asBody)) {
            return new Reply.Events(interaction.log(), 0, headers);
        }
        if (request.background() && !asBody) {
            return Reply.json(200, InteractionJson.created(interaction), headers);
        }
        return new Reply.Later(tell -> run.onEnd(() ->
                tell.accept(Replies.guarded(() -> Reply.json(200, InteractionJson.created(interaction), headers)))));
    }

    Reply get(ApiRequest http) {
        String id = http.parameter("id");
        boolean stream = http.flag("stream");
        Rule rule = rules.take(RequestFacts.of(Operation.GET, id, stream));
        Reply error = Scripting.error(rule);
        if (error != null) {
            return error;
        }
        return Scripting.breaking(rule, scripting.inTime(rule, () -> read(http, id, stream, rule)));
    }

    private Reply read(ApiRequest http, String id, boolean stream, @Nullable Rule rule) {
        Map<String, String> headers = rule == null ? Map.of() : rule.headers();
        if (rule != null && rule.sse() != null) {
            return new Reply.Events(EventLog.ofStream(rule.sse()), 0, headers);
        }
        if (rule != null && rule.body() != null) {
            return Reply.json(200, rule.body(), headers);
        }
        Interaction interaction = interactions.read(id, stream);
        ledger.got();
        if (stream) {
            return replay(interaction, http.query().get("last_event_id"), Scripting.replay(rule), headers);
        }
        JsonNode resource = InteractionJson.full(interaction);
        if (rule != null && rule.status() != null) {
            resource = ((ObjectNode) resource.deepCopy()).put("status", rule.status());
        }
        return Reply.json(200, resource, headers);
    }

    private static Reply replay(
            Interaction interaction, @Nullable String lastEventId, Fault.Replay how, Map<String, String> headers) {
        EventSource events = how.withInput() ? new ReplayWithInput(interaction) : interaction.log();
        return new Reply.Events(events, how.fromStart() ? 0 : events.positionAfter(lastEventId), headers);
    }

    Reply cancel(ApiRequest http) {
        return scripted(Operation.CANCEL, http, id -> {
            Interaction interaction = interactions.cancel(id);
            ledger.cancelled();
            return InteractionJson.full(interaction);
        });
    }

    Reply delete(ApiRequest http) {
        return scripted(Operation.DELETE, http, id -> {
            interactions.delete(id);
            ledger.deleted();
            return Json.object();
        });
    }

    private interface Act {
        JsonNode on(String id);
    }

    private Reply scripted(Operation operation, ApiRequest http, Act act) {
        String id = http.parameter("id");
        Rule rule = rules.take(RequestFacts.of(operation, id, false));
        Reply error = Scripting.error(rule);
        if (error != null) {
            return error;
        }
        Map<String, String> headers = rule == null ? Map.of() : rule.headers();
        JsonNode given = rule == null ? null : rule.body();
        return Scripting.breaking(
                rule, scripting.inTime(rule, () -> Reply.json(200, given == null ? act.on(id) : given, headers)));
    }
}
