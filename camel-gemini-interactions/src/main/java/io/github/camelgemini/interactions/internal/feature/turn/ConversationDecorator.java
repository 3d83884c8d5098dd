// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;

/** Makes a create the next turn of the conversation that its message names. The create waits for its turn. */
public record ConversationDecorator(ConversationRegistry.Turns turns, InteractionCalls calls, Settings settings)
        implements CreateDecorator {

    /**
     * Settings of an endpoint for conversations.
     *
     * @param awaiting polls the run of the previous turn; its timeout is replaced by that of the wait for a turn
     * @param restartWhenLost true to start the conversation again when the service no longer has the last interaction
     * @param failWhenIncomplete true when an answer that was cut short is a failure
     * @param discards true if answers may have no steps
     */
    public record Settings(
            AwaitSettings awaiting, boolean restartWhenLost, boolean failWhenIncomplete, boolean discards) {}

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        String conversationId = read.conversationId();
        if (conversationId == null) return runs;
        String key = turns.key(conversationId, exchange);
        DeclaredFunctions functions = DeclaredFunctions.of(read.request().tools(), !settings.failWhenIncomplete());
        InteractionCalls reads = calls.with(read.headers()).declaring(functions);
        return new InteractionRunner() {
            @Override
            public RunHandle create(InteractionRequest request) {
                return inTurn(key, runs, reads, functions, exchange, turn -> turn.create(request));
            }

            @Override
            public RunHandle attach(List<String> ids) {
                return inTurn(
                        key,
                        runs,
                        reads,
                        functions,
                        exchange,
                        turn -> turn.attach(
                                ids, Boolean.TRUE.equals(read.request().background())));
            }

            @Override
            public RunHandle attachAnswered(List<String> ids) {
                return runs.attachAnswered(ids);
            }
        };
    }

    /** The handle completes after the exchange is unmarked, because its route continues then. */
    private RunHandle inTurn(
            String key,
            InteractionRunner runs,
            InteractionCalls reads,
            DeclaredFunctions functions,
            Exchange exchange,
            Consumer<ConversationTurn> act) {
        StagedRun stages = new StagedRun();
        EnclosingTurns mark = EnclosingTurns.put(exchange, turns.conversations(), key, stages::isOver);
        CompletionStage<Interaction> whole =
                stages.whole().whenComplete((answer, failure) -> mark.removeFrom(exchange));
        turns.inTurn(
                key,
                stages.whole(),
                turn -> act.accept(new ConversationTurn(turn, stages, runs, reads, this, functions)),
                failure -> stages.end(null, failure));
        return new ForwardingRun(stages, whole);
    }
}
