// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Joins the two halves of a character: a delta that ends in the first half of a surrogate pair is passed on without
 * it, and the next delta of the step begins with it. A half alone could not be written to a file, queue or database. One
 * whose other half never comes becomes U+FFFD. The length of a step stays the same. One thread at a time.
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
        if (text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1))) return started;
        InteractionEvent.StepStarted cut = EventJson.withoutLastCharacter(started);
        if (cut == null || cut.step().text().length() != text.length() - 1) return started;
        waiting.put(started.index(), half(started, text.substring(text.length() - 1)));
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

    private InteractionEvent joined(InteractionEvent.StepGrew grew) {
        String text = text(grew.delta());
        if (text == null || text.isEmpty()) return grew;
        InteractionEvent.StepGrew half = waiting.remove(grew.index());
        boolean isSplit = Character.isHighSurrogate(text.charAt(text.length() - 1));
        if (half == null && !isSplit) return grew;
        String whole = half == null ? text : first(half, text) + text;
        if (isSplit) waiting.put(grew.index(), grew);
        return EventJson.withText(grew, isSplit ? whole.substring(0, whole.length() - 1) : whole);
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
