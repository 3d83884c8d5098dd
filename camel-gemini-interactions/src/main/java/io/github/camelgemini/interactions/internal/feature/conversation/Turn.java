// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to say what comes next in a conversation, until it is ended or left. Any thread. Never blocks. */
public final class Turn {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Function<ConversationState, CompletionStage<Void>> ending;
    private final AtomicBoolean over = new AtomicBoolean();
    // Written by whoever has the turn.
    private volatile ConversationState standing;

    /** @param ending keeps where the conversation stands, and gives the turn to the next */
    Turn(ConversationState standing, Function<ConversationState, CompletionStage<Void>> ending) {
        this.standing = standing;
        this.ending = ending;
    }

    /** Where the conversation stands in this turn. */
    public ConversationState standing() {
        return standing;
    }

    /** Says where the conversation stands before this turn, other than was kept; it stays so if the turn comes to nothing. */
    public void settle(ConversationState other) {
        standing = other;
    }

    /**
     * Ends the turn. Only the first end counts; a later one has nothing to keep and completes at once.
     *
     * @param next where the conversation stands from now on
     * @return completes when that is kept, on any thread: who goes on with a route takes another. Fails when it cannot be
     *     kept, or another node has gone on with the conversation
     */
    public CompletionStage<Void> end(ConversationState next) {
        return over.compareAndSet(false, true) ? ending.apply(next) : CompletableFuture.completedStage(null);
    }

    /** Ends the turn with the conversation where it stood before. */
    public void leave() {
        end(standing).whenComplete((kept, failure) -> {
            if (failure != null) LOG.warn("A conversation's turn could not be given up: {}", failure.toString());
        });
    }
}
