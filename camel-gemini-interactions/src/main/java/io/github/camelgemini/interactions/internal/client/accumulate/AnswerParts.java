// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.internal.client.codec.UsageJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;

/**
 * The parts of one answer, in order: an interaction each. A long answer has several, of which each but the last requires
 * continuation.
 *
 * <p>Documented: source of @google/genai 3.3.0, automatic continuation, November 2026.
 *
 * @param functions those that the request declares: a call of one may wait in any part
 */
public record AnswerParts(List<Interaction> parts, DeclaredFunctions functions) {

    public AnswerParts {
        parts = List.copyOf(parts);
    }

    /** No parts yet. */
    public static AnswerParts none(DeclaredFunctions functions) {
        return new AnswerParts(List.of(), functions);
    }

    /** These parts and the next one. */
    public AnswerParts with(Interaction next) {
        List<Interaction> all = new ArrayList<>(parts);
        all.add(next);
        return new AnswerParts(all, functions);
    }

    public int count() {
        return parts.size();
    }

    /** True if each part has an id of its own, so that all of them can be read again. */
    public boolean haveIds() {
        Set<String> ids = new HashSet<>();
        for (Interaction part : parts) {
            String id = part.id();
            if (id == null || !ids.add(id)) return false;
        }
        return true;
    }

    /**
     * The whole answer if {@code last} is its last part, else the answer up to it: the steps of all parts, the sum of their
     * usage, creation time and predecessor of the first part, everything else of the last one.
     */
    public Interaction joinedWith(Interaction last) {
        if (parts.isEmpty()) return last;
        List<Step> steps = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Usage usage = null;
        for (Interaction part : with(last).parts()) {
            steps.addAll(part.withoutInputs().steps());
            usage = UsageJson.sum(usage, part.usage());
            String id = part.id();
            if (id != null) ids.add(id);
        }
        Interaction first = parts.get(0);
        Interaction joined = new Interaction(
                last.id(),
                last.status(),
                last.model(),
                last.agent(),
                first.created(),
                last.updated(),
                steps,
                usage,
                last.serviceTier(),
                last.environmentId(),
                first.previousInteractionId(),
                last.continuationToken(),
                ids,
                last.errors(),
                last.more());
        return functions.read(joined, false);
    }
}
