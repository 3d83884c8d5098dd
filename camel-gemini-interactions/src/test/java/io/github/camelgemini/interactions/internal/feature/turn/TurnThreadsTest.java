// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelgemini.interactions.internal.feature.conversation.ConversationState;
import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.feature.conversation.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a turn when the component that waits for it has no thread. */
class TurnThreadsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Conversations conversations = Conversations.inMemory(timer);
    private final Turn first = conversations.take("key", PATIENCE).join();
    private final CompletableFuture<Void> whole = new CompletableFuture<>();
    private final List<Turn> begun = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void waitWith(Executor routeThreads) {
        new ConversationRegistry.Turns(conversations, PATIENCE, routeThreads)
                .inTurn("key", whole, begun::add, failures::add);
    }

    @Test
    void aTurnThatNoThreadTakesBeginsAllTheSame() {
        waitWith(task -> {
            throw new RejectedExecutionException("stopped");
        });

        first.end(new ConversationState.Idle("v1_a"));

        assertThat(begun).hasSize(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aTurnWhoseTaskIsDiscardedIsLeftWhenItsExchangeEnds() {
        waitWith(task -> {});
        CompletableFuture<Turn> next = conversations.take("key", PATIENCE);
        first.end(new ConversationState.Idle("v1_a"));
        assertThat(next).isNotDone();

        whole.complete(null);

        assertThat(begun).isEmpty();
        assertThat(next).isCompleted();
        assertThat(next.join().state()).isEqualTo(new ConversationState.Idle("v1_a"));
    }
}
