// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** The function calls of an interaction that wait for a result, with unique ids also where the service sends none. */
public final class PendingCalls {

    private PendingCalls() {}

    /**
     * The pending calls in order, each with its unique id of {@link Interaction#pendingCallsById()}.
     *
     * @throws InteractionFunctionException if two of them have the same id and differ in function or arguments: no result
     *     could refer to one of them alone
     */
    public static List<Step.Call> of(Interaction interaction) {
        Map<String, Step.Call> byId = interaction.pendingCallsById();
        check(byId.values(), interaction.id());
        List<Step.Call> calls = new ArrayList<>(byId.size());
        byId.forEach((id, call) -> calls.add(
                new Step.Call(call.type(), id, call.name(), call.arguments(), call.signature(), call.more())));
        return calls;
    }

    /** True if a result can refer to the call by its id: the service sent one. */
    public static boolean hasId(Step.Call call) {
        String id = call.id();
        return id != null && !id.isBlank();
    }

    private static void check(Iterable<Step.Call> calls, @Nullable String interactionId) {
        Map<String, Step.Call> first = new HashMap<>();
        for (Step.Call call : calls) {
            if (!hasId(call)) continue;
            Step.Call earlier = first.putIfAbsent(String.valueOf(call.id()), call);
            if (earlier == null
                    || Objects.equals(earlier.name(), call.name())
                            && arguments(earlier).equals(arguments(call))) continue;
            throw new InteractionFunctionException(
                    Reason.INVALID,
                    "Two calls of an answer have the same id and differ in function or arguments, so that no result could"
                            + " refer to one of them. None was run and nothing was sent: create the interaction again",
                    interactionId,
                    call.id(),
                    call.name(),
                    null);
        }
    }

    private static String arguments(Step.Call call) {
        String json = call.arguments() == null ? "{}" : call.arguments();
        try {
            return InteractionJson.canonical(json);
        } catch (IllegalArgumentException e) {
            return json;
        }
    }
}
