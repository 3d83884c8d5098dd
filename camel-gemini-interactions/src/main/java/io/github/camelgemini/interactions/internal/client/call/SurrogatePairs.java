// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Joins the two halves of a character: a delta that ends in the first half of a surrogate pair is passed on without
 * it, and the next delta of the step begins with it. A half alone could not be written to a file, queue or database. One
 * whose other half does not follow in the same step becomes U+FFFD. The length of a step stays the same. One thread at a time.
 */
final class SurrogatePairs {

    private static final String REPLACEMENT = "\uFFFD";

    /** The first halves that wait, by the index of their step, with the delta that each came with. */
    private final SortedMap<Integer, InteractionEvent.StepGrew> waiting = new TreeMap<>();

    /** The events to pass on for an event: mostly that event alone. */
    List<InteractionEvent> joined(InteractionEvent event) {
        if (event instanceof InteractionEvent.StepGrew grew) return List.of(joined(grew));
        if (event instanceof InteractionEvent.StepStarted started) return List.of(joined(started));
        if (waiting.isEmpty()) return List.of(event);
        if (event instanceof InteractionEvent.StepStopped stopped)
            return before(event, waiting.remove(stopped.index()));
        if (!(event instanceof InteractionEvent.Completed)) return List.of(event);
        List<InteractionEvent> all = new ArrayList<>();
        waiting.values().forEach(half -> all.add(alone(half)));
        waiting.clear();
        all.add(event);
        return all;
    }

    private static List<InteractionEvent> before(InteractionEvent event, InteractionEvent.@Nullable StepGrew half) {
        return half == null ? List.of(event) : List.of(alone(half), event);
    }

    private static InteractionEvent alone(InteractionEvent.StepGrew half) {
        return EventJson.withText(half, REPLACEMENT);
    }

    /** The text of a start is emitted as the first delta. */
    private InteractionEvent joined(InteractionEvent.StepStarted started) {
        String text = started.step().text();
        Step cut = endsInHalf(text) ? withoutLastCharacter(started.step()) : started.step();
        if (cut.text().length() < text.length())
            waiting.put(started.index(), half(started, text.substring(text.length() - 1)));
        Step whole = InteractionJson.withoutHalves(cut);
        return whole.equals(started.step()) ? started : EventJson.withStep(started, whole);
    }

    private static boolean endsInHalf(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static Step withoutLastCharacter(Step step) {
        if (step instanceof Step.Thought thought)
            return new Step.Thought(thought.signature(), withoutLastCharacter(thought.summary()), thought.more());
        if (step instanceof Step.ModelOutput output)
            return new Step.ModelOutput(withoutLastCharacter(output.content()), output.more());
        return step;
    }

    private static List<Content> withoutLastCharacter(List<Content> contents) {
        List<Content> cut = new ArrayList<>(contents);
        for (int at = cut.size() - 1; at >= 0; at--) {
            if (!(cut.get(at) instanceof Content.Text last) || last.text().isEmpty()) continue;
            String text = last.text().substring(0, last.text().length() - 1);
            cut.set(at, new Content.Text(text, last.annotations(), last.more()));
            break;
        }
        return cut;
    }

    private static InteractionEvent.StepGrew half(InteractionEvent.StepStarted started, String half) {
        Delta delta = started.step() instanceof Step.Thought
                ? new Delta.ThoughtSummary(new Content.Text(half))
                : new Delta.Text(half);
        String json = started.step() instanceof Step.Thought
                ? "{\"type\":\"thought_summary\",\"content\":{\"type\":\"text\"}}"
                : "{\"type\":\"text\"}";
        return new InteractionEvent.StepGrew(
                null,
                "step.delta",
                started.index(),
                delta,
                "{\"event_type\":\"step.delta\",\"index\":" + started.index() + ",\"delta\":" + json + "}");
    }

    /** The event to pass on for a delta: mostly the same. */
    InteractionEvent joined(InteractionEvent.StepGrew grew) {
        String text = text(grew.delta());
        if (text == null || text.isEmpty()) return grew;
        InteractionEvent.StepGrew half = waiting.isEmpty() ? null : waiting.remove(grew.index());
        boolean isSplit = endsInHalf(text);
        if (isSplit) waiting.put(grew.index(), grew);
        String joined = half == null ? text : first(half, text) + text;
        String whole = InteractionJson.withoutHalves(isSplit ? joined.substring(0, joined.length() - 1) : joined);
        return whole.equals(text) ? grew : EventJson.withText(grew, whole);
    }

    /** The half that waited, or its replacement if the text does not begin with the other half. */
    private static String first(InteractionEvent.StepGrew half, String text) {
        if (!Character.isLowSurrogate(text.charAt(0))) return REPLACEMENT;
        String before = text(half.delta());
        return before == null ? "" : before.substring(before.length() - 1);
    }

    private static @Nullable String text(Delta delta) {
        if (delta instanceof Delta.Text text) return text.text();
        if (delta instanceof Delta.Arguments arguments) return arguments.fragment();
        if (delta instanceof Delta.ThoughtSummary summary && summary.content() instanceof Content.Text text)
            return text.text();
        return null;
    }
}
