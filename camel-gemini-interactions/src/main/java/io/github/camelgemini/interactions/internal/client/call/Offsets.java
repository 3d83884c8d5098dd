// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Growth;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Computes the offset of each delta within its step. The text of a {@code step.start} counts as its first delta. Offsets of
 * the last stopped steps are remembered, because a delta may come after the stop.
 */
final class Offsets {

    /** Number of steps whose offsets are remembered, besides those that are open: a stream may have a million. */
    private static final int REMEMBERED = 1024;

    /** The received length of one step, and its type while that was known. */
    private static final class Received {
        private Offset offset = Offset.START;
        private @Nullable String type;
    }

    private final Map<Integer, Received> steps = new LinkedHashMap<>(); // the oldest first
    // The step that grew last: mostly it is the one that grows next.
    private int latest = -1;
    private Received ofLatest = new Received();

    /** The growth of a generated step by this event; null if there is none. */
    @Nullable
    Growth growth(InteractionEvent event, InteractionAccumulator folded) {
        if (event instanceof InteractionEvent.StepGrew grew) return growth(grew.index(), grew.delta(), folded);
        if (!(event instanceof InteractionEvent.StepStarted started)) return null;
        Delta first = firstText(started.step());
        return first == null ? null : growth(started.index(), first, folded);
    }

    /** Number of characters of a step that have been received. */
    long chars(int index) {
        Received known = index == latest ? ofLatest : steps.get(index);
        return known == null ? 0 : known.offset.chars();
    }

    private @Nullable Growth growth(int index, Delta delta, InteractionAccumulator folded) {
        int position = folded.position(index);
        if (position < 0) return null;
        Received known = received(index, folded);
        Offset before = known.offset;
        String open = folded.type(index);
        if (open != null) known.type = open;
        int chars = delta.chars();
        Offset after = chars == 0
                ? new Offset(before.chars(), before.others() + 1)
                : new Offset(before.chars() + chars, before.others());
        known.offset = after;
        return new Growth(index, position, known.type, before, after, delta);
    }

    private Received received(int index, InteractionAccumulator folded) {
        if (index == latest) return ofLatest;
        Received known = steps.get(index);
        if (known == null) {
            steps.put(index, known = new Received());
            if (steps.size() > REMEMBERED) forgetOne(folded);
        }
        latest = index;
        return ofLatest = known;
    }

    /** Forgets the oldest step, unless that is open: then it becomes the newest one, so that each event looks at one step. */
    private void forgetOne(InteractionAccumulator folded) {
        Iterator<Map.Entry<Integer, Received>> oldest = steps.entrySet().iterator();
        Map.Entry<Integer, Received> first = oldest.next();
        oldest.remove();
        if (folded.type(first.getKey()) != null) steps.put(first.getKey(), first.getValue());
    }

    private static @Nullable Delta firstText(Step step) {
        String text = step.text();
        if (text.isEmpty()) return null;
        return step instanceof Step.Thought ? new Delta.ThoughtSummary(new Content.Text(text)) : new Delta.Text(text);
    }
}
