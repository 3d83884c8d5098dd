// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Ids;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StandIn;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.script.Answer;

/** The outcome of a create as a rule says it; what the rule leaves open is the stand-in's. */
public final class ScriptedOutcome {
    private ScriptedOutcome() {}

    /**
     * The outcome of one create.
     *
     * @param earlier all steps of the interactions the request continues
     */
    public static Outcome of(Answer answer, CreateRequest request, List<ObjectNode> earlier) {
        return ending(answer, base(answer, request, earlier));
    }

    /** The outcome with the status, errors and usage that the rule names. */
    static Outcome ending(Answer answer, Outcome base) {
        Answer.Ending ending = answer.ending();
        List<JsonNode> errors = new ArrayList<>();
        ending.errors()
                .forEach(error ->
                        errors.add(Json.object().put("code", error.code()).put("message", error.message())));
        ObjectNode usage = base.usage();
        if (ending.usage() != null) {
            usage = Json.parseTrusted(ending.usage()) instanceof ObjectNode given ? given : null;
        }
        return new Outcome(
                base.steps(), Objects.requireNonNullElse(ending.status(), base.status()), usage, errors, base.deltas());
    }

    private static Outcome base(Answer answer, CreateRequest request, List<ObjectNode> earlier) {
        Answer.Ending ending = answer.ending();
        boolean failed = ending.status() == null
                ? !ending.errors().isEmpty()
                : ending.status().equals("failed");
        List<ObjectNode> history = StandIn.concat(earlier, request.steps());
        if (answer.content() instanceof Answer.Many many) {
            return new ManySteps(many.steps(), many.deltas(), many.text()).outcome(history);
        }
        if (answer.content() instanceof Answer.Steps steps) {
            List<ObjectNode> given = Json.objects(Json.parseTrusted(steps.json()));
            return StandIn.of(given, failed ? "failed" : "completed", history, steps.deltas());
        }
        Answer.Generated said = answer.generated();
        if (said.text() != null || !said.calls().isEmpty() || failed) {
            String status = failed ? "failed" : said.calls().isEmpty() ? "completed" : "requires_action";
            return StandIn.of(steps(said, request), status, history, said.deltas());
        }
        Outcome standIn = StandIn.answer(request, earlier);
        if (said.thought() != null) {
            List<ObjectNode> steps = new ArrayList<>(standIn.steps());
            steps.set(0, StandIn.thought(request.target(), said.thought()));
            return new Outcome(steps, standIn.status(), standIn.usage(), List.of(), standIn.deltas());
        }
        return standIn;
    }

    private static List<ObjectNode> steps(Answer.Generated said, CreateRequest request) {
        List<ObjectNode> steps = new ArrayList<>();
        if (said.text() != null || !said.calls().isEmpty() || said.thought() != null) {
            steps.add(StandIn.thought(request.target(), said.thought()));
        }
        if (said.text() != null) {
            steps.add(StandIn.modelOutput(said.text()));
        }
        for (Answer.Call call : said.calls()) {
            ObjectNode step = Json.object()
                    .put("type", "function_call")
                    .put("id", Objects.requireNonNullElseGet(call.id(), Ids::callId))
                    .put("name", call.name());
            step.set("arguments", Json.parseTrusted(call.argumentsJson()));
            steps.add(step);
        }
        return steps;
    }
}
