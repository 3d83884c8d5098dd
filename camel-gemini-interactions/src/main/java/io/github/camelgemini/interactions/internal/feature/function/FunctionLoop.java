// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.toolcall.RoundAnswer;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/** The loop of one message: an interaction, the results of its function calls, the next interaction. */
final class FunctionLoop extends ForwardingRun {

    private final FunctionDecorator.Runner runner;
    private final StagedRun stages;
    // Written by the stages, which do not overlap. The id and the rounds are read by any thread.
    private volatile @Nullable String lastId;
    private final AtomicInteger rounds;
    private @Nullable Usage spent;
    private long calls;

    FunctionLoop(FunctionDecorator.Runner runner) {
        this(runner, new StagedRun(), new AtomicInteger());
    }

    /** The trace ends before the exchange continues, whatever ends the run: an answer, a failure or a stop. */
    private FunctionLoop(FunctionDecorator.Runner runner, StagedRun stages, AtomicInteger rounds) {
        super(stages, stages.whole().whenComplete((answer, failure) -> runner.trace()
                .ended(rounds.get())));
        this.runner = runner;
        this.stages = stages;
        this.rounds = rounds;
    }

    RunHandle create(InteractionRequest request) {
        runner.trace().began();
        PendingApproval approval = runner.read().decided();
        begin(() -> {
            if (approval != null) approve(request, approval);
            else follow(runner.runs().round(0).create(request), request);
        });
        return this;
    }

    /** The id is that of the waiting interaction if the earlier delivery stopped before it sent the results. */
    RunHandle attach(List<String> ids) {
        runner.trace().began();
        InteractionRequest request = runner.read().request();
        PendingApproval approval = runner.read().decided();
        begin(() -> {
            if (approval != null && ids.get(ids.size() - 1).equals(approval.interactionId()))
                approve(request, approval);
            else follow(runner.runs().round(0).attach(ids), request);
        });
        return this;
    }

    private void begin(Runnable first) {
        try {
            first.run();
        } catch (Throwable e) {
            stages.end(null, e);
        }
    }

    /** Continues after a person's decisions. The waiting calls are in the stored interaction, or else in the request. */
    private void approve(InteractionRequest request, PendingApproval approval) {
        String id = approval.interactionId();
        if (id == null) {
            Interaction waiting =
                    Interaction.of(null, InteractionStatus.REQUIRES_ACTION).withSteps(request.input());
            answerCalls(waiting, request.withInput(List.of(), request.previousInteractionId()), approval);
            return;
        }
        then(stages.begin(runner.stored().apply(id)), stored -> {
            lastId = id;
            answerCalls(stored.withId(id), request, approval); // also where the service leaves it out
        });
    }

    private void follow(RunHandle run, InteractionRequest request) {
        then(stages.begin(run), interaction -> ended(interaction, request));
    }

    private void ended(Interaction interaction, InteractionRequest request) {
        lastId = interaction.id();
        Usage usage = interaction.usage();
        if (usage != null) spent = spent == null ? usage : spent.plus(usage);
        if (interaction.pendingCalls().isEmpty()) finish(interaction);
        else answerCalls(interaction, request, null);
    }

    private void answerCalls(Interaction interaction, InteractionRequest request, @Nullable PendingApproval approval) {
        calls += approval == null
                ? interaction.pendingCallsById().size()
                : approval.decisions().size();
        checkBudget(interaction);
        int round = rounds.incrementAndGet();
        then(runner.rounds().answer(request, interaction, round, approval), this::answered);
    }

    private void checkBudget(Interaction interaction) {
        if (rounds.get() >= runner.settings().maxRounds())
            throw new InteractionBudgetException(
                    "maxToolIterations",
                    "The model called functions in more than maxToolIterations=" + rounds.get()
                            + " rounds: raise maxToolIterations, or tell the model when to stop",
                    interaction.withUsage(spent));
        int maxCalls = runner.settings().maxCalls();
        if (calls > maxCalls)
            throw new InteractionBudgetException(
                    "maxToolCalls",
                    "The model called functions " + calls + " times, of maxToolCalls=" + maxCalls
                            + " for a message, and no call of this round was run: raise maxToolCalls, or tell the model to"
                            + " call less",
                    interaction.withUsage(spent));
        long limit = runner.settings().maxTotalTokens();
        Long tokens = spent == null ? null : spent.totalTokens();
        if (limit > 0 && tokens != null && tokens >= limit)
            throw new InteractionBudgetException(
                    "maxTotalTokens",
                    tokens + " tokens are used, of maxTotalTokens=" + limit
                            + ", and the model calls further functions: raise maxTotalTokens",
                    interaction.withUsage(spent));
    }

    private void answered(RoundAnswer answer) {
        if (answer.waits()) finish(answer.pending());
        else if (answer.direct()) finish(answer.answered());
        else if (!stages.isOver()) { // stopped while functions ran: nothing more is sent
            InteractionRequest next = answer.next();
            then(
                    stages.begin(() -> runner.runs().round(rounds.get()).create(next)),
                    interaction -> ended(interaction, next));
        }
    }

    private void finish(Interaction last) {
        Interaction whole = last.withUsage(spent != null ? spent : last.usage());
        runner.runs().end(whole).whenComplete((ended, failure) -> stages.end(whole, failure));
    }

    /** Continues with the value of a stage. A failure of either fails the message. */
    private <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                stages.end(null, failure);
                return;
            }
            try {
                next.accept(value);
            } catch (Throwable e) {
                stages.end(null, e);
            }
        });
    }

    @Override
    public @Nullable String interactionId() {
        String open = stages.interactionId();
        return open != null ? open : lastId;
    }
}
