// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;

/**
 * Results of the function calls of one interaction.
 *
 * @param request the request that the interaction answers
 * @param interaction the interaction whose calls they are
 * @param results in the order of the calls; without those that wait for a person
 * @param waits true when a call waits for a person
 * @param direct true when the results are the answer (returnDirect)
 */
public record RoundAnswer(
        InteractionRequest request, Interaction interaction, List<Step> results, boolean waits, boolean direct) {

    public RoundAnswer {
        results = List.copyOf(results);
    }

    /** The request that sends the results. */
    public InteractionRequest next() {
        return request.continuing(interaction, results);
    }

    /** The interaction that waits for a person: its steps (the history if the service stores none), and the results. */
    public Interaction pending() {
        List<Step> steps = new ArrayList<>();
        if (request.isStateless() || interaction.id() == null) steps.addAll(request.input());
        steps.addAll(interaction.steps());
        steps.addAll(results);
        return interaction.withSteps(steps);
    }

    /** The interaction with the results as the output of the model. */
    public Interaction answered() {
        List<Content> output = new ArrayList<>();
        for (Step result : results) {
            if (!output.isEmpty()) output.add(new Content.Text("\n"));
            output.addAll(contents((Step.Result) result));
        }
        List<Step> steps = new ArrayList<>(interaction.steps());
        steps.addAll(results);
        steps.add(new Step.ModelOutput(output, Map.of()));
        return interaction.withSteps(steps).withStatus(InteractionStatus.COMPLETED);
    }

    private static List<Content> contents(Step.Result result) {
        String json = result.result() == null ? "" : result.result();
        Object value = InteractionJson.value(json);
        if (value instanceof String text) return List.of(new Content.Text(text));
        if (value instanceof List<?>) return InteractionJson.readContents(json);
        return List.of(new Content.Text(json));
    }
}
