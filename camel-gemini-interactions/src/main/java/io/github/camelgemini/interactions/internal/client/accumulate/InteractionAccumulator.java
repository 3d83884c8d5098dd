// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one interaction into what a plain answer would have been. One accumulator, one interaction, one
 * thread at a time. Each event is to be added once: a stream that starts again from its first event needs a new one.
 *
 * <p>Documented: Interactions API reference, streaming, September 2026. Observed: traffic/steps-untouched.
 */
public final class InteractionAccumulator {

    private static final Interaction NOTHING = Interaction.of(null, InteractionStatus.IN_PROGRESS);

    // Set once.
    private final boolean keepSteps;

    // The interaction without its steps.
    private Interaction head = NOTHING;
    private @Nullable InteractionError error;
    private boolean ended;

    // The steps by their index in the stream.
    private final SortedMap<Integer, StepFold> open = new TreeMap<>();
    private final GaplessSet stopped = new GaplessSet();
    private final SortedMap<Integer, Step> kept = new TreeMap<>();
    private final SortedSet<Integer> inputIndexes = new TreeSet<>();
    private final List<Step> inputs = new ArrayList<>();

    // What the last event said about all steps, if it did.
    private @Nullable List<Step> wholeTruth;

    /**
     * @param keepSteps false to forget each step once {@link #add} has returned it, for callers that never ask for the whole
     *     answer; {@link #interaction()} has no steps then
     */
    public InteractionAccumulator(boolean keepSteps) {
        this.keepSteps = keepSteps;
    }

    /**
     * Folds one event in.
     *
     * @return the generated steps that are finished by it, in order: mostly none, one at {@code step.stop}, and at the last
     *     event those that were still open. Inputs are never among them.
     * @throws InteractionProtocolException if the event is about a step that has already stopped, or starts one twice
     */
    public List<FinishedStep> add(InteractionEvent event) {
        if (event instanceof InteractionEvent.StepGrew grew) grow(grew);
        else if (event instanceof InteractionEvent.StepStarted started) start(started);
        else if (event instanceof InteractionEvent.StepStopped stop) return stop(stop.index());
        else if (event instanceof InteractionEvent.Completed completed) return complete(completed.interaction());
        else if (event instanceof InteractionEvent.Created created) head = merged(created.interaction());
        else if (event instanceof InteractionEvent.StatusChanged changed) status(changed);
        else if (event instanceof InteractionEvent.Failed failed) fail(failed.error());
        return List.of();
    }

    private void start(InteractionEvent.StepStarted started) {
        int index = started.index();
        if (open.containsKey(index) || stopped.contains(index)) {
            throw outOfOrder(started, "which has already started", index);
        }
        if (isInput(index, started.step())) inputIndexes.add(index);
        open.put(index, StepFold.of(started.step()));
    }

    /** What was sent to the model stands in front of a full replay; results further back are an agent's own. */
    private boolean isInput(int index, Step step) {
        return step instanceof Step.UserInput || step.isInput() && index == inputIndexes.size();
    }

    private void grow(InteractionEvent.StepGrew grew) {
        int index = grew.index();
        StepFold fold = open.get(index);
        if (fold == null) {
            if (stopped.contains(index)) throw outOfOrder(grew, "which has already stopped", index);
            fold = StepFold.implied(grew.delta());
            open.put(index, fold);
        }
        fold.grow(grew.delta());
    }

    private List<FinishedStep> stop(int index) {
        StepFold fold = open.remove(index);
        if (fold == null) return List.of();
        FinishedStep finished = finish(index, fold);
        return finished == null ? List.of() : List.of(finished);
    }

    private @Nullable FinishedStep finish(int index, StepFold fold) {
        stopped.add(index);
        Step step = fold.step();
        int position = position(index);
        if (position < 0) {
            inputs.add(step);
            return null;
        }
        if (keepSteps) kept.put(index, step);
        return new FinishedStep(index, position, step);
    }

    /** The position of a step among the generated ones, by its index in the stream; -1 for an input. */
    public int position(int index) {
        return inputIndexes.contains(index)
                ? -1
                : index - inputIndexes.headSet(index).size();
    }

    /** The API's word for a step that grows, by its index in the stream; null when there is none. */
    public @Nullable String type(int index) {
        StepFold fold = open.get(index);
        return fold == null ? null : fold.type();
    }

    /** The index in the stream of a step at a position among the generated ones. */
    private int index(int position) {
        int index = position;
        for (int input : inputIndexes) if (input <= index) index++;
        return index;
    }

    private List<FinishedStep> complete(Interaction last) {
        head = merged(last);
        if (!head.status().isTerminal() && last.status().word().isEmpty())
            head = head.withStatus(InteractionStatus.COMPLETED);
        ended = true;
        if (!last.steps().isEmpty()) return replaceSteps(last.steps());
        List<FinishedStep> finished = new ArrayList<>();
        open.forEach((index, fold) -> {
            FinishedStep step = finish(index, fold);
            if (step != null) finished.add(step);
        });
        open.clear();
        return finished;
    }

    /** Documented: Interactions API reference, interaction.completed: steps in it are the complete truth. */
    private List<FinishedStep> replaceSteps(List<Step> steps) {
        int generated = 0;
        while (generated < steps.size() && steps.get(generated).isInput()) generated++;
        if (generated > 0) {
            inputs.clear();
            inputs.addAll(steps.subList(0, generated));
        }
        List<FinishedStep> finished = new ArrayList<>();
        for (int i = generated; i < steps.size(); i++) {
            int position = i - generated;
            if (!stopped.contains(index(position))) finished.add(new FinishedStep(i, position, steps.get(i)));
        }
        open.clear();
        kept.clear();
        wholeTruth = keepSteps ? steps.subList(generated, steps.size()) : null;
        return finished;
    }

    private void status(InteractionEvent.StatusChanged changed) {
        if (head.id() == null && changed.interactionId() != null) head = merged(head.withId(changed.interactionId()));
        if (!changed.status().word().isEmpty()) head = head.withStatus(changed.status());
        // Some proxies report the failure of a run here.
        if (changed.error() != null) fail(changed.error());
    }

    private void fail(InteractionError given) {
        if (given.isEmpty()) return;
        error = given;
        ended = true;
        if (!head.status().isTerminal()) head = head.withStatus(InteractionStatus.FAILED);
    }

    /**
     * The interaction as far as it got. Its steps are the generated ones, those still open included: what the answer to a
     * create holds. Usage is what the last event said, never a sum.
     */
    public Interaction interaction() {
        Interaction folded = keepSteps ? head.withSteps(steps()) : head;
        return error == null || !head.errors().isEmpty() ? folded : folded.withErrors(List.of(error));
    }

    private List<Step> steps() {
        if (wholeTruth != null) return wholeTruth;
        SortedMap<Integer, Step> steps = new TreeMap<>(kept);
        open.forEach((index, fold) -> {
            if (!inputIndexes.contains(index)) steps.put(index, fold.step());
        });
        return List.copyOf(steps.values());
    }

    /** The inputs that a full replay has in front, as far as they are finished; empty for any other stream. */
    public List<Step> inputs() {
        return List.copyOf(inputs);
    }

    /** True once the last event has come, or an error that says something. */
    public boolean isEnded() {
        return ended;
    }

    /** Why the run failed; null unless an event said so. */
    public @Nullable InteractionError error() {
        return error;
    }

    /** The head with everything that {@code news} says; steps are folded elsewhere. */
    private Interaction merged(Interaction news) {
        Map<String, String> more = new LinkedHashMap<>(head.more());
        more.putAll(news.more());
        // Not stored: an empty id. Not told here: an empty list of steps.
        more.remove("id");
        more.remove("steps");
        return new Interaction(
                or(news.id(), head.id()),
                news.status().word().isEmpty() ? head.status() : news.status(),
                or(news.model(), head.model()),
                or(news.agent(), head.agent()),
                or(news.created(), head.created()),
                or(news.updated(), head.updated()),
                List.of(),
                or(news.usage(), head.usage()),
                or(news.serviceTier(), head.serviceTier()),
                or(news.environmentId(), head.environmentId()),
                or(news.previousInteractionId(), head.previousInteractionId()),
                news.errors().isEmpty() ? head.errors() : news.errors(),
                more);
    }

    private static <T> @Nullable T or(@Nullable T news, @Nullable T old) {
        return news != null ? news : old;
    }

    private static InteractionProtocolException outOfOrder(InteractionEvent event, String state, int index) {
        return new InteractionProtocolException(event.type() + " for step " + index + ", " + state, event.json(), null);
    }
}
