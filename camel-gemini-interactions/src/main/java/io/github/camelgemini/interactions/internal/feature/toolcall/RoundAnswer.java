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
 * Results of the calls of one interaction.
 *
 * @param asked the request that it answers
 * @param interaction the interaction whose calls they are
 * @param results in the order of the calls; those that wait have none
 * @param waits true when a person has to decide about a call
 * @param direct true when the results are the answer
 */
public record RoundAnswer(
        InteractionRequest asked, Interaction interaction, List<Step> results, boolean waits, boolean direct) {

    public RoundAnswer {
        results = List.copyOf(results);
    }

    /** The request that brings the results. */
    public InteractionRequest next() {
        return asked.continuing(interaction, results);
    }

    /** The interaction as it is left to wait: its steps, or the whole history where nothing is stored, and the results. */
    public Interaction pending() {
        List<Step> steps = new ArrayList<>(isStateless() ? history() : interaction.steps());
        steps.addAll(results);
        return interaction.withSteps(steps);
    }

    /** The interaction as if the model had said the results. */
    public Interaction answered() {
        List<Content> said = new ArrayList<>();
        for (Step result : results) {
            if (!said.isEmpty()) said.add(new Content.Text("\n"));
            said.addAll(contents((Step.Result) result));
        }
        List<Step> steps = new ArrayList<>(interaction.steps());
        steps.addAll(results);
        steps.add(new Step.ModelOutput(said, Map.of()));
        return interaction.withSteps(steps).withStatus(InteractionStatus.COMPLETED);
    }

    private boolean isStateless() {
        return asked.isStateless() || interaction.id() == null;
    }

    private List<Step> history() {
        List<Step> history = new ArrayList<>(asked.input());
        history.addAll(interaction.steps());
        return history;
    }

    private static List<Content> contents(Step.Result result) {
        String json = result.result() == null ? "" : result.result();
        Object value = InteractionJson.value(json);
        if (value instanceof String text) return List.of(new Content.Text(text));
        if (value instanceof List<?>) return InteractionJson.readContents(json);
        return List.of(new Content.Text(json));
    }
}
