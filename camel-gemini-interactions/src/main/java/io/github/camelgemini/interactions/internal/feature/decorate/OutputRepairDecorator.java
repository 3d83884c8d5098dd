// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.decorate;

import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model again when its answer violates the schema, with the violations as the input. If the last answer still
 * violates it, the exchange fails. The usage of all answers is added up.
 *
 * @param attempts most further answers per message
 * @param maxTotalTokens no further answer is requested once this many tokens are used; 0 for no limit
 */
public record OutputRepairDecorator(int attempts, long maxTotalTokens) implements CreateDecorator {

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        Schema schema = read.schema();
        return attempts == 0 || schema == null ? runs : new Repairing(this, runs, schema);
    }

    private record Repairing(OutputRepairDecorator settings, InteractionRunner runs, Schema schema)
            implements InteractionRunner {

        @Override
        public RunHandle create(InteractionRequest request) {
            StagedRun stages = new StagedRun();
            answer(request, 0, null, stages);
            return stages;
        }

        @Override
        public RunHandle attach(List<String> ids) {
            return runs.attach(ids);
        }

        private void answer(InteractionRequest request, int repairs, @Nullable Usage spent, StagedRun stages) {
            stages.begin(() -> runs.create(request)).whenComplete((answer, failure) -> {
                try {
                    if (failure != null) stages.end(null, failure);
                    else answered(request, spent == null ? answer : withSpent(answer, spent), repairs, stages);
                } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                    stages.end(null, e);
                }
            });
        }

        private void answered(InteractionRequest request, Interaction answer, int repairs, StagedRun stages) {
            List<String> violations = violations(answer);
            if (violations.isEmpty() || repairs == settings.attempts || stages.isOver()) stages.end(answer, null);
            else answer(repairing(request, answer, violations), repairs + 1, settings.spent(answer), stages);
        }

        private List<String> violations(Interaction answer) {
            String text = answer.outputText();
            if (text == null || !answer.status().equals(InteractionStatus.COMPLETED)) return List.of();
            return schema.violations(text);
        }
    }

    private static InteractionRequest repairing(
            InteractionRequest request, Interaction answer, List<String> violations) {
        String text = "Your answer breaks its schema: " + String.join("; ", violations)
                + ". Answer again with nothing but JSON that keeps to it.";
        return request.continuing(answer, List.of(new Step.UserInput(List.of(new Content.Text(text)), Map.of())));
    }

    private @Nullable Usage spent(Interaction answer) {
        Usage spent = answer.usage();
        Long tokens = spent == null ? null : spent.totalTokens();
        if (maxTotalTokens > 0 && tokens != null && tokens >= maxTotalTokens)
            throw new InteractionBudgetException(
                    "maxTotalTokens",
                    tokens + " tokens are used, of maxTotalTokens=" + maxTotalTokens
                            + ", and the answer violates its schema: raise maxTotalTokens, or relax the schema",
                    answer);
        return spent;
    }

    private static Interaction withSpent(Interaction answer, Usage spent) {
        Usage usage = answer.usage();
        return answer.withUsage(usage == null ? spent : spent.plus(usage));
    }
}
