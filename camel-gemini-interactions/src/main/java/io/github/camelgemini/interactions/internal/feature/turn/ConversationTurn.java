// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.conversation.ConversationState;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * What one message does in its turn: continues the conversation, and says where it stands then. What fails leaves the
 * conversation where it was.
 */
final class ConversationTurn {

    private static final String LOST = "the conversation's last interaction was deleted, or its retention is over. Set"
            + " onConversationLost=restart to begin anew, or forget the conversation with gemini-interactions:delete and its"
            + " conversationId";

    private final Turn turn;
    private final StagedRun parts;
    private final InteractionRunner runs;
    private final ConversationDecorator layer;

    /** @param parts answered in the end; the turn is left then */
    ConversationTurn(Turn turn, StagedRun parts, InteractionRunner runs, ConversationDecorator layer) {
        this.turn = turn;
        this.parts = parts;
        this.runs = runs;
        this.layer = layer;
    }

    /** Sends a request as the continuation of the conversation, or of the interaction that it names itself. */
    void create(InteractionRequest request) {
        ConversationState standing = turn.standing();
        if (request.previousInteractionId() != null) send(request, null);
        else if (standing instanceof ConversationState.Running running) awaitEnd(running, request);
        else if (standing instanceof ConversationState.AwaitingResults && !bringsResults(request)) throw asking();
        else send(request.withInput(request.input(), standing.interactionId()), standing.interactionId());
    }

    /**
     * Follows an interaction that an earlier delivery of the message has created. Where it is newer than the conversation's
     * last one, that delivery did not come to keep it.
     */
    void attach(String id) {
        isNewer(id).whenComplete(guarded((newer, failure) -> {
            if (parts.isOver()) return;
            CompletionStage<Interaction> answer = parts.begin(runs.attach(id));
            answer.whenComplete(guarded((interaction, failed) -> {
                if (failed == null && newer) keep(interaction);
                else parts.end(interaction, failed);
            }));
        }));
    }

    /** @param last the conversation's last interaction, which the request continues; null when it does not */
    private void send(InteractionRequest request, @Nullable String last) {
        if (parts.isOver()) return; // stopped while it waited: nothing is sent
        parts.begin(runs.create(request)).whenComplete(guarded((answer, failure) -> {
            if (failure == null) keep(answer);
            else if (last != null && isNotFound(failure)) ifLost(last, request, failure);
            else parts.end(null, failure);
        }));
    }

    private void keep(Interaction answer) {
        ConversationState next = after(answer);
        if (next == null) parts.end(answer, null); // it did not end well, as the reply will say
        else
            turn.end(next)
                    .whenCompleteAsync(
                            (kept, failure) -> parts.end(answer, failure),
                            layer.turns().routeThreads());
    }

    /** Where the conversation stands after an answer; null where it stood before. */
    private @Nullable ConversationState after(Interaction answer) {
        InteractionStatus status = answer.status();
        boolean asks = status.equals(InteractionStatus.REQUIRES_ACTION);
        boolean ended = asks
                || status.equals(InteractionStatus.COMPLETED) && !isAnsweredHere(answer)
                || status.isCutShort() && !layer.settings().failsWhenIncomplete();
        if (!ended && status.isTerminal()) return null;
        String id = answer.id();
        if (id == null)
            throw new InteractionProtocolException(
                    "The answer to a turn of a conversation has no id, so that nothing can continue it", "", null);
        if (!ended) return new ConversationState.Running(id, turn.standing());
        return asks && !answer.pendingCalls().isEmpty()
                ? new ConversationState.AwaitingResults(id)
                : new ConversationState.Idle(id);
    }

    /** Whether a result of a function was the answer, so that the service still waits for it. */
    private static boolean isAnsweredHere(Interaction answer) {
        Set<String> called = new HashSet<>();
        for (Step step : answer.steps()) {
            if (step instanceof Step.Call call && call.isFunction() && call.id() != null) called.add(call.id());
            if (step instanceof Step.Result result && called.contains(String.valueOf(result.callId()))) return true;
        }
        return false;
    }

    /** Waits, and holds the turn but no thread, until the run of the turn before has ended; then goes on from there. */
    private void awaitEnd(ConversationState.Running running, InteractionRequest request) {
        String id = running.interactionId();
        AwaitSettings waiting = layer.settings().waiting().fromNow(layer.turns().timeout());
        // No part of ours: whoever cancels what this message began must not cancel the run of another.
        RunHandle run = layer.calls().await(id, null, null, waiting);
        parts.whole().whenComplete((answer, ended) -> run.stop());
        run.whole().whenComplete(guarded((stored, failure) -> {
            if (failure instanceof InteractionLostException gone && gone.getCause() != null)
                lost("get", request, gone.getCause());
            else if (failure instanceof InteractionTimeoutException) throw stillRunning(id);
            else if (failure != null) parts.end(null, failure);
            else {
                ConversationState after = after(stored);
                turn.settle(after == null ? running.before() : after);
                create(request);
            }
        }));
    }

    /** Several things may be missing: only without the last interaction the conversation is lost. */
    private void ifLost(String last, InteractionRequest request, Throwable failure) {
        read(last).whenComplete(guarded((stored, missing) -> {
            if (missing != null && isNotFound(missing)) lost("create", request, failure);
            else parts.end(null, failure);
        }));
    }

    private void lost(String operation, InteractionRequest request, Throwable failure) {
        if (layer.settings().restartsWhenLost() && !bringsResults(request)) {
            turn.settle(new ConversationState.New());
            send(request.withInput(request.input(), null), null);
        } else if (Futures.unwrapped(failure) instanceof InteractionRejectedException refused) {
            parts.end(
                    null,
                    new InteractionRejectedException(
                            operation,
                            refused.getHttpResponseCode(),
                            refused.getCode(),
                            refused.getApiMessage(),
                            refused.getRetryAfter(),
                            LOST));
        } else parts.end(null, failure);
    }

    /** What is not known to be newer is not: the conversation may have gone on since. */
    private CompletionStage<Boolean> isNewer(String id) {
        String last = turn.standing().interactionId();
        if (last == null || last.equals(id)) return CompletableFuture.completedStage(true);
        return read(id).thenCombine(read(last), new InteractionOrder(this::read)::follows)
                .thenCompose(Function.identity())
                .exceptionally(unknown -> false);
    }

    /** Reads a stored interaction, unless the exchange is answered before. */
    private CompletionStage<Interaction> read(String id) {
        CompletableFuture<Interaction> read = layer.calls().get(id, null);
        parts.whole().whenComplete((answer, ended) -> read.cancel(false));
        return read;
    }

    private <T> BiConsumer<T, @Nullable Throwable> guarded(BiConsumer<T, @Nullable Throwable> act) {
        return (value, failure) -> {
            try {
                act.accept(value, failure);
            } catch (Throwable e) { // an Error too: nobody else would answer the exchange
                parts.end(null, e);
            }
        };
    }

    private static boolean bringsResults(InteractionRequest request) {
        return request.input().stream()
                .anyMatch(step ->
                        step instanceof Step.Result result && result.type().equals(Step.Result.FUNCTION_RESULT));
    }

    /** A model that is unknown is no missing interaction. */
    private static boolean isNotFound(Throwable failure) {
        return Futures.unwrapped(failure) instanceof InteractionRejectedException refused
                && refused.isNotFound()
                && !"model_not_found".equals(refused.getCode());
    }

    private ConversationBusyException asking() {
        return new ConversationBusyException("The conversation's last interaction "
                + turn.standing().interactionId() + " waits for the results of functions, nothing was sent: send those"
                + " (a body of function_result steps), or set previousInteractionId to go on from an earlier one");
    }

    private static ConversationBusyException stillRunning(String id) {
        return new ConversationBusyException("The conversation's last interaction " + id
                + " still runs in the background after conversationTimeout, nothing was sent: send the next turn when it"
                + " has ended, or cancel it");
    }
}
