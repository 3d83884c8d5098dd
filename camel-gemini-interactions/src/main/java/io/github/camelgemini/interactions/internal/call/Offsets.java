// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.util.HashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.call.StreamProgress.Growth;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Where each delta of a run stands in its step. A step that starts with text has grown by it. */
final class Offsets {

    private static final class Amount {
        private long chars;
        private int others;
    }

    private final Map<Integer, Amount> steps = new HashMap<>();

    /** What an event adds to a generated step; null when it adds nothing. */
    @Nullable
    Growth growth(InteractionEvent event, InteractionAccumulator folded) {
        if (event instanceof InteractionEvent.StepGrew grew) return growth(grew.index(), grew.delta(), folded);
        if (!(event instanceof InteractionEvent.StepStarted started)) return null;
        Delta first = firstText(started.step());
        return first == null ? null : growth(started.index(), first, folded);
    }

    /** The step is over: nothing of it has to be remembered. */
    void finished(int index) {
        steps.remove(index);
    }

    private @Nullable Growth growth(int index, Delta delta, InteractionAccumulator folded) {
        int position = folded.position(index);
        if (position < 0) return null;
        Amount before = steps.computeIfAbsent(index, fresh -> new Amount());
        String offset = Long.toString(before.chars);
        int chars = delta.chars();
        if (chars == 0) offset += "+" + before.others++;
        before.chars += chars;
        return new Growth(index, position, offset, delta);
    }

    private static @Nullable Delta firstText(Step step) {
        String text = step.text();
        if (text.isEmpty()) return null;
        return step instanceof Step.Thought ? new Delta.ThoughtSummary(new Content.Text(text)) : new Delta.Text(text);
    }
}
