// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Whether the function results of an input answer the calls that are open: all of them in one request, and no others.
 * An input without any result is taken: a plain new turn. Calls may share an id, as gateways were seen to write: each needs
 * a result.
 */
public final class ResultCheck {
    private ResultCheck() {}

    /**
     * Checks one input.
     *
     * @param earlier steps of the interaction it continues, empty for none
     * @throws Refused naming the call that is missing or unknown
     */
    public static void check(List<ObjectNode> input, List<ObjectNode> earlier) {
        List<String> open = new ArrayList<>();
        collect(earlier, open);
        boolean results = false;
        for (ObjectNode step : input) {
            if (step.path("type").asText().equals("function_call")) {
                open.add(step.path("id").asText());
            }
            if (step.path("type").asText().equals("function_result")) {
                results = true;
                String callId = step.path("call_id").asText();
                if (!open.remove(callId)) {
                    throw Refused.invalid("There is no open function_call with the id '" + callId + "'.");
                }
            }
        }
        if (results && !open.isEmpty()) {
            throw Refused.invalid("Results are missing for the function calls " + String.join(", ", open) + ".");
        }
    }

    private static void collect(List<ObjectNode> steps, List<String> open) {
        for (ObjectNode step : steps) {
            switch (step.path("type").asText()) {
                case "function_call" -> open.add(step.path("id").asText());
                case "function_result" -> open.remove(step.path("call_id").asText());
                default -> {}
            }
        }
    }
}
