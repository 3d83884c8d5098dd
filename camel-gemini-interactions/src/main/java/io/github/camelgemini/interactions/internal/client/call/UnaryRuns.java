// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Runner that delivers one answer per message.
 *
 * @param timeout longest duration of one request; null for the endpoint's
 * @param waiting for runs whose end is awaited on request
 * @param unasked for a create in the foreground that is answered before its run has ended
 */
public record UnaryRuns(
        InteractionCalls calls, @Nullable Duration timeout, AwaitSettings waiting, AwaitSettings unasked, Answer answer)
        implements InteractionRunner {

    /** When a run answers. */
    public enum Answer {
        /** With the response to the create, which holds the whole answer; when the run has ended if it does not. */
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

        /** Stops a read, which a redelivery repeats; a create is left to finish. */
        @Override
        public void endWithContext() {
            if (id != null) stop();
        }
    }

    @Override
    public RunHandle create(InteractionRequest request) {
        Instant begun = Instant.now();
        SingleRequest created = new SingleRequest(calls.create(request, timeout), null);
        if (answer == Answer.AT_ONCE) return created;
        StagedRun run = new StagedRun();
        run.begin(created).whenComplete((interaction, failure) -> {
            if (failure != null || !isAwaited(interaction)) run.end(interaction, failure);
            else follow(interaction, begun, run);
        });
        return run;
    }

    /** A run that has not ended yet has no answer. An unknown status is waited for only on request: it may be final. */
    private boolean isAwaited(Interaction interaction) {
        InteractionStatus status = interaction.status();
        if (answer == Answer.AT_THE_END) return !status.isTerminal() && interaction.id() != null;
        return status.equals(InteractionStatus.QUEUED) || status.equals(InteractionStatus.IN_PROGRESS);
    }

    /**
     * Observed: a create in the foreground was answered {@code queued} (docs/api.adoc 6.1).
     *
     * @param begun when the create was sent: one limit covers it and the wait
     */
    private void follow(Interaction created, Instant begun, StagedRun run) {
        String id = created.id();
        if (id == null) {
            String message =
                    "The answer to create is " + created.status() + " and has no id, so its end cannot be awaited";
            run.end(null, new InteractionProtocolException(message, "", null));
            return;
        }
        AwaitSettings settings = answer == Answer.AT_THE_END ? waiting : unasked.since(begun);
        run.begin(() -> calls.await(id, created.created(), timeout, settings))
                .thenApply(calls::counted)
                .whenComplete(run::end);
    }

    /** Answers as the create would have: when the run has ended, or at once and then without steps. */
    @Override
    public RunHandle attach(List<String> ids) {
        String id = ids.get(ids.size() - 1);
        if (answer == Answer.AT_THE_END) return calls.await(id, null, timeout, waiting);
        Instant begun = Instant.now();
        StagedRun run = new StagedRun();
        if (answer == Answer.WHOLE) {
            // As in a create, an unknown status is not waited for. A wait has more patience with a read that fails.
            run.begin(new SingleRequest(calls.get(id, timeout), id)).whenComplete((found, failure) -> {
                if (failure == null && !isAwaited(found)) run.end(found.withoutInputs(), null);
                else
                    run.begin(() -> calls.await(id, null, timeout, unasked.since(begun)))
                            .whenComplete(run::end);
            });
            return run;
        }
        run.begin(new SingleRequest(calls.get(id, timeout), id))
                .thenApply(interaction -> interaction.withSteps(List.of()))
                .whenComplete(run::end);
        return run;
    }
}
