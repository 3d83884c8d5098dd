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
 * Runner that delivers one answer per message.
 *
 * @param timeout longest duration of one request; null for the endpoint's
 */
public record UnaryRuns(InteractionCalls calls, @Nullable Duration timeout, AwaitSettings waiting, Answer answer)
        implements InteractionRunner {

    /** When a run answers. */
    public enum Answer {
        /** With the response to the create, which holds the whole answer. */
        WHOLE,
        /** When the run has ended. */
        AT_THE_END,
        /** With the response to the create, before a background run has ended; another message reads its steps. */
        AT_ONCE
    }

    /**
     * Handle on one request.
     *
     * @param answer completing it aborts the request
     * @param id interaction that is read; null for a create
     */
    public record SingleRequest(CompletableFuture<Interaction> answer, @Nullable String id) implements RunHandle {

        @Override
        public CompletionStage<Interaction> whole() {
            return answer;
        }

        @Override
        public @Nullable String interactionId() {
            if (id != null || !answer.isDone() || answer.isCompletedExceptionally()) return id;
            return answer.getNow(null).id();
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
        StagedRun run = new StagedRun();
        run.begin(created).whenComplete((interaction, failure) -> {
            String id = failure == null ? interaction.id() : null;
            if (id == null || interaction.status().isTerminal()) run.end(interaction, failure);
            else
                run.begin(() -> calls.await(id, interaction.created(), timeout, waiting))
                        .whenComplete(run::end);
        });
        return run;
    }

    /** Answers as the create would have: when the run has ended, or at once and then without steps. */
    @Override
    public RunHandle attach(List<String> ids) {
        String id = ids.get(ids.size() - 1);
        if (answer != Answer.AT_ONCE) return calls.await(id, null, timeout, waiting);
        StagedRun run = new StagedRun();
        run.begin(new SingleRequest(calls.get(id, timeout), id))
                .thenApply(interaction -> interaction.withSteps(List.of()))
                .whenComplete(run::end);
        return run;
    }
}
