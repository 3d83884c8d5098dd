// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A round of function calls that waits for a person's approval. It is stored until the decisions are made, and then
 * continued with them on any node.
 *
 * @param interactionId the interaction whose calls wait; null if it is not stored at the service
 * @param runId makes the call ids unique if the interaction is not stored; else null
 * @param pending the calls without a result
 * @param results results of the calls of the same round that needed no decision
 * @param request parameters of the next request; null if absent. Its input is the whole history if the interaction is not
 *     stored, else empty.
 * @param tags tags of the functions that the model may call
 * @param decisions call id to {@code approve} or {@code reject: reason}; empty before the decisions
 * @param signature of everything but the decisions, made with the component's {@code approvalKey}; null if it has none
 */
public record PendingApproval(
        @Nullable String interactionId,
        @Nullable String runId,
        List<Step.Call> pending,
        List<Step> results,
        @Nullable InteractionRequest request,
        List<String> tags,
        Map<String, String> decisions,
        @Nullable String signature) {

    public PendingApproval {
        pending = List.copyOf(pending);
        results = List.copyOf(results);
        tags = List.copyOf(tags);
        decisions = Members.copyOf(decisions);
    }
}
