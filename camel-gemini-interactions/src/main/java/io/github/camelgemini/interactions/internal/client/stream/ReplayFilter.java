// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What of a run its receiver has got: by event id where the service sends ids, else by step and length. A run that is played
 * again from its beginning is let through only from there on, and with the indexes that the receiver knows.
 *
 * <p>One thread at a time. Knows how much text a step has had so far, never the text; of a step that is whole, only that.
 */
final class ReplayFilter {

    /** How many event ids are remembered: a service that repeats events repeats recent ones. */
    private static final int REMEMBERED_IDS = 1024;

    /** How much of one step there was so far. */
    private static final class Amount {
        private boolean started;
        private long chars;
        private int others;
    }

    /** One way through the run, from its beginning. */
    private static final class Pass {
        // Those that the receiver has not got whole.
        private final Map<Integer, Amount> steps = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private final Queue<String> idsInOrder = new ArrayDeque<>();
        private boolean generated;
        private int inputs;
        private int statuses;
        private int unknowns;

        /** Position among the generated steps; negative for an input. */
        int position(int index) {
            return index - inputs;
        }

        Amount step(int position) {
            return steps.computeIfAbsent(position, fresh -> new Amount());
        }

        /** False when an event with this id has come before. */
        boolean isFirst(String id) {
            if (!ids.add(id)) return false;
            idsInOrder.add(id);
            if (idsInOrder.size() > REMEMBERED_IDS) ids.remove(idsInOrder.poll());
            return true;
        }
    }

    private final Pass got = new Pass();
    private Pass current = got;
    // Positions of the steps that the receiver has got whole.
    private final GaplessSet whole = new GaplessSet();
    private boolean created;
    private boolean connectionBegins = true;
    private boolean inDoubt;
    private InteractionStatus status = InteractionStatus.IN_PROGRESS;
    private @Nullable String lastEventId;
    private @Nullable String resumeAfter;
    private @Nullable String interactionId;
    private long progress;

    /** What of an event is new to the receiver; null for nothing. */
    @Nullable
    InteractionEvent fresh(InteractionEvent event) {
        String id = event.eventId();
        if (event instanceof InteractionEvent.Created) beginsAgain(id);
        connectionBegins = false;
        if (inDoubt) decide(event);
        if (id != null && !current.isFirst(id)) return null;
        if (id != null && current != got) got.isFirst(id);
        InteractionEvent fresh = news(event);
        if (fresh != null) handedOver(fresh);
        return fresh;
    }

    /** The next connection begins: after {@link #resumeAfter()}, or from the beginning. */
    void reconnect() {
        connectionBegins = true;
        inDoubt = false;
        current = resumeAfter == null ? new Pass() : got;
    }

    /** Id of the last event that was handed over and had one; null when the service sent none. */
    @Nullable
    String lastEventId() {
        return lastEventId;
    }

    /**
     * Token to resume after; null to have the run played again from its beginning. Observed: some events of a run have an id
     * and others have none (traffic/README.md, 1). What came behind the last id could not be told from what is new.
     */
    @Nullable
    String resumeAfter() {
        return resumeAfter;
    }

    /** Id of the interaction; null until the service told it, and for ever where nothing is stored. */
    @Nullable
    String interactionId() {
        return interactionId;
    }

    /** Counts what the receiver got of the run; errors that end a connection do not bring it further. */
    long progress() {
        return progress;
    }

    /** How many steps the receiver has got whole. */
    int finishedSteps() {
        return whole.size();
    }

    /** True when the receiver has got the beginning of that step, or all of it. */
    boolean isStarted(int position) {
        Amount step = got.steps.get(position);
        return isStopped(position) || step != null && step.started;
    }

    /** True when the receiver has got that step whole. */
    boolean isStopped(int position) {
        return whole.contains(position);
    }

    /** How many characters of text or arguments of that step, which it has not got whole, the receiver has got. */
    long chars(int position) {
        Amount step = got.steps.get(position);
        return step == null ? 0 : step.chars;
    }

    /** The index under which the receiver knows a generated step. */
    int index(int position) {
        return position + got.inputs;
    }

    /** The first event once more: the service begins again, though it was asked to go on, or it repeats this one alone. */
    private void beginsAgain(@Nullable String id) {
        if (!created || current != got || !connectionBegins && id != null) return;
        current = new Pass();
        inDoubt = true;
    }

    /** A run that is played again has its first step next. */
    private void decide(InteractionEvent event) {
        if (!isOfStep(event)) return;
        inDoubt = false;
        if (!(event instanceof InteractionEvent.StepStarted first && first.index() == 0)) current = got;
    }

    private static boolean isOfStep(InteractionEvent event) {
        return event instanceof InteractionEvent.StepStarted
                || event instanceof InteractionEvent.StepGrew
                || event instanceof InteractionEvent.StepStopped;
    }

    private void handedOver(InteractionEvent event) {
        if (event instanceof InteractionEvent.Failed) return;
        progress++;
        String id = event.eventId();
        if (id != null) lastEventId = id;
        if (id != null && current.inputs == got.inputs) resumeAfter = id;
        else if (id != null || !isKnownWhenItComesAgain(event)) resumeAfter = null;
    }

    private static boolean isKnownWhenItComesAgain(InteractionEvent event) {
        return event instanceof InteractionEvent.StepStarted started
                        && !started.step().isInput()
                || event instanceof InteractionEvent.StepStopped;
    }

    private @Nullable InteractionEvent news(InteractionEvent event) {
        if (event instanceof InteractionEvent.Created first) return created(first);
        if (event instanceof InteractionEvent.StatusChanged changed) return changed(changed);
        if (event instanceof InteractionEvent.StepStarted started) return started(started);
        if (event instanceof InteractionEvent.StepGrew grew) return grew(grew);
        if (event instanceof InteractionEvent.StepStopped stopped) return stopped(stopped);
        if (event instanceof InteractionEvent.Unknown) {
            current.unknowns++;
            if (current.unknowns <= got.unknowns && current != got) return null;
            got.unknowns = Math.max(got.unknowns, current.unknowns);
        }
        return event;
    }

    private @Nullable InteractionEvent created(InteractionEvent.Created event) {
        String id = event.interaction().id();
        if (id != null && !id.isEmpty()) interactionId = id;
        if (created) return null;
        created = true;
        return event;
    }

    private @Nullable InteractionEvent changed(InteractionEvent.StatusChanged event) {
        current.statuses++;
        if (current != got
                && (current.statuses <= got.statuses || event.status().equals(status))) return null;
        got.statuses = Math.max(got.statuses, current.statuses);
        status = event.status();
        return event;
    }

    private @Nullable InteractionEvent started(InteractionEvent.StepStarted event) {
        if (event.index() < current.inputs) return null; // an input again
        if (event.step().isInput() && !current.generated) {
            current.inputs++;
            return current == got ? event : null;
        }
        current.generated = true;
        int position = current.position(event.index());
        if (isStopped(position)) return null;
        long chars = event.step().text().length();
        Amount had = got.step(position);
        if (current != got) {
            Amount now = current.step(position);
            if (now.started) return null;
            now.started = true;
            now.chars = chars;
        }
        if (!had.started) {
            had.started = true;
            had.chars = chars;
            String json = json(event.json(), event.index(), position);
            return new InteractionEvent.StepStarted(event.eventId(), event.type(), index(position), event.step(), json);
        }
        if (current == got || chars <= had.chars) return null;
        Delta rest = StepTail.of(event.step(), had.chars);
        had.chars = chars;
        return rest == null ? null : StepTail.event(event.eventId(), "step.delta", index(position), rest);
    }

    private @Nullable InteractionEvent grew(InteractionEvent.StepGrew event) {
        int position = current.position(event.index());
        if (position < 0) return current == got ? event : null;
        current.generated = true;
        if (isStopped(position)) return current == got ? indexed(event, position) : null;
        Amount had = got.step(position);
        Amount now = current == got ? had : current.step(position);
        Delta delta = event.delta();
        int chars = delta.chars();
        if (current == got) {
            had.started = true;
            had.chars += chars;
            if (chars == 0) had.others++;
            return indexed(event, position);
        }
        now.started = true;
        if (chars == 0) {
            now.others++;
            if (now.others <= had.others) return null;
            had.others = now.others;
            had.started = true;
            return indexed(event, position);
        }
        now.chars += chars;
        long fresh = now.chars - had.chars;
        if (fresh <= 0) return null;
        had.chars = now.chars;
        had.started = true;
        if (fresh >= chars) return indexed(event, position);
        return StepTail.event(event.eventId(), event.type(), index(position), StepTail.of(delta, (int) fresh));
    }

    private @Nullable InteractionEvent stopped(InteractionEvent.StepStopped event) {
        int position = current.position(event.index());
        if (position < 0) return current == got ? event : null;
        if (isStopped(position)) return null;
        whole.add(position);
        got.steps.remove(position);
        current.steps.remove(position);
        String json = json(event.json(), event.index(), position);
        return new InteractionEvent.StepStopped(event.eventId(), event.type(), index(position), json);
    }

    private InteractionEvent indexed(InteractionEvent.StepGrew event, int position) {
        String json = json(event.json(), event.index(), position);
        return new InteractionEvent.StepGrew(event.eventId(), event.type(), index(position), event.delta(), json);
    }

    /** An event of a run that is played again with its inputs in front has the index that the receiver knows. */
    private String json(String json, int index, int position) {
        int known = index(position);
        return index == known ? json : InteractionJson.with(json, "index", Integer.toString(known));
    }
}
