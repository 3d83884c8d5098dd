// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a request declares. An answer that calls one of them, and has no result for it, requires action whatever
 * its status says. Calls of other functions, such as an agent's own, change no status.
 *
 * <p>Observed: gemini-3.7-flash with {@code store=false} answered {@code completed} with a call that waited for its result
 * (reported by agent-harness, August 2026; docs/api.adoc 3.3); gemini-3.5-flash answered {@code requires_action}
 * (traffic/steps-untouched/tool-call-step1.json).
 *
 * @param names names of the functions
 * @param whenCutShort true if an answer that was cut short is accepted, so that its calls count as well
 */
public record DeclaredFunctions(Set<String> names, boolean whenCutShort) {

    /** Declares nothing: the status decides. */
    public static final DeclaredFunctions NONE = new DeclaredFunctions(Set.of(), false);

    private static final Set<InteractionStatus> NEVER = Set.of(
            InteractionStatus.REQUIRES_ACTION,
            InteractionStatus.QUEUED,
            InteractionStatus.IN_PROGRESS,
            InteractionStatus.FAILED,
            InteractionStatus.CANCELLED,
            InteractionStatus.REQUIRES_CONTINUATION,
            new InteractionStatus(""));

    public DeclaredFunctions {
        names = Set.copyOf(names);
    }

    /** @param tools the declarations of a request */
    public static DeclaredFunctions of(List<String> tools, boolean whenCutShort) {
        return tools.isEmpty()
                ? NONE
                : new DeclaredFunctions(FunctionJson.declared(tools).keySet(), whenCutShort);
    }

    /**
     * The interaction, with the status {@code requires_action} if it waits for the result of a declared function.
     *
     * @param ended true if no later answer about this interaction is expected, so that an unknown status is final
     */
    public Interaction read(Interaction interaction, boolean ended) {
        InteractionStatus status = interaction.status();
        if (names.isEmpty()
                || NEVER.contains(status)
                || status.isCutShort() && !whenCutShort
                || !status.isTerminal() && !ended) return interaction;
        Interaction waiting = interaction.withStatus(InteractionStatus.REQUIRES_ACTION);
        boolean waits = waiting.pendingCalls().stream().map(Step.Call::name).anyMatch(this::declares);
        return waits ? waiting : interaction;
    }

    /** True if the request declares a function of this name; null is no name. */
    public boolean declares(@Nullable String name) {
        return name != null && names.contains(name);
    }
}
