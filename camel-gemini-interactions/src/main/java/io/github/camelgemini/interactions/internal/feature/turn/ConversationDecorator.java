// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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

/** Makes a create the next turn of the conversation that its message names: it waits until it is its turn. */
public record ConversationDecorator(ConversationRegistry.Turns turns, InteractionCalls calls, Settings settings)
        implements CreateDecorator {

    /**
     * What an endpoint says about conversations.
     *
     * @param waiting how the run of the turn before is waited for, but for its time, which is that of the wait for a turn
     * @param restartsWhenLost true to begin anew when the service does not have the last interaction any more
     * @param failsWhenIncomplete true when an answer that was cut short is a failure
     */
    public record Settings(AwaitSettings waiting, boolean restartsWhenLost, boolean failsWhenIncomplete) {}

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        String conversationId = read.conversationId();
        if (conversationId == null) return runs;
        String key = turns.key(conversationId, exchange);
        return new InteractionRunner() {
            @Override
            public RunHandle create(InteractionRequest request) {
                return inTurn(key, runs, exchange, turn -> turn.create(request));
            }

            @Override
            public RunHandle attach(String id) {
                return inTurn(key, runs, exchange, turn -> turn.attach(id));
            }
        };
    }

    /** The whole answer comes when the exchange is unmarked: then its route may continue. */
    private RunHandle inTurn(String key, InteractionRunner runs, Exchange exchange, Consumer<ConversationTurn> act) {
        StagedRun parts = new StagedRun();
        EnclosingTurns mark = EnclosingTurns.put(exchange, turns.conversations(), key, parts::isOver);
        CompletionStage<Interaction> whole = parts.whole().whenComplete((answer, failure) -> mark.removeFrom(exchange));
        turns.inTurn(
                key,
                parts.whole(),
                turn -> act.accept(new ConversationTurn(turn, parts, runs, this)),
                failure -> parts.end(null, failure));
        return new ForwardingRun(parts, whole);
    }
}
