// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.accumulate.PendingCalls;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Answers the function calls of one message, round by round: decides about all calls of a round, executes them, and waits
 * for their results up to the timeout, without holding a thread. Any thread.
 */
public final class ToolRounds {

    /**
     * Runs functions, for all messages of a component.
     *
     * @param calls one instance per Camel context, as several endpoints may receive the same call
     * @param functions threads that run functions, and may block
     * @param repositories threads that use the journal of results; no function runs there
     * @param answers threads that end what takes too long; no function runs there
     * @param timer never runs a function
     */
    public record Engine(
            CallDeduplicator calls,
            Executor functions,
            Executor repositories,
            Executor answers,
            ScheduledExecutorService timer) {}

    /** Receives the outcome of each call of a message. Any thread, several at once. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A call has ended, or waits for a person.
         *
         * @param round number of its round, from 1 on
         * @param duration zero when the function did not run
         */
        void ended(int round, Step.Call call, Duration duration, Outcome outcome);
    }

    private final Engine engine;
    private final ToolSettings settings;
    private final CallPlanner planner;
    private final CallJournal journal;
    private final Listener listener;

    /**
     * @param functions those that the model may call, by name
     * @param external names of the declared functions that have no route
     */
    public ToolRounds(
            Engine engine,
            ToolSettings settings,
            Map<String, ToolFunction> functions,
            Set<String> external,
            CallJournal journal,
            Listener listener) {
        this.engine = engine;
        this.settings = settings;
        this.planner = new CallPlanner(functions, external, settings);
        this.journal = journal;
        this.listener = listener;
    }

    /**
     * Answers the calls of an interaction that requires action.
     *
     * @param request the request that the interaction answers
     * @param round number of the round, from 1 on
     * @param approval decisions of a person about these calls; null before they are requested
     * @return completes when all runs have ended or timed out; fails with {@link InteractionFunctionException} when a
     *     failure is not reported to the model, and with {@link InteractionRequestException} when the round has a result
     *     that was not stored; then none has begun
     * @throws InteractionFunctionException if calls are refused; then none has begun
     * @throws InteractionRequestException if the decisions are not about the calls that wait; then none has begun
     */
    public CompletionStage<RoundAnswer> answer(
            InteractionRequest request, Interaction interaction, int round, @Nullable PendingApproval approval) {
        List<Step.Call> open = PendingCalls.of(interaction);
        String scope = scope(interaction, approval);
        if (approval == null) {
            List<CallDecision> plans = new ArrayList<>();
            for (Step.Call call : open) plans.add(planner.plan(call, null, interaction.id()));
            return run(plans, List.of(), scope, round, request, interaction);
        }
        DecidedRound decided = new DecidedRound(open, approval);
        decided.check();
        List<CallDecision> plans = new ArrayList<>();
        for (Step.Call call : open) {
            String decision = approval.decisions().get(call.id());
            if (decision != null) plans.add(planner.plan(call, decision, interaction.id())); // else it has a result
        }
        return results(decided, scope).thenCompose(stored -> run(plans, stored, scope, round, request, interaction));
    }

    /** The results that a round has already. Without a signature they may come from anyone, and are looked up. */
    private CompletionStage<List<Step>> results(DecidedRound decided, @Nullable String scope) {
        PendingApproval approval = decided.approval();
        if (approval.signature() != null || approval.results().isEmpty())
            return CompletableFuture.completedStage(approval.results());
        return CompletableFuture.supplyAsync(
                () -> decided.storedResults(planner::needsApproval, String.valueOf(scope), journal),
                engine.repositories());
    }

    private CompletionStage<RoundAnswer> run(
            List<CallDecision> plans,
            List<Step> before,
            @Nullable String scope,
            int round,
            InteractionRequest request,
            Interaction interaction) {
        Function<CallDecision, CompletionStage<@Nullable Step>> run =
                plan -> started(plan, scope, interaction.id(), round);
        CompletionStage<List<Step>> results =
                settings.parallel() ? together(plans, run) : new OneByOne<>(plans, run).results();
        boolean waits = plans.stream().anyMatch(CallDecision.AwaitApproval.class::isInstance);
        boolean direct = before.isEmpty() && !plans.isEmpty() && plans.stream().allMatch(ToolRounds::isDirect);
        if (waits && scope != null) results = results.thenCompose(all -> withErrorsStored(all, plans, scope));
        return results.thenApply(all -> new RoundAnswer(
                request,
                interaction,
                with(before, all),
                waits,
                direct && all.stream().noneMatch(ToolRounds::isError)));
    }

    /** Starts all at once, and waits for all even when one has failed. */
    private static CompletionStage<List<Step>> together(
            List<CallDecision> plans, Function<CallDecision, CompletionStage<@Nullable Step>> run) {
        List<CompletableFuture<@Nullable Step>> begun = new ArrayList<>(plans.size());
        for (CallDecision plan : plans) begun.add(run.apply(plan).toCompletableFuture());
        return CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).handle((all, failure) -> {
            List<Step> results = new ArrayList<>(begun.size());
            for (CompletableFuture<@Nullable Step> each : begun) {
                Step result = each.join(); // has ended; the first failure in the order of the calls is thrown
                if (result != null) results.add(result);
            }
            return results;
        });
    }

    private static List<Step> with(List<Step> earlier, List<Step> next) {
        if (earlier.isEmpty()) return next;
        List<Step> all = new ArrayList<>(earlier);
        all.addAll(next);
        return all;
    }

    /**
     * Stores the errors that stand for results of calls, as no result of such a call is stored: when the round comes back
     * with a person's decisions, it is known which errors this component has written.
     */
    private CompletionStage<List<Step>> withErrorsStored(List<Step> results, List<CallDecision> plans, String scope) {
        List<Step> errors = results.stream().filter(ToolRounds::isError).toList();
        if (errors.isEmpty()) return CompletableFuture.completedStage(results);
        return CompletableFuture.supplyAsync(
                () -> {
                    for (Step step : errors) {
                        if (!(step instanceof Step.Result result) || result.result() == null) continue;
                        FunctionResult error = new FunctionResult(result.result(), true);
                        for (CallDecision plan : plans) {
                            if (!String.valueOf(plan.call().id()).equals(result.callId())) continue;
                            journal.store(CallKey.ofError(CallKey.of(scope, plan.call()), error), error);
                        }
                    }
                    return results;
                },
                engine.repositories());
    }

    /** Prefix that makes the call ids of an interaction unique; null when no later delivery can refer to them. */
    private static @Nullable String scope(Interaction interaction, @Nullable PendingApproval approval) {
        if (interaction.id() != null) return interaction.id();
        return approval == null ? null : approval.runId();
    }

    private static boolean isDirect(CallDecision plan) {
        return plan instanceof CallDecision.Execute run
                && run.function().declaration().returnDirect();
    }

    private static boolean isError(Step step) {
        return !(step instanceof Step.Result result) || Boolean.TRUE.equals(result.isError());
    }

    /** What cannot be started fails alone: the calls that have begun are waited for. */
    private CompletionStage<@Nullable Step> started(
            CallDecision plan, @Nullable String scope, @Nullable String interactionId, int round) {
        try {
            return execute(plan, scope, interactionId, round);
        } catch (Throwable e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<@Nullable Step> execute(
            CallDecision plan, @Nullable String scope, @Nullable String interactionId, int round) {
        if (plan instanceof CallDecision.Execute run) return run(run, scope, interactionId, round);
        if (plan instanceof CallDecision.Reply reply) {
            listener.ended(round, reply.call(), Duration.ZERO, reply.outcome());
            return CompletableFuture.completedStage(step(reply.call(), error(reply.text())));
        }
        listener.ended(round, plan.call(), Duration.ZERO, Outcome.PENDING);
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<@Nullable Step> run(
            CallDecision.Execute run, @Nullable String scope, @Nullable String interactionId, int round) {
        Step.Call call = run.call();
        long started = System.nanoTime();
        return runWithTimeout(run, scope).handle((done, failure) -> {
            Duration duration = Duration.ofNanos(System.nanoTime() - started);
            if (failure == null) {
                listener.ended(round, call, duration, done.stored() ? Outcome.STORED : Outcome.OK);
                return step(call, done.result());
            }
            Throwable cause = Futures.unwrapped(failure);
            boolean timedOut = cause instanceof TimeoutException;
            if (timedOut || cause instanceof CallDeduplicator.FunctionFailure || cause instanceof ConversionFailure)
                listener.ended(round, call, duration, timedOut ? Outcome.TIMEOUT : Outcome.FAILED);
            return step(call, errorResult(run, cause, interactionId));
        });
    }

    private CompletionStage<CallDeduplicator.Completed> runWithTimeout(
            CallDecision.Execute run, @Nullable String scope) {
        Step.Call call = run.call();
        String callId = String.valueOf(call.id()); // unique, see PendingCalls
        FunctionCall functionCall =
                new FunctionCall(callId, String.valueOf(call.name()), CallPlanner.arguments(call), false);
        CompletableFuture<CallDeduplicator.Completed> result = new CompletableFuture<>();
        Future<?> timeout = engine.timer()
                .schedule(() -> timeOut(result), settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        String key = CallKey.of(scope != null ? scope : UUID.randomUUID().toString(), call);
        engine.calls()
                .run(
                        key,
                        functionCall,
                        run.function(),
                        scope != null ? journal : NoJournal.INSTANCE,
                        engine.functions())
                .whenComplete((done, failure) -> {
                    timeout.cancel(false);
                    if (failure == null) result.complete(done);
                    else result.completeExceptionally(Futures.unwrapped(failure));
                });
        return result;
    }

    /** Leaves the timer's thread, unless no other thread is available. */
    private void timeOut(CompletableFuture<CallDeduplicator.Completed> result) {
        try {
            engine.answers().execute(() -> result.completeExceptionally(new TimeoutException()));
        } catch (Throwable e) { // the component stops, or no thread can be created
            result.completeExceptionally(new TimeoutException());
        }
    }

    /** Error result for the model; throws if the failure is not reported to the model. */
    private FunctionResult errorResult(CallDecision.Execute run, Throwable cause, @Nullable String interactionId) {
        if (cause instanceof TimeoutException) {
            long millis = settings.timeout().toMillis();
            if (settings.repromptOnError() && run.function().declaration().idempotent())
                return error("The function took longer than " + millis + " ms.");
            throw failed(
                    Reason.TIMEOUT,
                    "A function took longer than toolTimeout=" + millis
                            + " ms. It continues, and its result is stored: redeliver the message, or raise toolTimeout",
                    interactionId,
                    run,
                    null);
        }
        if (cause instanceof ConversionFailure)
            throw failed(Reason.CONVERSION, String.valueOf(cause.getMessage()), interactionId, run, cause.getCause());
        if (!(cause instanceof CallDeduplicator.FunctionFailure failure)) throw new CompletionException(cause);
        Throwable reason = failure.getCause();
        if (settings.repromptOnError())
            return error("The function failed: "
                    + (reason == null ? "" : reason.getClass().getSimpleName()));
        throw failed(Reason.FAILED, "The route of a function failed", interactionId, run, reason);
    }

    private static CompletionException failed(
            Reason reason,
            String message,
            @Nullable String interactionId,
            CallDecision.Execute run,
            @Nullable Throwable cause) {
        return new CompletionException(CallPlanner.failure(reason, message, interactionId, run.call(), cause));
    }

    private static FunctionResult error(String text) {
        return new FunctionResult(InteractionJson.text(text), true);
    }

    /** Refers to the call by its unique id, which {@link RoundAnswer#next()} replaces. */
    static Step step(Step.Call call, FunctionResult result) {
        return new Step.Result(
                Step.Result.FUNCTION_RESULT,
                call.id(),
                call.name(),
                result.json(),
                result.isError() ? Boolean.TRUE : null,
                null,
                Map.of());
    }

    /** Runs tasks in order, the next when the one before has ended. None runs after a failure. Needs no stack per task. */
    private static final class OneByOne<T> {
        private final Iterator<T> tasks;
        private final Function<T, CompletionStage<@Nullable Step>> run;
        private final List<Step> results = new ArrayList<>();
        private final CompletableFuture<List<Step>> all = new CompletableFuture<>();
        // Ends that are not looked at yet: the thread that raises it from zero starts what is next.
        private final AtomicInteger due = new AtomicInteger();

        OneByOne(List<T> tasks, Function<T, CompletionStage<@Nullable Step>> run) {
            this.tasks = tasks.iterator();
            this.run = run;
        }

        CompletionStage<List<Step>> results() {
            advance();
            return all;
        }

        private void advance() {
            if (due.getAndIncrement() > 0) return;
            do {
                if (tasks.hasNext()) run.apply(tasks.next()).whenComplete(this::ended);
                else all.complete(results);
            } while (due.decrementAndGet() > 0);
        }

        private void ended(@Nullable Step result, @Nullable Throwable failure) {
            if (failure != null) {
                all.completeExceptionally(failure);
                return;
            }
            if (result != null) results.add(result);
            advance();
        }
    }

    /** For calls that no later delivery can refer to. */
    private enum NoJournal implements CallJournal {
        INSTANCE;

        @Override
        public Entry begin(String key) {
            return new Entry(false, null);
        }

        @Override
        public @Nullable FunctionResult result(String key) {
            return null;
        }

        @Override
        public FunctionResult store(String key, FunctionResult result) {
            return result;
        }
    }
}
