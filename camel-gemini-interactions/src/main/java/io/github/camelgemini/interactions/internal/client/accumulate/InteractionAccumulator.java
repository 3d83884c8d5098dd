// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.model.Delta;
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

    /** Fragments of arguments behind the stop of their call: each is checked with all before it. */
    private static final int MAX_LATE_ARGUMENTS = 1_000;

    private static final Interaction NOTHING = Interaction.of(null, InteractionStatus.IN_PROGRESS);

    /** What is collected of the generated steps. */
    public enum Collects {
        /** Their types: {@link #add} returns steps without what deltas have added. */
        TYPES,
        /** Each one until {@link #add} has returned it. */
        STEPS,
        /** All of them, for {@link #interaction()}, which has no steps otherwise. */
        ALL
    }

    // Set once.
    private final boolean collectSteps;
    private final boolean collectsContent;

    // The interaction without its steps.
    private Interaction head = NOTHING;
    private @Nullable InteractionError error;

    // The steps by their index in the stream.
    private final SortedMap<Integer, StepFold> open = new TreeMap<>();
    // The step that grew last: mostly it is the one that grows next.
    private int latest = -1;
    private @Nullable StepFold ofLatest;
    private boolean hasDiscarded;
    private final GaplessSet stopped = new GaplessSet();
    private final SortedMap<Integer, Step> finished = new TreeMap<>();
    private final List<Integer> inputIndexes = new ArrayList<>(); // in order

    // What grew after its stop, by index: the step, and how often arguments were added. finished and held have it as it
    // was.
    private final Map<Integer, StepFold> grown = new HashMap<>();
    private final Map<Integer, Integer> lateArguments = new HashMap<>();

    // Steps that have stopped before an earlier one: returned after that, in order.
    private final SortedMap<Integer, FinishedStep> held = new TreeMap<>();

    // All generated steps, if the final event had them.
    private @Nullable List<Step> finalSteps;

    public InteractionAccumulator(Collects collects) {
        this.collectSteps = collects == Collects.ALL;
        this.collectsContent = collects != Collects.TYPES;
    }

    /**
     * Adds one event. A step that stops while an earlier one is open or unknown is returned after that one.
     *
     * @return the generated steps that the event finishes, in order: at {@code step.stop} that step and those that waited for
     *     it, all that are left at the final event, otherwise none; never an input
     * @throws InteractionProtocolException if the event starts one step more than an answer may have, starts a step twice,
     *     adds to the complete arguments of a call that has stopped, or adds to audio what is not base64; the event then has
     *     changed nothing
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
        checkNumber(started);
        int place = inputPlace(index);
        if (place < 0 && isInput(index, started.step())) inputIndexes.add(-place - 1, index);
        else hasDiscarded |= !collectSteps;
        open.put(index, StepFold.of(started.step()));
    }

    /** A full replay starts with the inputs; results after a generated step are an agent's own. */
    private boolean isInput(int index, Step step) {
        return step instanceof Step.UserInput || step.isInput() && index == inputIndexes.size();
    }

    private void grow(InteractionEvent.StepGrew grew) {
        int index = grew.index();
        StepFold fold = open(index);
        if (fold == null) {
            if (stopped.contains(index)) {
                if (collectsContent) growStopped(grew);
                return;
            }
            checkNumber(grew);
            fold = StepFold.implied(grew.delta());
            open.put(index, fold);
        }
        if (collectsContent) fold.grow(grew.delta());
        hasDiscarded |= !collectSteps;
    }

    private @Nullable StepFold open(int index) {
        if (index == latest && ofLatest != null) return ofLatest;
        latest = index;
        ofLatest = open.get(index);
        return ofLatest;
    }

    /** True if a step was generated that is not in {@link #interaction()} because steps are not collected. */
    public boolean hasDiscarded() {
        return hasDiscarded;
    }

    /**
     * Adds what comes after the stop of its step. A step that was returned before is not returned again; {@link
     * #interaction()} has the addition.
     */
    private void growStopped(InteractionEvent.StepGrew grew) {
        int index = grew.index();
        FinishedStep waiting = held.get(index);
        Step step = waiting != null ? waiting.step() : finished.get(index);
        if (step == null) return; // an input, or not collected
        StepFold fold = grown.get(index);
        if (grew.delta() instanceof Delta.Arguments more) {
            Step known = fold == null ? step : fold.step();
            if (StepFold.reopened(known) == null) {
                if (more.fragment().isBlank()) return;
                throw outOfOrder(grew, "which has already stopped", index);
            }
            if (lateArguments.merge(index, 1, Integer::sum) > MAX_LATE_ARGUMENTS)
                throw outOfOrder(grew, "which has stopped " + MAX_LATE_ARGUMENTS + " events before", index);
        }
        if (fold == null) {
            fold = StepFold.reopened(step);
            if (fold == null) fold = StepFold.of(step);
        }
        fold.grow(grew.delta());
        grown.put(index, fold);
    }

    private void checkNumber(InteractionEvent event) {
        if (open.size() + stopped.size() >= InteractionJson.MAX_STEPS) throw InteractionJson.tooManySteps(event.json());
    }

    private Step grown(int index, Step step) {
        StepFold fold = grown.get(index);
        return fold == null ? step : fold.step();
    }

    private FinishedStep grown(FinishedStep step) {
        return new FinishedStep(step.index(), step.position(), grown(step.index(), step.step()));
    }

    private List<FinishedStep> stop(int index) {
        StepFold fold = open.remove(index);
        ofLatest = null;
        if (fold == null) return List.of();
        finish(index, fold);
        List<FinishedStep> inOrder = new ArrayList<>(1);
        while (!held.isEmpty() && held.firstKey() < stopped.below()) inOrder.add(grown(held.remove(held.firstKey())));
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
        int place = inputPlace(index);
        return place >= 0 ? -1 : index + place + 1;
    }

    /** Where an input is: the number of generated steps before it, and its number among the inputs there. */
    String inputPosition(int index) {
        int place = inputPlace(index);
        int generated = index - place;
        int number = 0;
        while (number < place && inputIndexes.get(place - number - 1) == index - number - 1) number++;
        return generated + "/" + number;
    }

    /** Place among the inputs; negative for a generated step, and then the number of inputs before it and one. */
    private int inputPlace(int index) {
        if (inputIndexes.isEmpty()) return -1;
        return Collections.binarySearch(inputIndexes, index);
    }

    /** The API's type of an open step, by its stream index; null if there is none. */
    public @Nullable String type(int index) {
        StepFold fold = open(index);
        return fold == null ? null : fold.type();
    }

    private List<FinishedStep> complete(Interaction last) {
        head = merged(last).withContinuationToken(last.continuationToken());
        boolean isFailed = !last.errors().isEmpty() && last.status().word().isEmpty();
        if (!head.status().isTerminal() && saysNothingOfTheEnd(last.status()))
            head = head.withStatus(isFailed ? InteractionStatus.FAILED : InteractionStatus.COMPLETED);
        int inputs = 0;
        while (inputs < last.steps().size() && last.steps().get(inputs).isInput()) inputs++;
        List<Step> generated = last.steps().subList(inputs, last.steps().size());
        hasDiscarded |= !collectSteps && !generated.isEmpty();
        if (!generated.isEmpty() && (collectSteps || generated.size() >= streamedSteps()))
            return replaceSteps(collectSteps ? FinalSteps.merged(steps(), generated) : generated, inputs);
        open.forEach(this::finish);
        open.clear();
        ofLatest = null;
        List<FinishedStep> remaining = held.values().stream().map(this::grown).toList();
        held.clear();
        return remaining;
    }

    /** Assumed: the final event ends a run also if its status says that the run has not ended. */
    private static boolean saysNothingOfTheEnd(InteractionStatus status) {
        return status.word().isEmpty()
                || status.equals(InteractionStatus.QUEUED)
                || status.equals(InteractionStatus.IN_PROGRESS);
    }

    /** Number of generated steps that have started. */
    private int streamedSteps() {
        int inputs = inputIndexes.size();
        int openInputs = (int)
                open.keySet().stream().filter(index -> inputPlace(index) >= 0).count();
        return stopped.size() - (inputs - openInputs) + open.size() - openInputs;
    }

    /** @param inputs number of inputs before these steps in the final event */
    private List<FinishedStep> replaceSteps(List<Step> steps, int inputs) {
        List<FinishedStep> remaining = new ArrayList<>();
        int index = -1; // in the stream
        for (int position = 0; position < steps.size(); position++) {
            do index++;
            while (inputPlace(index) >= 0);
            if (!stopped.contains(index) || held.containsKey(index))
                remaining.add(new FinishedStep(inputs + position, position, steps.get(position)));
        }
        open.clear();
        ofLatest = null;
        held.clear();
        finished.clear();
        finalSteps = collectSteps ? List.copyOf(steps) : null;
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
        grown.forEach((index, fold) -> steps.replace(index, fold.step()));
        open.forEach((index, fold) -> {
            if (inputPlace(index) < 0) steps.put(index, fold.step());
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
                or(news.continuationToken(), head.continuationToken()),
                List.of(),
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
