// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.accumulate.PendingCalls;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Results of the function calls of one interaction.
 *
 * @param request the request that the interaction answers
 * @param interaction the interaction whose calls they are
 * @param results in the order of the calls, which they name by their unique ids ({@link PendingCalls}); without those that
 *     wait for a person
 * @param waits true when a call waits for a person
 * @param direct true when the results are the answer (returnDirect)
 */
public record RoundAnswer(
        InteractionRequest request, Interaction interaction, List<Step> results, boolean waits, boolean direct) {

    public RoundAnswer {
        results = List.copyOf(results);
    }

    /** The request that sends the results, each with the id that the service sent, or that the call has in the history. */
    public InteractionRequest next() {
        if (isHistorySent()) return request.continuing(interaction, renamed(wholeHistory()));
        Map<String, Step.Call> calls = interaction.pendingCallsById();
        List<Step> sent = new ArrayList<>();
        for (Step step : results) {
            Step.Call call = step instanceof Step.Result result ? calls.get(String.valueOf(result.callId())) : null;
            sent.add(call == null ? step : sent(call, (Step.Result) step));
        }
        return request.continuing(interaction, sent);
    }

    /**
     * No result step can refer to a stored call without an id, and one with an empty id is refused: its result is sent as
     * text, with the arguments, which distinguish it from other calls of the function. Assumed: that the model understands it.
     */
    private static Step sent(Step.Call call, Step.Result result) {
        if (PendingCalls.hasId(call)) return withCallId(result, call.id());
        String text = "The function call " + call.name() + "(" + CallPlanner.arguments(call) + ") returned "
                + result.result();
        return new Step.UserInput(List.of(new Content.Text(text)));
    }

    private static Step.Result withCallId(Step.Result result, @Nullable String id) {
        return new Step.Result(
                result.type(), id, result.name(), result.result(), result.isError(), result.signature(), result.more());
    }

    /** The interaction that waits for a person: its steps (the history if the service stores none), and the results. */
    public Interaction pending() {
        Interaction whole = isHistorySent() ? wholeHistory() : interaction;
        List<Step> steps = new ArrayList<>(whole.steps());
        steps.addAll(placed(whole));
        return interaction.withSteps(steps);
    }

    private boolean isHistorySent() {
        return request.isStateless() || interaction.id() == null;
    }

    private Interaction wholeHistory() {
        List<Step> steps = new ArrayList<>(request.input());
        steps.addAll(interaction.steps());
        return interaction.withSteps(steps);
    }

    /** The results as {@link #placed}, but for a call to which the service sent an id: with that one. */
    private List<Step> renamed(Interaction whole) {
        Map<String, Step.Call> calls = whole.pendingCallsById();
        List<Step> renamed = new ArrayList<>();
        for (Step step : placed(whole)) {
            Step.Call call = step instanceof Step.Result result ? calls.get(String.valueOf(result.callId())) : null;
            renamed.add(call == null || !PendingCalls.hasId(call) ? step : withCallId((Step.Result) step, call.id()));
        }
        return renamed;
    }

    /** The results, with the ids that the calls have among those of the whole history. */
    private List<Step> placed(Interaction whole) {
        Map<String, Integer> own = new HashMap<>();
        for (String id : interaction.pendingCallsById().keySet()) own.put(id, own.size());
        List<String> all = List.copyOf(whole.pendingCallsById().keySet());
        int earlier = all.size() - own.size(); // calls of the history, which come first
        List<Step> placed = new ArrayList<>();
        for (Step step : results) {
            Integer call = step instanceof Step.Result result ? own.get(String.valueOf(result.callId())) : null;
            placed.add(call == null ? step : withCallId((Step.Result) step, all.get(earlier + call)));
        }
        return placed;
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
