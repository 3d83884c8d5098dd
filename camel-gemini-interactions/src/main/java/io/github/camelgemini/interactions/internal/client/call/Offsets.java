// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.HashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Growth;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Computes the offset of each delta within its step. The text of a {@code step.start} counts as its first delta. */
final class Offsets {

    private final Map<Integer, Offset> steps = new HashMap<>();

    /** The growth of a generated step by this event; null if there is none. */
    @Nullable
    Growth growth(InteractionEvent event, InteractionAccumulator folded) {
        if (event instanceof InteractionEvent.StepGrew grew) return growth(grew.index(), grew.delta(), folded);
        if (!(event instanceof InteractionEvent.StepStarted started)) return null;
        Delta first = firstText(started.step());
        return first == null ? null : growth(started.index(), first, folded);
    }

    /** Forgets a finished step. */
    void finished(int index) {
        steps.remove(index);
    }

    private @Nullable Growth growth(int index, Delta delta, InteractionAccumulator folded) {
        int position = folded.position(index);
        if (position < 0) return null;
        Offset before = steps.getOrDefault(index, Offset.START);
        int chars = delta.chars();
        Offset after = chars == 0
                ? new Offset(before.chars(), before.others() + 1)
                : new Offset(before.chars() + chars, before.others());
        steps.put(index, after);
        String at = chars == 0 ? before.chars() + "+" + before.others() : Long.toString(before.chars());
        return new Growth(index, position, folded.type(index), at, after, delta);
    }

    private static @Nullable Delta firstText(Step step) {
        String text = step.text();
        if (text.isEmpty()) return null;
        return step instanceof Step.Thought ? new Delta.ThoughtSummary(new Content.Text(text)) : new Delta.Text(text);
    }
}
