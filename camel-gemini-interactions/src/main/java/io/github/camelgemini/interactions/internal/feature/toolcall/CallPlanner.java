// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Decides about each call of a round before any of them runs: what the model asks for is not to be trusted. */
final class CallPlanner {

    static final String APPROVE = "approve";

    private final Map<String, ToolFunction> functions;
    private final Set<String> byHand;
    private final ToolSettings settings;

    /**
     * @param functions those that the model may call, by name
     * @param byHand names of functions that are run elsewhere
     */
    CallPlanner(Map<String, ToolFunction> functions, Set<String> byHand, ToolSettings settings) {
        this.functions = functions;
        this.byHand = byHand;
        this.settings = settings;
    }

    /**
     * @param decision a person's: approve, reject, or reject and why; null when no person was asked
     * @throws InteractionFunctionException when the call cannot be answered and that is not reported to the model
     */
    CallDecision plan(Step.Call call, @Nullable String decision, @Nullable String interactionId) {
        boolean approved = APPROVE.equals(decision);
        if (decision != null && !approved) return new CallDecision.Reply(call, rejection(decision), Outcome.REJECTED);
        ToolFunction function = functions.get(call.name());
        if (function == null) {
            if (byHand.contains(call.name()) && !approved) return new CallDecision.AwaitApproval(call);
            return unknown(call, approved, interactionId);
        }
        List<String> violations = violations(call, function);
        if (!violations.isEmpty()) return invalid(call, violations, interactionId);
        boolean asks = function.declaration().manual() || !settings.automatic();
        return asks && !approved ? new CallDecision.AwaitApproval(call) : new CallDecision.Execute(call, function);
    }

    private static String rejection(String decision) {
        String reason = decision.substring(decision.indexOf(':') + 1).trim();
        return decision.contains(":") && !reason.isEmpty()
                ? "The call was rejected by a person: " + reason
                : "The call was rejected by a person.";
    }

    private CallDecision unknown(Step.Call call, boolean approved, @Nullable String interactionId) {
        if (settings.repromptOnUnknown() && !approved)
            return new CallDecision.Reply(
                    call,
                    "There is no function of this name. Functions: " + String.join(", ", functions.keySet()),
                    Outcome.UNKNOWN);
        throw new InteractionFunctionException(
                Reason.UNKNOWN,
                "The model called a function that is not there. Functions of these tags: "
                        + String.join(", ", functions.keySet())
                        + ". Start its route, or set hallucinatedToolNameStrategy=repromptModel",
                interactionId,
                call.id(),
                call.name(),
                null);
    }

    private CallDecision invalid(Step.Call call, List<String> violations, @Nullable String interactionId) {
        if (settings.repromptOnError())
            return new CallDecision.Reply(
                    call, "The arguments are invalid: " + String.join("; ", violations), Outcome.INVALID);
        throw new InteractionFunctionException(
                Reason.INVALID,
                "The arguments of a call are not what its function takes, in " + violations.size()
                        + " places: describe the parameters better, or set toolExecutionErrorStrategy=repromptModel",
                interactionId,
                call.id(),
                call.name(),
                null);
    }

    private static List<String> violations(Step.Call call, ToolFunction function) {
        if (!InteractionJson.isObject(arguments(call))) return List.of("$: is no object");
        List<String> violations =
                new ArrayList<>(function.declaration().parameters().violations(arguments(call)));
        if (violations.isEmpty())
            violations.addAll(
                    function.objections(new FunctionCall("", String.valueOf(call.name()), arguments(call), false)));
        return violations;
    }

    static String arguments(Step.Call call) {
        return call.arguments() == null ? "{}" : call.arguments();
    }
}
