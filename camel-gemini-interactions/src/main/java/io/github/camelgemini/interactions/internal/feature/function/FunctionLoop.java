// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.toolcall.RoundAnswer;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/** The rounds of one message, one after the other: an interaction, the calls it asks for, the next interaction. */
final class FunctionLoop extends ForwardingRun {

    private final FunctionDecorator.Runner of;
    private final StagedRun parts;
    // Written by the stages, one after the other; the id is read by any thread.
    private volatile @Nullable String lastId;
    private @Nullable Usage spent;
    private int rounds;

    FunctionLoop(FunctionDecorator.Runner of) {
        this(of, new StagedRun());
    }

    private FunctionLoop(FunctionDecorator.Runner of, StagedRun parts) {
        super(parts, parts.whole());
        this.of = of;
        this.parts = parts;
    }

    void ask(InteractionRequest request) {
        of.trace().began();
        listen(of.runs().round(0).create(request), request);
    }

    /** Continues an existing interaction. */
    void follow(String id, InteractionRequest request) {
        of.trace().began();
        listen(of.runs().round(0).attach(id), request);
    }

    /** Continues with calls that a person has decided about; the service says which calls wait, if it has the interaction. */
    void decide(InteractionRequest request, PendingApproval decided) {
        of.trace().began();
        String id = decided.interactionId();
        if (id == null) {
            Interaction waiting =
                    Interaction.of(null, InteractionStatus.REQUIRES_ACTION).withSteps(request.input());
            settle(waiting, request.withInput(List.of(), request.previousInteractionId()), decided);
            return;
        }
        goOn(parts.begin(of.stored().apply(id)), stored -> {
            lastId = id;
            settle(stored, request, decided);
        });
    }

    private void settle(Interaction waiting, InteractionRequest asked, PendingApproval decided) {
        check(waiting, decided);
        answerCalls(waiting, asked, decided);
    }

    private static void check(Interaction waiting, PendingApproval decided) {
        Set<String> open = new HashSet<>();
        for (Step.Call call : waiting.pendingCalls()) open.add(String.valueOf(call.id()));
        Set<String> settled = new HashSet<>(decided.decisions().keySet());
        for (Step step : decided.results())
            if (step instanceof Step.Result result) settled.add(String.valueOf(result.callId()));
        if (open.equals(settled)) return;
        throw new InteractionRequestException(
                "body",
                "The decisions and results are not about the calls that wait: " + open.size() + " wait, "
                        + settled.stream().filter(open::contains).count()
                        + " of them are settled, and "
                        + settled.stream().filter(id -> !open.contains(id)).count()
                        + " others. Send the body that was stored, with a decision for each call in pending");
    }

    private void listen(RunHandle asked, InteractionRequest request) {
        goOn(parts.begin(asked), interaction -> heard(interaction, request));
    }

    private void heard(Interaction interaction, InteractionRequest asked) {
        lastId = interaction.id();
        Usage usage = interaction.usage();
        if (usage != null) spent = spent == null ? usage : spent.plus(usage);
        if (interaction.pendingCalls().isEmpty()) finish(interaction);
        else answerCalls(interaction, asked, null);
    }

    private void answerCalls(Interaction interaction, InteractionRequest asked, @Nullable PendingApproval decided) {
        checkBudget(interaction);
        int round = ++rounds;
        goOn(of.rounds().answer(asked, interaction, round, decided), this::answered);
    }

    private void checkBudget(Interaction interaction) {
        if (rounds >= of.settings().maxRounds())
            throw new InteractionBudgetException(
                    "maxToolIterations",
                    "The model called functions in more than maxToolIterations=" + rounds
                            + " rounds: raise it, or tell the model when to stop",
                    interaction.withUsage(spent));
        long limit = of.settings().maxTotalTokens();
        Long tokens = spent == null ? null : spent.totalTokens();
        if (limit > 0 && tokens != null && tokens >= limit)
            throw new InteractionBudgetException(
                    "maxTotalTokens",
                    tokens + " tokens are spent, of maxTotalTokens=" + limit
                            + ", and the model wants to call functions: raise it",
                    interaction.withUsage(spent));
    }

    private void answered(RoundAnswer answer) {
        if (answer.waits()) finish(answer.pending());
        else if (answer.direct()) finish(answer.answered());
        else if (!parts.isOver()) { // stopped while functions ran: nothing more is sent
            InteractionRequest next = answer.next();
            listen(of.runs().round(rounds).create(next), next);
        }
    }

    private void finish(Interaction last) {
        Interaction whole = last.withUsage(spent != null ? spent : last.usage());
        of.runs().end(whole).whenComplete((told, failure) -> end(whole, failure));
    }

    private void end(@Nullable Interaction whole, @Nullable Throwable failure) {
        if (parts.isOver()) return; // stopped: the exchange is not ours any more
        of.trace().ended(rounds);
        parts.end(whole, failure);
    }

    /** What follows a stage; whatever fails, the message is answered. */
    private <T> void goOn(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                end(null, failure);
                return;
            }
            try {
                next.accept(value);
            } catch (Throwable e) {
                end(null, e);
            }
        });
    }

    @Override
    public @Nullable String interactionId() {
        String open = parts.interactionId();
        return open != null ? open : lastId;
    }
}
