// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.accumulate.PendingCalls;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationState;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** One message's turn of a conversation: continues the conversation and stores its new state. A failure changes no state. */
final class ConversationTurn {

    private static final String LOST =
            "the conversation's last interaction was deleted, or its retention has ended. Set"
                    + " onConversationLost=restart to start it again, or delete the conversation with"
                    + " gemini-interactions:delete and its conversationId";

    private final Turn turn;
    private final StagedRun stages;
    private final InteractionRunner runs;
    private final InteractionCalls calls;
    private final ConversationDecorator decorator;
    private final DeclaredFunctions functions;

    /**
     * @param stages the handle of this turn; its end ends the turn
     * @param calls read stored interactions, with the headers of the message
     * @param functions those that the message declares
     */
    ConversationTurn(
            Turn turn,
            StagedRun stages,
            InteractionRunner runs,
            InteractionCalls calls,
            ConversationDecorator decorator,
            DeclaredFunctions functions) {
        this.turn = turn;
        this.stages = stages;
        this.runs = runs;
        this.calls = calls;
        this.decorator = decorator;
        this.functions = functions;
    }

    /** Sends a request as the continuation of the conversation, or of the interaction that it names itself. */
    void create(InteractionRequest request) {
        if (stages.isOver()) return; // stopped while waiting
        ConversationState state = turn.state();
        if (request.previousInteractionId() != null) send(request, null);
        else if (state instanceof ConversationState.Running running) awaitEnd(running, request);
        else if (state instanceof ConversationState.AwaitingResults && !hasResults(request)) throw resultsAwaited();
        else send(request.withInput(request.input(), state.interactionId()), state.interactionId());
    }

    /**
     * Follows interactions that an earlier delivery of the message has created. If the last one is newer than the
     * conversation's, that delivery stopped before it stored the new state.
     *
     * @param mayRun true if an answer with an unknown status may be one whose run has not ended
     */
    void attach(List<String> ids, boolean mayRun) {
        isNewer(ids.get(ids.size() - 1)).whenComplete(guarded((newer, failure) -> {
            if (stages.isOver()) return;
            CompletionStage<Interaction> answer = stages.begin(runs.attach(ids));
            answer.whenComplete(guarded((interaction, failed) -> {
                if (failed == null && newer) store(interaction, mayRun);
                else stages.end(interaction, failed);
            }));
        }));
    }

    /** @param last the conversation's last interaction if the request continues it, else null */
    private void send(InteractionRequest request, @Nullable String last) {
        if (stages.isOver()) return; // stopped while waiting: nothing is sent
        stages.begin(() -> runs.create(request)).whenComplete(guarded((answer, failure) -> {
            if (failure == null) store(answer, Boolean.TRUE.equals(request.background()));
            else if (last != null && isNotFound(failure)) ifLost(last, request, failure);
            else stages.end(null, failure);
        }));
    }

    /** @param mayRun true if an answer with an unknown status may be one whose run has not ended */
    private void store(Interaction answer, boolean mayRun) {
        ConversationState next = stateAfter(answer, mayRun);
        if (next == null) stages.end(answer, null); // not successful: the reply reports it
        else
            turn.end(next)
                    .whenComplete(
                            (stored, failure) -> decorator.turns().onOtherThread(() -> stages.end(answer, failure)));
    }

    /** State of the conversation after an answer; null if the answer does not change it, or is none. */
    private @Nullable ConversationState stateAfter(Interaction answer, boolean mayRun) {
        InteractionStatus status = answer.status();
        boolean requiresAction = status.equals(InteractionStatus.REQUIRES_ACTION);
        boolean runs = status.equals(InteractionStatus.QUEUED)
                || status.equals(InteractionStatus.IN_PROGRESS)
                || !status.isTerminal() && mayRun;
        boolean ended = requiresAction
                || status.equals(InteractionStatus.COMPLETED) && !endsWithResults(answer)
                || status.isCutShort() && !decorator.settings().failWhenIncomplete()
                || !status.isTerminal()
                        && !runs
                        && (decorator.settings().discards() || !answer.output().isEmpty());
        if (!ended && !runs || !InteractionJson.outputErrors(answer).isEmpty()) return null;
        String id = answer.id();
        if (id == null)
            throw new InteractionProtocolException(
                    "The answer to a turn of a conversation has no id, so the conversation cannot be continued",
                    "",
                    null);
        if (!ended) return new ConversationState.Running(id, turn.state());
        // The result of a call without an id is a text, like any turn.
        return requiresAction && answer.pendingCalls().stream().anyMatch(PendingCalls::hasId)
                ? new ConversationState.AwaitingResults(id)
                : new ConversationState.Idle(id);
    }

    /**
     * Whether the result of a function of the route was returned as the answer (returnDirect): the service still waits for that
     * result. An agent's own functions are not among the declared ones.
     */
    private boolean endsWithResults(Interaction answer) {
        boolean called = false;
        for (Step step : answer.steps()) {
            if (step instanceof Step.Call call && call.isFunction()) called = true;
            if (called && step instanceof Step.Result result && functions.declares(result.name())) return true;
        }
        return false;
    }

    /** Waits until the run of the previous turn has ended, then creates. Holds the turn meanwhile, but no thread. */
    private void awaitEnd(ConversationState.Running running, InteractionRequest request) {
        String id = running.interactionId();
        AwaitSettings awaiting =
                decorator.settings().awaiting().fromNow(decorator.turns().timeout(), "conversationTimeout");
        // Not a stage of this run: cancelling this message must not cancel the run of another one.
        RunHandle run = calls.await(id, null, null, awaiting);
        stages.whole().whenComplete((answer, ended) -> run.stop());
        run.whole().whenComplete(guarded((stored, failure) -> {
            if (failure instanceof InteractionLostException gone && gone.getCause() != null)
                lost("get", request, gone.getCause());
            else if (failure instanceof InteractionTimeoutException) throw stillRunning(id);
            else if (failure != null) stages.end(null, failure);
            else {
                ConversationState next = stateAfter(stored, false);
                turn.setState(next == null ? running.before() : next);
                create(request);
            }
        }));
    }

    /** A 404 may have another cause in the request: the conversation is lost only if its last interaction is missing. */
    private void ifLost(String last, InteractionRequest request, Throwable failure) {
        read(last).whenComplete(guarded((stored, missing) -> {
            if (missing != null && isNotFound(missing)) lost("create", request, failure);
            else stages.end(null, failure);
        }));
    }

    private void lost(String operation, InteractionRequest request, Throwable failure) {
        if (decorator.settings().restartWhenLost() && !hasResults(request)) {
            turn.setState(new ConversationState.New());
            send(request.withInput(request.input(), null), null);
        } else if (Futures.unwrapped(failure) instanceof InteractionRejectedException refused) {
            stages.end(
                    null,
                    new InteractionRejectedException(
                            operation,
                            refused.getHttpResponseCode(),
                            refused.getCode(),
                            refused.getApiMessage(),
                            refused.getRetryAfter(),
                            LOST));
        } else stages.end(null, failure);
    }

    /** False in doubt: the conversation may have continued since. */
    private CompletionStage<Boolean> isNewer(String id) {
        String last = turn.state().interactionId();
        if (last == null || last.equals(id)) return CompletableFuture.completedStage(true);
        return read(id).thenCombine(read(last), new InteractionOrder(this::read)::follows)
                .thenCompose(Function.identity())
                .exceptionally(unknown -> false);
    }

    /** Reads a stored interaction; cancelled when the exchange is answered. */
    private CompletionStage<Interaction> read(String id) {
        CompletableFuture<Interaction> read = calls.get(id, null);
        stages.whole().whenComplete((answer, ended) -> read.cancel(false));
        return read;
    }

    private <T> BiConsumer<T, @Nullable Throwable> guarded(BiConsumer<T, @Nullable Throwable> act) {
        return (value, failure) -> {
            try {
                act.accept(value, failure);
            } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                stages.end(null, e);
            }
        };
    }

    private static boolean hasResults(InteractionRequest request) {
        return request.input().stream()
                .anyMatch(step ->
                        step instanceof Step.Result result && result.type().equals(Step.Result.FUNCTION_RESULT));
    }

    /** An unknown model is also reported as 404. */
    private static boolean isNotFound(Throwable failure) {
        return Futures.unwrapped(failure) instanceof InteractionRejectedException refused
                && refused.isNotFound()
                && !"model_not_found".equals(refused.getCode());
    }

    private ConversationBusyException resultsAwaited() {
        return new ConversationBusyException("The conversation's last interaction "
                + turn.state().interactionId() + " waits for the results of functions, nothing was sent: send them"
                + " (a body of function_result steps), or set previousInteractionId to continue from an earlier one");
    }

    private static ConversationBusyException stillRunning(String id) {
        return new ConversationBusyException("The conversation's last interaction " + id
                + " still runs in the background after conversationTimeout, nothing was sent: send the next turn when that"
                + " run has ended, or cancel it");
    }
}
