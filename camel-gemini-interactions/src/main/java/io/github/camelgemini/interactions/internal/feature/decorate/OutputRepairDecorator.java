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
 * Shows the model what in its answer breaks the schema, and lets it answer again. What the last answer breaks still fails
 * the exchange. The tokens of all answers are added up.
 *
 * @param attempts how many further answers a message may get
 * @param maxTotalTokens how many tokens may be spent before another answer is asked for; 0 for no limit
 */
public record OutputRepairDecorator(int attempts, long maxTotalTokens) implements CreateDecorator {

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        Schema schema = read.schema();
        return attempts == 0 || schema == null ? runs : new Repairing(runs, schema);
    }

    private final class Repairing implements InteractionRunner {

        private final InteractionRunner runs;
        private final Schema schema;

        Repairing(InteractionRunner runs, Schema schema) {
            this.runs = runs;
            this.schema = schema;
        }

        @Override
        public RunHandle create(InteractionRequest request) {
            StagedRun underWay = new StagedRun();
            answer(request, 0, null, underWay);
            return underWay;
        }

        @Override
        public RunHandle attach(String id) {
            return runs.attach(id);
        }

        private void answer(InteractionRequest request, int repairs, @Nullable Usage spent, StagedRun underWay) {
            underWay.begin(runs.create(request)).whenComplete((answer, failure) -> {
                try {
                    if (failure != null) underWay.end(null, failure);
                    else answered(request, spent == null ? answer : withSpent(answer, spent), repairs, underWay);
                } catch (Throwable e) { // an Error too: nothing else would end the message
                    underWay.end(null, e);
                }
            });
        }

        private void answered(InteractionRequest request, Interaction answer, int repairs, StagedRun underWay) {
            List<String> violations = violations(answer);
            if (violations.isEmpty() || repairs == attempts || underWay.isOver()) underWay.end(answer, null);
            else answer(repairing(request, answer, violations), repairs + 1, spent(answer), underWay);
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
                    tokens + " tokens are spent, of maxTotalTokens=" + maxTotalTokens
                            + ", and the answer breaks its schema: raise it, or loosen the schema",
                    answer);
        return spent;
    }

    private static Interaction withSpent(Interaction answer, Usage spent) {
        Usage usage = answer.usage();
        return answer.withUsage(usage == null ? spent : spent.plus(usage));
    }
}
