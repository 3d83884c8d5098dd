// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.camelgemini.interactions.internal.client.accumulate.PendingCalls;
import io.github.camelgemini.interactions.internal.client.auth.ApprovalKey;
import io.github.camelgemini.interactions.internal.client.codec.ApprovalJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Writes calls that wait for approval as a body that a route can store: with the results that exist already, and the request
 * to continue with when the decisions are made.
 */
final class PendingApprovalWriter {

    private PendingApprovalWriter() {}

    /**
     * @param key signs it; null for none
     * @throws io.github.camelgemini.interactions.exception.InteractionFunctionException if a result could not refer to one of
     *     the calls alone
     */
    static String json(Interaction interaction, Expected expected, @Nullable ApprovalKey key) {
        List<Step> steps = interaction.steps();
        int end = steps.size();
        while (end > 0 && steps.get(end - 1) instanceof Step.Result result && result.isInput()) end--;
        PendingApproval round = new PendingApproval(
                interaction.id(),
                interaction.id() == null ? UUID.randomUUID().toString() : null,
                PendingCalls.of(interaction),
                steps.subList(end, steps.size()),
                request(interaction, expected, steps.subList(0, end)),
                expected.tags(),
                Map.of(),
                null);
        return ApprovalJson.write(round, key == null ? null : key::sign);
    }

    /** The request to continue with; if the interaction is not stored, with its history: input and generated steps. */
    private static @Nullable InteractionRequest request(
            Interaction interaction, Expected expected, List<Step> generated) {
        InteractionRequest sent = expected.request();
        if (sent == null) return null;
        if (interaction.id() != null) return sent.withInput(List.of(), null);
        List<Step> history = new ArrayList<>(generated);
        int inputs = sent.input().size();
        boolean hasInput =
                generated.size() >= inputs && generated.subList(0, inputs).equals(sent.input());
        if (!hasInput) history.addAll(0, sent.input());
        return sent.withInput(history, sent.previousInteractionId());
    }
}
