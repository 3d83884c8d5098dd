// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a turn makes of a repository that fails, loses answers or is slow. Time passes by hand, all on one thread. */
class ConversationFailuresTest {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final ConversationState A = new ConversationState.Idle("v1_a");
    private static final ConversationState B = new ConversationState.Idle("v1_b");

    private final HandClock clock = new HandClock();
    private final HandTimer timer = new HandTimer(clock);
    private final HandTimer othersTimer = new HandTimer(clock);
    private final UnreliableTable table = new UnreliableTable();

    @TempDir
    Path folder;

    @BeforeEach
    void openTable() {
        table.start();
    }

    @AfterEach
    void closeAll() {
        table.stop();
        timer.shutdownNow();
        othersTimer.shutdownNow();
    }

    private Conversations node() {
        return Conversations.in(table, Runnable::run, Runnable::run, timer, clock);
    }

    private Conversations other() {
        return Conversations.in(table, Runnable::run, Runnable::run, othersTimer, clock);
    }

    private void pass(Duration time) {
        clock.pass(time);
        timer.runDue();
        othersTimer.runDue();
    }

    private static Turn given(CompletableFuture<Turn> taken) {
        assertThat(taken).isCompleted();
        return taken.join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        try {
            return new AssertionError(stage.toCompletableFuture().join());
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @Test
    void anEndWhoseAnswerIsLostIsStored() {
        Turn mine = given(node().take("key", PATIENCE));
        table.lostAnswers = 1;

        assertThat(mine.end(A)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_a");
    }

    @Test
    void anEndWhoseAnswerIsLostGivesTheLeaseToTheNextNode() {
        Turn mine = given(node().take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);
        table.lostAnswers = 1;

        assertThat(mine.end(A)).isCompleted();
        pass(Duration.ofSeconds(1));
        assertThat(given(theirs).state()).isEqualTo(A);
    }

    @Test
    void anEndWhoseAnswerIsLostRetainsTheLeaseForTheNextTurn() {
        Conversations node = node();
        Turn mine = given(node.take("key", PATIENCE));
        CompletableFuture<Turn> next = node.take("key", PATIENCE);
        table.lostAnswers = 1;

        assertThat(mine.end(A)).isCompleted();
        assertThat(given(next).state()).isEqualTo(A);
        assertThat(given(next).end(B)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_b");
    }

    @Test
    void aDeletionWhoseAnswerIsLostIsStored() {
        Conversations node = node();
        given(node.take("key", PATIENCE)).end(A);
        Turn deleting = given(node.take("key", PATIENCE));
        table.lostAnswers = 1;

        assertThat(deleting.end(new ConversationState.New())).isCompleted();
        assertThat(table.getState("key")).isNull();
    }

    @Test
    void anEndThatFailsOnceIsWrittenAgain() {
        Turn mine = given(node().take("key", PATIENCE));
        table.failReplaces = 1;

        assertThat(mine.end(A)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_a");
    }

    @Test
    void aLeaseWhoseAnswerIsLostIsTaken() {
        table.lostAnswers = 1;
        Turn mine = given(node().take("key", PATIENCE));

        assertThat(mine.end(A)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_a");
    }

    @Test
    void aPlaceInTheQueueWhoseAnswerIsLostIsTaken() {
        Turn mine = given(node().take("key", PATIENCE));
        table.lostAnswers = 1;
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);
        assertThat(theirs).isNotDone();

        mine.end(A);
        pass(Duration.ofSeconds(1));
        assertThat(given(theirs).state()).isEqualTo(A);
    }

    @Test
    void aRenewalWhoseAnswerIsLostLosesNothing() {
        Turn mine = given(node().take("key", PATIENCE));
        table.lostAnswers = 1;
        pass(Conversations.LEASE.dividedBy(3));
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);

        for (int second = 0; second < 60; second++) pass(Duration.ofSeconds(1));
        assertThat(theirs).isNotDone();
        assertThat(mine.end(A)).isCompleted();
    }

    @Test
    void aTurnThatNoLongerOwnsItsConversationDoesNotBringADeletedOneBack() {
        Conversations node = node();
        given(node.take("key", PATIENCE)).end(A);
        Turn slow = given(node.take("key", PATIENCE));
        clock.pass(Conversations.LEASE);
        given(other().take("key", PATIENCE)).end(new ConversationState.New());
        assertThat(table.getState("key")).isNull();

        assertThat(failure(slow.end(B))).isInstanceOf(ConversationBusyException.class);
        assertThat(table.getState("key")).isNull();
    }

    @Test
    void anErrorFailsTheTurnAndLeavesTheNextOneToWork() {
        Conversations node = node();
        table.failure = () -> new NoClassDefFoundError("driver");
        table.failures = 1;
        assertThat(failure(node.take("key", PATIENCE))).isInstanceOf(NoClassDefFoundError.class);

        Turn mine = given(node.take("key", PATIENCE));
        table.failures = 2; // the end and its check
        assertThat(failure(mine.end(A))).isInstanceOf(NoClassDefFoundError.class);

        assertThat(given(node.take("key", PATIENCE)).end(B)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_b");
        assertThat(timer.size()).isZero();
    }

    @Test
    void aRenewalThatFailsWithAnErrorIsTriedAgain() {
        Turn mine = given(node().take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);
        table.failure = () -> new NoClassDefFoundError("driver");
        table.failReplaces = 1;
        for (int second = 0; second < 60; second++) {
            clock.pass(Duration.ofSeconds(1));
            timer.runDue();
            othersTimer.runDue();
        }

        assertThat(theirs).isNotDone();
        assertThat(mine.end(A)).isCompleted();
    }

    @Test
    void aLeaseIsRenewedWhileEveryOtherThreadWaitsForTheRepository() {
        Queue<Runnable> slow = new ArrayDeque<>();
        Conversations node = Conversations.in(table, slow::add, Runnable::run, timer, clock);
        CompletableFuture<Turn> mine = node.take("key", PATIENCE);
        slow.remove().run();
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);

        CompletionStage<Void> stored = given(mine).end(A);
        for (int second = 0; second < 100; second++) pass(Duration.ofSeconds(1));

        assertThat(theirs).isNotDone();
        slow.remove().run();
        assertThat(stored).isCompleted();
        pass(Duration.ofSeconds(1));
        assertThat(given(theirs).state()).isEqualTo(A);
    }

    @Test
    void aTurnWithoutAThreadIsAnsweredAndItsEndIsStored() {
        boolean[] stopped = {false};
        Executor threads = task -> {
            if (stopped[0]) throw new RejectedExecutionException("stopped");
            task.run();
        };
        Conversations node = Conversations.in(table, threads, threads, timer, clock);
        Turn mine = given(node.take("key", PATIENCE));
        CompletableFuture<Turn> next = node.take("key", PATIENCE);
        stopped[0] = true;

        assertThat(failure(node.take("other key", PATIENCE))).isInstanceOf(RejectedExecutionException.class);
        pass(Conversations.LEASE.dividedBy(3));
        assertThat(mine.end(A)).isCompleted();
        assertThat(given(next).state()).isEqualTo(A);
    }

    @Test
    void aNodeAloneDoesNotOverwriteWhatAnotherContextHasWritten() throws Exception {
        try (FileCursorRepository file = new FileCursorRepository(folder.resolve("state"))) {
            file.start();
            Turn one = given(Conversations.in(file, Runnable::run, Runnable::run, timer, clock)
                    .take("key", PATIENCE));
            Turn two = given(Conversations.in(file, Runnable::run, Runnable::run, timer, clock)
                    .take("key", PATIENCE));
            assertThat(one.end(A)).isCompleted();

            assertThat(failure(two.end(B)))
                    .isInstanceOfSatisfying(ConversationBusyException.class, busy -> assertThat(busy.getInteractionId())
                            .isEqualTo("v1_b"));
            assertThat(file.getState("key")).isEqualTo("- ended v1_a");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEndOfANodeAloneIsStoredThoughItsAnswerIsLost(boolean error) {
        MemoryStateRepository memory = new MemoryStateRepository() {
            @Override
            public void setState(String key, String value) {
                super.setState(key, value);
                if (error) throw new StackOverflowError("here");
                throw new IllegalStateException("away");
            }
        };
        Conversations node = Conversations.in(memory, Runnable::run, Runnable::run, timer, clock);

        assertThat(given(node.take("key", PATIENCE)).end(A)).isCompleted();
        assertThat(given(node.take("key", PATIENCE)).state()).isEqualTo(A);
    }
}
