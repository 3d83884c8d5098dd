// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.util.concurrent.ScheduledExecutorService;

import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import org.apache.camel.Exchange;

/** Makes a create the next turn of the conversation that its message names. */
public record ConversationDecorator(
        TurnTaking turns, InteractionCalls calls, ConversationSettings settings, ScheduledExecutorService timer)
        implements CreateDecorator {

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        String conversationId = read.conversationId();
        if (conversationId == null) return runs;
        return new ConversationRuns(runs, this, turns.key(conversationId, exchange), exchange);
    }
}
