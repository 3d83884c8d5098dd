// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of one message, round by round: decides about all calls of a round, runs those that are to be run, and
 * waits for their results as long as it should. No thread waits. Any thread.
 */
public final class ToolRounds {

    /**
     * Runs functions, for all messages of a component.
     *
     * @param once shared by all that may see the same call
     * @param threads where functions run
     * @param timer starts what is due on {@code threads}
     */
    public record Engine(CallDeduplicator once, Executor threads, ScheduledExecutorService timer) {}

    private final Engine engine;
    private final ToolSettings settings;
    private final CallPlanner planner;
    private final CallJournal journal;
    private final RoundListener listener;

    /**
     * @param functions those that the model may call, by name
     * @param byHand names of functions that are run elsewhere
     */
    public ToolRounds(
            Engine engine,
            ToolSettings settings,
            Map<String, ToolFunction> functions,
            Set<String> byHand,
            CallJournal journal,
            RoundListener listener) {
        this.engine = engine;
        this.settings = settings;
        this.planner = new CallPlanner(functions, byHand, settings);
        this.journal = journal;
        this.listener = listener;
    }

    /**
     * Answers the calls of an interaction that waits for it.
     *
     * @param asked the request that the interaction answers
     * @param round number of the round, from 1 on
     * @param decided what a person decided about these calls; null when no person was asked
     * @return completes when all runs have ended or are no longer waited for; fails with
     *     {@link InteractionFunctionException} when a failure is not reported to the model
     */
    public CompletionStage<RoundAnswer> answer(
            InteractionRequest asked, Interaction interaction, int round, @Nullable PendingApproval decided) {
        List<CallDecision> plans = new ArrayList<>();
        for (Step.Call call : interaction.pendingCalls()) {
            if (decided != null && isAnswered(call, decided)) continue;
            String decision = decided == null ? null : decided.decisions().get(call.id());
            plans.add(planner.plan(call, decision, interaction.id()));
        }
        String scope = scope(interaction, decided);
        List<Step> before = decided == null ? List.of() : decided.results();
        CompletionStage<List<Step>> results = CompletableFuture.completedStage(before);
        for (CallDecision plan : plans) {
            CompletionStage<List<Step>> earlier = results;
            CompletionStage<@Nullable Step> result = settings.parallel()
                    ? settle(plan, scope, interaction.id(), round)
                    : earlier.thenCompose(done -> settle(plan, scope, interaction.id(), round));
            results = earlier.thenCombine(result, ToolRounds::with); // waits for both, even when one has failed
        }
        boolean waits = plans.stream().anyMatch(CallDecision.AwaitApproval.class::isInstance);
        boolean direct = before.isEmpty() && !plans.isEmpty() && plans.stream().allMatch(ToolRounds::isDirect);
        return results.thenApply(all -> new RoundAnswer(
                asked, interaction, all, waits, direct && all.stream().noneMatch(ToolRounds::isError)));
    }

    private static boolean isAnswered(Step.Call call, PendingApproval decided) {
        return decided.results().stream()
                .anyMatch(step -> step instanceof Step.Result result
                        && result.callId() != null
                        && result.callId().equals(call.id()));
    }

    /** Under what the call ids of an interaction are unique; null when no later delivery can refer to them. */
    private static @Nullable String scope(Interaction interaction, @Nullable PendingApproval decided) {
        if (interaction.id() != null) return interaction.id();
        return decided == null ? null : decided.runId();
    }

    private static List<Step> with(List<Step> earlier, @Nullable Step one) {
        if (one == null) return earlier;
        List<Step> all = new ArrayList<>(earlier);
        all.add(one);
        return all;
    }

    private static boolean isDirect(CallDecision plan) {
        return plan instanceof CallDecision.Execute run
                && run.function().declaration().returnDirect();
    }

    private static boolean isError(Step step) {
        return !(step instanceof Step.Result result) || Boolean.TRUE.equals(result.isError());
    }

    private CompletionStage<@Nullable Step> settle(
            CallDecision plan, @Nullable String scope, @Nullable String interactionId, int round) {
        if (plan instanceof CallDecision.Execute run) return run(run, scope, interactionId, round);
        if (plan instanceof CallDecision.Reply tell) {
            listener.ended(round, tell.call(), Duration.ZERO, tell.outcome());
            return CompletableFuture.completedStage(step(tell.call(), error(tell.text())));
        }
        listener.ended(round, plan.call(), Duration.ZERO, Outcome.PENDING);
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<@Nullable Step> run(
            CallDecision.Execute run, @Nullable String scope, @Nullable String interactionId, int round) {
        Step.Call call = run.call();
        long begun = System.nanoTime();
        return waitedFor(run, scope).handle((ran, failure) -> {
            Duration duration = Duration.ofNanos(System.nanoTime() - begun);
            if (failure == null) {
                listener.ended(round, call, duration, ran.stored() ? Outcome.STORED : Outcome.OK);
                return step(call, ran.result());
            }
            Throwable cause = Futures.unwrapped(failure);
            boolean late = cause instanceof TimeoutException;
            if (late || cause instanceof CallDeduplicator.FunctionFailure || cause instanceof ConversionFailure)
                listener.ended(round, call, duration, late ? Outcome.TIMEOUT : Outcome.FAILED);
            return step(call, told(run, cause, interactionId));
        });
    }

    private CompletionStage<CallDeduplicator.Ran> waitedFor(CallDecision.Execute run, @Nullable String scope) {
        Step.Call call = run.call();
        String callId = call.id() != null ? call.id() : UUID.randomUUID().toString();
        FunctionCall asked = new FunctionCall(callId, String.valueOf(call.name()), CallPlanner.arguments(call), false);
        CompletableFuture<CallDeduplicator.Ran> waited = new CompletableFuture<>();
        Future<?> alarm =
                engine.timer().schedule(() -> giveUp(waited), settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        String key = (scope != null ? scope : UUID.randomUUID()) + "/" + callId;
        engine.once()
                .run(key, asked, run.function(), scope != null ? journal : Forgetful.JOURNAL, engine.threads())
                .whenComplete((ran, failure) -> {
                    alarm.cancel(false);
                    if (failure == null) waited.complete(ran);
                    else waited.completeExceptionally(Futures.unwrapped(failure));
                });
        return waited;
    }

    /** On another thread than the timer's, if there is one. */
    private void giveUp(CompletableFuture<CallDeduplicator.Ran> waited) {
        try {
            engine.threads().execute(() -> waited.completeExceptionally(new TimeoutException()));
        } catch (Throwable e) { // the threads are gone: the component stops; or there is no thread left
            waited.completeExceptionally(new TimeoutException());
        }
    }

    /** What the model is told of a call that gave no result; fails where it shall not be told. */
    private FunctionResult told(CallDecision.Execute run, Throwable cause, @Nullable String interactionId) {
        if (cause instanceof TimeoutException) {
            if (settings.repromptOnError() && run.function().declaration().idempotent())
                return error(
                        "The function took longer than " + settings.timeout().toMillis() + " ms.");
            throw failed(
                    run,
                    Reason.TIMEOUT,
                    "A function took longer than toolTimeout="
                            + settings.timeout().toMillis()
                            + " ms. It runs on, and its result is stored: deliver the message again, or raise toolTimeout",
                    interactionId,
                    null);
        }
        if (cause instanceof ConversionFailure)
            throw failed(run, Reason.CONVERSION, String.valueOf(cause.getMessage()), interactionId, cause.getCause());
        if (!(cause instanceof CallDeduplicator.FunctionFailure failure)) throw new CompletionException(cause);
        Throwable reason = failure.getCause();
        if (settings.repromptOnError())
            return error("The function failed: "
                    + (reason == null ? "" : reason.getClass().getSimpleName()));
        throw failed(run, Reason.FAILED, "The route of a function failed", interactionId, reason);
    }

    private static CompletionException failed(
            CallDecision.Execute run,
            Reason reason,
            String message,
            @Nullable String interactionId,
            @Nullable Throwable cause) {
        Step.Call call = run.call();
        return new CompletionException(
                new InteractionFunctionException(reason, message, interactionId, call.id(), call.name(), cause));
    }

    private static FunctionResult error(String text) {
        return new FunctionResult(InteractionJson.text(text), true);
    }

    /** A call without an id cannot be answered by a result: older servers take a text. */
    private static Step step(Step.Call call, FunctionResult result) {
        if (call.id() == null)
            return new Step.UserInput(List.of(new Content.Text(call.name() + " returned " + result.json())));
        return new Step.Result(
                Step.Result.FUNCTION_RESULT,
                call.id(),
                call.name(),
                result.json(),
                result.isError() ? Boolean.TRUE : null,
                null,
                Map.of());
    }

    /** For calls that no later delivery can refer to. */
    private enum Forgetful implements CallJournal {
        JOURNAL;

        @Override
        public Known begin(String key) {
            return new Known(false, null);
        }

        @Override
        public void keep(String key, FunctionResult result) {}
    }
}
