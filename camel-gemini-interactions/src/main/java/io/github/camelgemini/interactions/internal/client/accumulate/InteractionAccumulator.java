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
 * Folds the events of one interaction into an {@link Interaction} equal to the non-streaming answer. One thread at a time.
 * Each event must be added once: a replay needs a new accumulator.
 *
 * <p>Documented: Interactions API reference, streaming, September 2026. Observed: traffic/steps-untouched.
 */
public final class InteractionAccumulator {

    private static final Interaction NOTHING = Interaction.of(null, InteractionStatus.IN_PROGRESS);

    // Set once.
    private final boolean collectSteps;

    // The interaction without its steps.
    private Interaction head = NOTHING;
    private @Nullable InteractionError error;

    // The steps by their index in the stream.
    private final SortedMap<Integer, StepFold> open = new TreeMap<>();
    private final GaplessSet stopped = new GaplessSet();
    private final SortedMap<Integer, Step> finished = new TreeMap<>();
    private final SortedSet<Integer> inputIndexes = new TreeSet<>();

    // Steps that have stopped before an earlier one: returned after that, in order.
    private final SortedMap<Integer, FinishedStep> held = new TreeMap<>();

    // All generated steps, if the final event had them.
    private @Nullable List<Step> finalSteps;

    /**
     * @param collectSteps false to discard each step after {@link #add} has returned it; {@link #interaction()} then has no
     *     steps
     */
    public InteractionAccumulator(boolean collectSteps) {
        this.collectSteps = collectSteps;
    }

    /**
     * Adds one event. A step that stops while an earlier one is open or unknown is returned after that one.
     *
     * @return the generated steps that the event finishes, in order: at {@code step.stop} that step and those that waited for
     *     it, all that are left at the final event, otherwise none; never an input
     * @throws InteractionProtocolException if the event starts a step twice or adds to a step that has stopped
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

    /** A full replay starts with the inputs; results after a generated step are an agent's own. */
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
        finish(index, fold);
        List<FinishedStep> inOrder = new ArrayList<>(1);
        while (!held.isEmpty() && held.firstKey() < stopped.below()) inOrder.add(held.remove(held.firstKey()));
        return inOrder;
    }

    private void finish(int index, StepFold fold) {
        stopped.add(index);
        Step step = fold.step();
        int position = position(index);
        if (position < 0) return;
        if (collectSteps) finished.put(index, step);
        held.put(index, new FinishedStep(index, position, step));
    }

    /** Converts a stream index to an index among the generated steps; -1 for an input. */
    public int position(int index) {
        return inputIndexes.contains(index)
                ? -1
                : index - inputIndexes.headSet(index).size();
    }

    /** The API's type of an open step, by its stream index; null if there is none. */
    public @Nullable String type(int index) {
        StepFold fold = open.get(index);
        return fold == null ? null : fold.type();
    }

    /** Converts an index among the generated steps to a stream index. */
    private int index(int position) {
        int index = position;
        for (int input : inputIndexes) if (input <= index) index++;
        return index;
    }

    private List<FinishedStep> complete(Interaction last) {
        head = merged(last);
        if (!head.status().isTerminal() && last.status().word().isEmpty())
            head = head.withStatus(InteractionStatus.COMPLETED);
        if (!last.steps().isEmpty()) return replaceSteps(last.steps());
        open.forEach(this::finish);
        open.clear();
        List<FinishedStep> remaining = List.copyOf(held.values());
        held.clear();
        return remaining;
    }

    /** Documented: Interactions API reference, interaction.completed: the steps in it replace all earlier ones. */
    private List<FinishedStep> replaceSteps(List<Step> steps) {
        int generated = 0;
        while (generated < steps.size() && steps.get(generated).isInput()) generated++;
        List<FinishedStep> remaining = new ArrayList<>();
        for (int i = generated; i < steps.size(); i++) {
            int position = i - generated;
            int index = index(position);
            if (!stopped.contains(index) || held.containsKey(index))
                remaining.add(new FinishedStep(i, position, steps.get(i)));
        }
        open.clear();
        held.clear();
        finished.clear();
        finalSteps = collectSteps ? steps.subList(generated, steps.size()) : null;
        return remaining;
    }

    private void status(InteractionEvent.StatusChanged changed) {
        if (head.id() == null && changed.interactionId() != null) head = merged(head.withId(changed.interactionId()));
        if (!changed.status().word().isEmpty()) head = head.withStatus(changed.status());
        // Some proxies report the failure of a run in this event.
        if (changed.error() != null) fail(changed.error());
    }

    private void fail(InteractionError given) {
        if (given.isEmpty()) return;
        error = given;
        if (!head.status().isTerminal()) head = head.withStatus(InteractionStatus.FAILED);
    }

    /**
     * Adds the final event of a run of which the service has reported an error that the run did not continue after. A run
     * that says that it completed, with an answer, has overcome the error; otherwise the error is why it failed.
     *
     * @return as {@link #add}
     */
    public List<FinishedStep> end(InteractionEvent.Completed last, InteractionError reported) {
        boolean hasStatus = !last.interaction().status().word().isEmpty();
        List<FinishedStep> remaining = add(last);
        boolean hasAnswer = collectSteps ? !interaction().output().isEmpty() : stopped.below() > 0;
        boolean isOvercome = hasStatus
                && (head.status().equals(InteractionStatus.REQUIRES_ACTION)
                        || head.status().equals(InteractionStatus.COMPLETED) && hasAnswer);
        if (isOvercome) return remaining;
        error = reported;
        if (!hasStatus || head.status().equals(InteractionStatus.COMPLETED))
            head = head.withStatus(InteractionStatus.FAILED);
        return remaining;
    }

    /** The interaction so far, with generated steps only, including open ones. Usage is the latest value, never a sum. */
    public Interaction interaction() {
        Interaction folded = collectSteps ? head.withSteps(steps()) : head;
        return error == null || !head.errors().isEmpty() ? folded : folded.withErrors(List.of(error));
    }

    private List<Step> steps() {
        if (finalSteps != null) return finalSteps;
        SortedMap<Integer, Step> steps = new TreeMap<>(finished);
        open.forEach((index, fold) -> {
            if (!inputIndexes.contains(index)) steps.put(index, fold.step());
        });
        return List.copyOf(steps.values());
    }

    /** The head updated with all members of {@code news} except the steps. */
    private Interaction merged(Interaction news) {
        Map<String, String> more = new LinkedHashMap<>(head.more());
        more.putAll(news.more());
        // An empty id (not stored) and an empty list of steps carry no information.
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
