// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Decides about each call of a round before any of them runs. Calls are untrusted input from the model. */
record CallPlanner(Map<String, ToolFunction> functions, Set<String> external, ToolSettings settings) {

    private static final String APPROVE = "approve";

    /**
     * @param decision of a person: {@code approve}, {@code reject} or {@code reject: reason}; null before it is requested
     * @throws InteractionFunctionException when the call is invalid and that is not reported to the model
     */
    CallDecision plan(Step.Call call, @Nullable String decision, @Nullable String interactionId) {
        boolean approved = APPROVE.equals(decision);
        if (decision != null && !approved) return new CallDecision.Reply(call, rejection(decision), Outcome.REJECTED);
        ToolFunction function = functions.get(call.name());
        if (function == null) {
            if (external.contains(call.name()) && !approved) return new CallDecision.AwaitApproval(call);
            return unknown(call, approved, interactionId);
        }
        List<String> violations = violations(call, function);
        if (!violations.isEmpty()) return invalid(call, violations, interactionId);
        return needsApproval(call) && !approved
                ? new CallDecision.AwaitApproval(call)
                : new CallDecision.Execute(call, function);
    }

    /** Whether the result of a call comes from a person, or after a person has approved it. */
    boolean needsApproval(Step.Call call) {
        ToolFunction function = functions.get(call.name());
        if (function == null) return external.contains(call.name());
        return function.declaration().manual() || !settings.automatic();
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
        throw failure(
                Reason.UNKNOWN,
                "The model called a function that does not exist. Functions of these tags: "
                        + String.join(", ", functions.keySet())
                        + ". Start its route, or set hallucinatedToolNameStrategy=repromptModel",
                interactionId,
                call,
                null);
    }

    private CallDecision invalid(Step.Call call, List<String> violations, @Nullable String interactionId) {
        if (settings.repromptOnError())
            return new CallDecision.Reply(
                    call, "The arguments are invalid: " + String.join("; ", violations), Outcome.INVALID);
        throw failure(
                Reason.INVALID,
                "The arguments of a call violate the parameters of its function, in " + violations.size()
                        + " places: describe the parameters better, or set toolExecutionErrorStrategy=repromptModel",
                interactionId,
                call,
                null);
    }

    private static List<String> violations(Step.Call call, ToolFunction function) {
        if (!InteractionJson.isObject(arguments(call))) return List.of("$: is no object");
        return function.declaration().parameters().violations(arguments(call));
    }

    static InteractionFunctionException failure(
            Reason reason, String message, @Nullable String interactionId, Step.Call call, @Nullable Throwable cause) {
        return new InteractionFunctionException(reason, message, interactionId, call.id(), call.name(), cause);
    }

    static String arguments(Step.Call call) {
        return call.arguments() == null ? "{}" : call.arguments();
    }
}
