// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the steps of a final event do to the steps that were streamed.
 *
 * <p>Documented: Interactions API reference, interaction.completed: they replace all earlier ones. Assumed: a list in which
 * streamed steps, the streamed text or a streamed call are missing is only a part of the answer, and removes nothing.
 */
final class FinalSteps {

    private FinalSteps() {}

    /** The steps of the answer: those of the final event, or if these are a part, the streamed ones updated with them. */
    static List<Step> merged(List<Step> streamed, List<Step> last) {
        return isWhole(streamed, last) ? last : updated(streamed, last);
    }

    private static boolean isWhole(List<Step> streamed, List<Step> last) {
        return last.size() >= streamed.size()
                && (hasOutput(last) || !hasOutput(streamed))
                && keys(last)
                        .containsAll(keys(streamed.stream()
                                .filter(Step.Call.class::isInstance)
                                .toList()));
    }

    private static Set<Key> keys(List<Step> steps) {
        return steps.stream().map(Key::of).collect(Collectors.toSet());
    }

    private static boolean hasOutput(List<Step> steps) {
        return steps.stream().anyMatch(step -> step instanceof Step.ModelOutput output && !isEmpty(output));
    }

    private static boolean isEmpty(Step.ModelOutput output) {
        return output.content().stream()
                .allMatch(content ->
                        content instanceof Content.Text text && text.text().isEmpty());
    }

    /** The streamed steps keep their positions: some of them have been delivered under these. */
    private static List<Step> updated(List<Step> streamed, List<Step> last) {
        boolean hasText = text(last).contains(text(streamed));
        Map<Key, Deque<Integer>> places = new HashMap<>();
        for (int i = 0; i < last.size(); i++)
            places.computeIfAbsent(Key.of(last.get(i)), any -> new ArrayDeque<>(1))
                    .add(i);
        BitSet used = new BitSet();
        List<Step> merged = new ArrayList<>(streamed.size());
        for (Step step : streamed) {
            Deque<Integer> same = places.get(Key.of(step));
            Integer place = same == null ? null : same.poll();
            if (place != null) {
                used.set(place);
                merged.add(isFuller(last.get(place), step, hasText) ? last.get(place) : step);
            } else if (!(step instanceof Step.ModelOutput) || !hasText) merged.add(step);
        }
        for (int i = used.nextClearBit(0); i < last.size(); i = used.nextClearBit(i + 1)) merged.add(last.get(i));
        return merged;
    }

    /** What a step has in common with its later version: the type, and the id of a call if there is one. */
    private record Key(String type, @Nullable String id) {
        static Key of(Step step) {
            if (step instanceof Step.Call call) return new Key(step.type(), call.id());
            if (step instanceof Step.Result result) return new Key(step.type(), result.callId());
            return new Key(step.type(), null);
        }
    }

    private static boolean isFuller(Step step, Step streamed, boolean hasText) {
        if (streamed instanceof Step.ModelOutput output)
            return hasText && !(step instanceof Step.ModelOutput last && isEmpty(last) && !isEmpty(output));
        if (streamed instanceof Step.Thought thought && step instanceof Step.Thought last)
            return last.signature() != null || thought.signature() == null;
        return true;
    }

    private static String text(List<Step> steps) {
        StringBuilder joined = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Step.ModelOutput) joined.append(step.text());
        }
        return joined.toString();
    }
}
