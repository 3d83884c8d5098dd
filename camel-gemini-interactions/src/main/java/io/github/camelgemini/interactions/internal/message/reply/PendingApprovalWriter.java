// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.camelgemini.interactions.internal.client.codec.ApprovalJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a person, as a body that can be kept: with the results that are there already, and all that has to be
 * asked again when the others are.
 */
final class PendingApprovalWriter {

    private PendingApprovalWriter() {}

    static String json(Interaction interaction, Expected expected) {
        List<Step> steps = interaction.steps();
        int end = steps.size();
        while (end > 0 && steps.get(end - 1) instanceof Step.Result result && result.isInput()) end--;
        return ApprovalJson.write(new PendingApproval(
                interaction.id(),
                interaction.id() == null ? UUID.randomUUID().toString() : null,
                interaction.pendingCalls(),
                steps.subList(end, steps.size()),
                request(interaction, expected, steps.subList(0, end)),
                expected.tags(),
                Map.of()));
    }

    /** Where nothing is stored, the history goes along: what was asked, and what came of it. */
    private static @Nullable InteractionRequest request(
            Interaction interaction, Expected expected, List<Step> generated) {
        InteractionRequest asked = expected.request();
        if (asked == null) return null;
        if (interaction.id() != null) return asked.withInput(List.of(), null);
        List<Step> history = new ArrayList<>(generated);
        int said = asked.input().size();
        boolean whole = generated.size() >= said && generated.subList(0, said).equals(asked.input());
        if (!whole) history.addAll(0, asked.input());
        return asked.withInput(history, asked.previousInteractionId());
    }
}
