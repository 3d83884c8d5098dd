// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exclusive right to continue a conversation, until it is ended or left. Any thread. Never blocks. */
public final class Turn {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Function<ConversationState, CompletionStage<Void>> ending;
    private final AtomicBoolean over = new AtomicBoolean();
    // Written by the thread that has the turn.
    private volatile ConversationState state;

    /** @param ending stores the new state of the conversation, and starts the next turn */
    Turn(ConversationState state, Function<ConversationState, CompletionStage<Void>> ending) {
        this.state = state;
        this.ending = ending;
    }

    /** The state of the conversation in this turn. */
    public ConversationState state() {
        return state;
    }

    /** Replaces the state that the turn began with; it is stored if the turn is left. */
    public void setState(ConversationState corrected) {
        state = corrected;
    }

    /**
     * Ends the turn. Only the first end counts; a later one completes at once.
     *
     * @param next the new state of the conversation
     * @return completes when that is stored, on any thread; continue a route on another one. Fails when it cannot be stored,
     *     or when another node has continued the conversation
     */
    public CompletionStage<Void> end(ConversationState next) {
        return over.compareAndSet(false, true) ? ending.apply(next) : CompletableFuture.completedStage(null);
    }

    /** Ends the turn with the state that it has. */
    public void leave() {
        end(state).whenComplete((stored, failure) -> {
            if (failure != null)
                LOG.warn("The end of a conversation's turn could not be stored: {}", failure.toString());
        });
    }
}
