// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;

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
                && streamed.stream().filter(Step.Call.class::isInstance).allMatch(call -> last.stream()
                        .anyMatch(step -> isSame(step, call)));
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
        List<Step> more = new ArrayList<>(last);
        List<Step> merged = new ArrayList<>(streamed.size());
        for (Step step : streamed) {
            Step same = more.stream()
                    .filter(other -> isSame(other, step))
                    .findFirst()
                    .orElse(null);
            if (same != null) more.remove(same);
            if (same != null) merged.add(isFuller(same, step, hasText) ? same : step);
            else if (!(step instanceof Step.ModelOutput) || !hasText) merged.add(step);
        }
        merged.addAll(more);
        return merged;
    }

    private static boolean isSame(Step one, Step other) {
        if (!one.type().equals(other.type())) return false;
        if (one instanceof Step.Call call && other instanceof Step.Call known)
            return Objects.equals(call.id(), known.id());
        if (one instanceof Step.Result result && other instanceof Step.Result known)
            return Objects.equals(result.callId(), known.callId());
        return true;
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
