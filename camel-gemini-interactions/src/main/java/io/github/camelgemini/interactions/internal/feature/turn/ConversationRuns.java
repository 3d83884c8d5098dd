// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.message.exchange.EnclosingTurns;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Runs that are turns of a conversation: they wait until it is their turn.
 *
 * @param exchange marked as long as its turn is under way
 */
record ConversationRuns(InteractionRunner runs, ConversationDecorator layer, String key, Exchange exchange)
        implements InteractionRunner {

    @Override
    public RunHandle create(InteractionRequest request) {
        return inTurn(turn -> turn.create(request));
    }

    @Override
    public RunHandle attach(String id) {
        return inTurn(turn -> turn.attach(id));
    }

    private RunHandle inTurn(Consumer<ConversationTurn> act) {
        StagedRun parts = new StagedRun();
        EnclosingTurns mark = EnclosingTurns.put(exchange, layer.turns().conversations(), key, parts::isOver);
        CompletionStage<Interaction> whole = parts.whole().whenComplete((answer, failure) -> mark.removeFrom(exchange));
        layer.turns()
                .inTurn(
                        key,
                        parts.whole(),
                        turn -> act.accept(new ConversationTurn(turn, parts, runs, layer)),
                        failure -> parts.end(null, failure));
        return new Marked(parts, whole);
    }

    /** Its whole answer comes when the exchange is unmarked: then its route may go on. */
    private record Marked(StagedRun parts, CompletionStage<Interaction> whole) implements RunHandle {

        @Override
        public @Nullable String interactionId() {
            return parts.interactionId();
        }

        @Override
        public @Nullable String lastEventId() {
            return parts.lastEventId();
        }

        @Override
        public void whenKnown(Consumer<String> listener) {
            parts.whenKnown(listener);
        }

        @Override
        public void stop() {
            parts.stop();
        }

        @Override
        public void endWithContext() {
            parts.endWithContext();
        }
    }
}
