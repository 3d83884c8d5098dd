// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import io.github.camelgemini.emulator.internal.answer.Continuation;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Checks creates with a {@code continuation_token}, and remembers those that may be used once. Documented: the same target;
 * where the interaction is stored, {@code previous_interaction_id} and no input, else the input and no previous one. What
 * the service answers to anything else is assumed: 400 (docs/api.adoc 7.5). Used on the emulator's thread only.
 */
public final class Continuations {
    private static final int MOST = 100_000;

    /** Their nonces, oldest first. One that was used before the last {@value #MOST} is taken again. */
    private final Set<String> used = new LinkedHashSet<>();

    /**
     * What a create asks for.
     *
     * @param previous the interaction it continues; null for none
     * @return null if it has no token, or one that is not the emulator's
     * @throws Refused if the token does not belong to this request
     */
    public @Nullable Continuation of(CreateRequest request, @Nullable StoredInteraction previous) {
        String token = request.continuationToken();
        Continuation next = Continuation.read(token);
        if (token == null || next == null) {
            return null;
        }
        if (!next.target().equals(request.target())) {
            throw Refused.invalid("This 'continuation_token' belongs to '" + next.target() + "'.");
        }
        if (next.input() == null) {
            checkStored(token, request, previous);
        } else if (request.previousInteractionId() != null) {
            throw Refused.invalid("This 'continuation_token' cannot be used with 'previous_interaction_id'.");
        } else if (!next.hasInput(request.steps())) {
            throw Refused.invalid("This 'continuation_token' needs the input of the request that it belongs to.");
        }
        if (used.contains(next.nonce())) {
            throw Refused.invalid("This 'continuation_token' has been used.");
        }
        return next;
    }

    private static void checkStored(String token, CreateRequest request, @Nullable StoredInteraction previous) {
        if (previous == null) {
            throw Refused.invalid("This 'continuation_token' needs the 'previous_interaction_id' it belongs to.");
        }
        if (!request.steps().isEmpty()) {
            throw Refused.invalid("'input' cannot be used with this 'continuation_token'.");
        }
        Outcome outcome = previous.plannedOutcome();
        if (outcome == null
                || (!Objects.equals(outcome.continuationToken(), token)
                        && outcome.checkPoints().stream()
                                .noneMatch(point -> point.token().equals(token)))) {
            throw Refused.invalid("This 'continuation_token' does not belong to '" + previous.id() + "'.");
        }
    }

    /** Its answer has begun. */
    public void used(CreateRequest request) {
        String token = request.continuationToken();
        Continuation next = Continuation.read(token);
        if (token != null && next != null && next.singleUse()) {
            used.add(next.nonce());
            if (used.size() > MOST) {
                used.remove(used.iterator().next());
            }
        }
    }

    public void clear() {
        used.clear();
    }
}
