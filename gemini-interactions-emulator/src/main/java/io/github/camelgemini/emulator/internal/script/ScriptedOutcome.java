// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.script;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.Rule;
import io.github.camelgemini.emulator.internal.answer.Ids;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.StandIn;
import io.github.camelgemini.emulator.internal.request.CreateRequest;

/** What a rule makes of a create; what it leaves open is the stand-in's. */
public final class ScriptedOutcome {
    private ScriptedOutcome() {}

    /**
     * The outcome of one create.
     *
     * @param earlier all steps of the interactions the request continues
     */
    public static Outcome of(Rule rule, CreateRequest request, List<ObjectNode> earlier) {
        boolean failed =
                rule.status() == null ? !rule.errors().isEmpty() : rule.status().equals("failed");
        Outcome base;
        if (rule.many() != null) {
            base = rule.many().outcome(concat(earlier, request.steps()));
        } else if (rule.steps() != null || rule.text() != null || !rule.calls().isEmpty() || failed) {
            List<ObjectNode> history = concat(earlier, request.steps());
            String status = rule.calls().isEmpty() ? "completed" : "requires_action";
            base = StandIn.of(steps(rule, request), failed ? "failed" : status, history, rule.deltas());
        } else {
            base = StandIn.answer(request, earlier);
        }
        List<ObjectNode> steps = base.steps();
        if (rule.thought() != null && rule.steps() == null && rule.many() == null && !steps.isEmpty()) {
            steps = new ArrayList<>(steps);
            steps.set(0, StandIn.thought(request.target(), rule.thought()));
        }
        return new Outcome(
                steps,
                rule.status() == null ? base.status() : rule.status(),
                rule.isWithoutUsage() ? null : rule.usage() == null ? base.usage() : rule.usage(),
                rule.errors(),
                base.deltas());
    }

    private static List<ObjectNode> concat(List<ObjectNode> first, List<ObjectNode> second) {
        List<ObjectNode> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<ObjectNode> steps(Rule rule, CreateRequest request) {
        List<ObjectNode> given = rule.steps();
        if (given != null) {
            return given;
        }
        List<ObjectNode> steps = new ArrayList<>();
        if (rule.text() != null || !rule.calls().isEmpty() || rule.thought() != null) {
            steps.add(StandIn.thought(request.target(), rule.thought()));
        }
        if (rule.text() != null) {
            steps.add(StandIn.modelOutput(rule.text()));
        }
        for (ObjectNode call : rule.calls()) {
            steps.add(call.has("id") ? call : call.deepCopy().put("id", Ids.callId()));
        }
        return steps;
    }
}
