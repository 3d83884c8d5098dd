// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.stream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * What of a run its receiver has got: by event id where the service sends ids, else by step and length. A run that is played
 * again from its beginning is let through only from there on, and with the indexes that the receiver knows.
 *
 * <p>One thread at a time. Knows how much text a step has had so far, never the text; of a step that is whole, only that.
 */
final class Delivered {

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
        private boolean generated;
        private int inputs;
        private int unknowns;

        /** Position among the generated steps; negative for an input. */
        int position(int index) {
            return index - inputs;
        }

        Amount step(int position) {
            return steps.computeIfAbsent(position, fresh -> new Amount());
        }
    }

    private final Set<String> ids = new HashSet<>();
    private final Queue<String> idsInOrder = new ArrayDeque<>();
    private final Pass got = new Pass();
    private Pass current = got;
    // Steps that the receiver has got whole: all below a position, and some beyond. However many, they take no memory.
    private final Set<Integer> wholeBeyond = new HashSet<>();
    private int wholeBelow;
    private boolean created;
    private InteractionStatus status = InteractionStatus.IN_PROGRESS;
    private @Nullable String lastEventId;
    private @Nullable String interactionId;
    private long progress;

    /** What of an event is new to the receiver; null for nothing. */
    @Nullable
    InteractionEvent fresh(InteractionEvent event) {
        String id = event.eventId();
        if (id != null && ids.contains(id)) return null;
        InteractionEvent fresh = news(event);
        if (id != null) remember(id);
        if (fresh != null) progress++;
        return fresh;
    }

    /** The next connection begins: after the last event where there are ids, else from the beginning. */
    void reconnect() {
        if (lastEventId == null) replay();
        else current = got;
    }

    /** Token to resume after; null when the service sent none. */
    @Nullable
    String lastEventId() {
        return lastEventId;
    }

    /** Id of the interaction; null until the service told it, and for ever where nothing is stored. */
    @Nullable
    String interactionId() {
        return interactionId;
    }

    /** Counts what the receiver got. */
    long progress() {
        return progress;
    }

    /** How many steps the receiver has got whole. */
    int finishedSteps() {
        return wholeBelow + wholeBeyond.size();
    }

    /** True when the receiver has got the beginning of that step, or all of it. */
    boolean isStarted(int position) {
        Amount step = got.steps.get(position);
        return isStopped(position) || step != null && step.started;
    }

    /** True when the receiver has got that step whole. */
    boolean isStopped(int position) {
        return position >= 0 && position < wholeBelow || wholeBeyond.contains(position);
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

    private void replay() {
        current = new Pass();
    }

    private void remember(String id) {
        lastEventId = id;
        if (!ids.add(id)) return;
        idsInOrder.add(id);
        if (idsInOrder.size() > REMEMBERED_IDS) ids.remove(idsInOrder.poll());
    }

    private @Nullable InteractionEvent news(InteractionEvent event) {
        if (event instanceof InteractionEvent.Created first) return created(first);
        if (event instanceof InteractionEvent.StatusChanged changed) {
            if (current != got && changed.status().equals(status)) return null;
            status = changed.status();
            return event;
        }
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
        if (!created) {
            created = true;
            return event;
        }
        if (current == got) replay(); // asked to go on, the service has begun again
        return null;
    }

    private @Nullable InteractionEvent started(InteractionEvent.StepStarted event) {
        if (event.step().isInput() && !current.generated) {
            current.inputs++;
            if (current != got) return null;
            return event;
        }
        current.generated = true;
        int position = current.position(event.index());
        if (isStopped(position)) return null;
        long chars = event.step().text().length();
        Amount had = got.step(position);
        if (current != got) {
            Amount now = current.step(position);
            now.started = true;
            now.chars = chars;
        }
        if (!had.started) {
            had.started = true;
            had.chars = chars;
            return new InteractionEvent.StepStarted(
                    event.eventId(), event.type(), index(position), event.step(), event.json());
        }
        if (current == got || chars <= had.chars) return null;
        Delta rest = rest(event.step(), had.chars);
        had.chars = chars;
        return rest == null
                ? null
                : new InteractionEvent.StepGrew(event.eventId(), "step.delta", index(position), rest, event.json());
    }

    private @Nullable InteractionEvent grew(InteractionEvent.StepGrew event) {
        int position = current.position(event.index());
        if (position < 0) return current == got ? event : null;
        current.generated = true;
        if (isStopped(position)) return current == got ? indexed(event, position, event.delta()) : null;
        Amount had = got.step(position);
        Amount now = current == got ? had : current.step(position);
        Delta delta = event.delta();
        int chars = delta.chars();
        if (current == got) {
            had.started = true;
            had.chars += chars;
            if (chars == 0) had.others++;
            return indexed(event, position, delta);
        }
        if (chars == 0) {
            now.others++;
            if (now.others <= had.others) return null;
            had.others = now.others;
            had.started = true;
            return indexed(event, position, delta);
        }
        now.chars += chars;
        long fresh = now.chars - had.chars;
        if (fresh <= 0) return null;
        had.chars = now.chars;
        had.started = true;
        return indexed(event, position, fresh >= chars ? delta : tail(delta, (int) fresh));
    }

    private @Nullable InteractionEvent stopped(InteractionEvent.StepStopped event) {
        int position = current.position(event.index());
        if (position < 0) return current == got ? event : null;
        if (isStopped(position)) return null;
        wholeBeyond.add(position);
        while (wholeBeyond.remove(wholeBelow)) wholeBelow++;
        got.steps.remove(position);
        current.steps.remove(position);
        return new InteractionEvent.StepStopped(event.eventId(), event.type(), index(position), event.json());
    }

    private InteractionEvent indexed(InteractionEvent.StepGrew event, int position, Delta delta) {
        return new InteractionEvent.StepGrew(event.eventId(), event.type(), index(position), delta, event.json());
    }

    /** The last characters of a delta that has some. */
    private static Delta tail(Delta delta, int chars) {
        if (delta instanceof Delta.Text text) return new Delta.Text(last(text.text(), chars));
        if (delta instanceof Delta.Arguments arguments)
            return new Delta.Arguments(arguments.type(), last(arguments.fragment(), chars));
        if (delta instanceof Delta.ThoughtSummary summary && summary.content() instanceof Content.Text text)
            return new Delta.ThoughtSummary(new Content.Text(last(text.text(), chars)));
        throw new IllegalArgumentException("A delta of type " + delta.type() + " has no characters");
    }

    private static String last(String text, int chars) {
        return text.substring(text.length() - chars);
    }

    /** What a step holds behind its first characters; null for nothing, or when it holds no text. */
    static @Nullable Delta rest(Step step, long behind) {
        String text = step.text();
        if (text.length() <= behind) return null;
        String rest = text.substring((int) behind);
        return step instanceof Step.Thought ? new Delta.ThoughtSummary(new Content.Text(rest)) : new Delta.Text(rest);
    }
}
