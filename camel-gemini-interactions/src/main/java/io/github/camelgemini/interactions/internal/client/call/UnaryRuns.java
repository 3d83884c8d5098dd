// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Runs that answer once.
 *
 * @param timeout longest time for a whole answer; null for the endpoint's
 * @param waiting how a run is waited for
 * @param answer when they answer
 */
public record UnaryRuns(InteractionCalls calls, @Nullable Duration timeout, AwaitSettings waiting, Answer answer)
        implements InteractionRunner {

    /** When a run that goes on without a connection answers. */
    public enum Answer {
        /** With what a create answers, which is all of it. */
        WHOLE,
        /** When the run has ended, whatever the create answers. */
        AT_THE_END,
        /** As soon as it is known; its steps are asked for by somebody else. */
        AT_ONCE
    }

    /**
     * One request in flight, whose answer is the whole one.
     *
     * @param answer completing it from outside ends its request
     * @param asked the interaction that is asked for; null for a create
     */
    public record SingleRequest(CompletableFuture<Interaction> answer, @Nullable String asked) implements RunHandle {

        @Override
        public CompletionStage<Interaction> whole() {
            return answer;
        }

        @Override
        public @Nullable String interactionId() {
            if (asked != null || !answer.isDone() || answer.isCompletedExceptionally()) return asked;
            return answer.getNow(null).id();
        }

        @Override
        public @Nullable String lastEventId() {
            return null;
        }

        @Override
        public void stop() {
            answer.completeExceptionally(new InteractionStoppedException(interactionId(), null));
        }
    }

    @Override
    public RunHandle create(InteractionRequest request) {
        SingleRequest created = new SingleRequest(calls.create(request, timeout), null);
        if (answer != Answer.AT_THE_END) return created;
        StagedRun underWay = new StagedRun();
        underWay.begin(created).whenComplete((interaction, failure) -> {
            String id = failure == null ? interaction.id() : null;
            if (id == null || interaction.status().isTerminal()) underWay.end(interaction, failure);
            else underWay.end(calls.await(id, interaction.created(), timeout, waiting));
        });
        return underWay;
    }

    /** The answer is that of a create, however long ago that was: when the run has ended, or without steps. */
    @Override
    public RunHandle attach(String id) {
        if (answer != Answer.AT_ONCE) return calls.await(id, null, timeout, waiting);
        StagedRun underWay = new StagedRun();
        underWay.begin(new SingleRequest(calls.get(id, timeout), id))
                .whenComplete((interaction, failure) ->
                        underWay.end(failure == null ? withoutSteps(interaction) : null, failure));
        return underWay;
    }

    private static Interaction withoutSteps(Interaction interaction) {
        return interaction.withSteps(List.of());
    }
}
