// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who has the turn, within a node and between two that share a table. Time passes by hand, all on one thread. */
class ConversationsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
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

    private Conversations inMemory() {
        return Conversations.inMemory(timer);
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
    void turnsOfAKeyComeInTheOrderInWhichTheyWereAskedFor() {
        Conversations conversations = inMemory();
        CompletableFuture<Turn> first = conversations.take("key", PATIENCE);
        CompletableFuture<Turn> second = conversations.take("key", PATIENCE);
        CompletableFuture<Turn> third = conversations.take("key", PATIENCE);
        CompletableFuture<Turn> elsewhere = conversations.take("other key", PATIENCE);

        assertThat(given(first).state()).isEqualTo(new ConversationState.New());
        assertThat(given(elsewhere).state()).isEqualTo(new ConversationState.New());
        assertThat(second).isNotDone();
        assertThat(given(first).end(A)).isCompleted();
        assertThat(given(second).state()).isEqualTo(A);
        assertThat(third).isNotDone();
        assertThat(given(second).end(B)).isCompleted();
        assertThat(given(third).state()).isEqualTo(B);
    }

    @Test
    void aTurnThatIsLeftLeavesTheConversationWhereItWas() {
        Conversations conversations = inMemory();
        given(conversations.take("key", PATIENCE)).end(A);
        Turn left = given(conversations.take("key", PATIENCE));
        left.leave();
        assertThat(left.end(B)).isCompleted();

        Turn settled = given(conversations.take("key", PATIENCE));
        assertThat(settled.state()).isEqualTo(A);
        settled.setState(new ConversationState.New());
        settled.leave();
        assertThat(given(conversations.take("key", PATIENCE)).state()).isEqualTo(new ConversationState.New());
    }

    @Test
    void whoWaitsTooLongIsToldWhyAndHoldsUpNobody() {
        Conversations conversations = inMemory();
        Turn first = given(conversations.take("key", PATIENCE));
        CompletableFuture<Turn> late = conversations.take("key", Duration.ofSeconds(10));
        CompletableFuture<Turn> cancelled = conversations.take("key", PATIENCE);
        CompletableFuture<Turn> last = conversations.take("key", PATIENCE);

        pass(Duration.ofSeconds(10));
        cancelled.cancel(false);
        assertThat(failure(late))
                .isInstanceOf(ConversationBusyException.class)
                .hasMessageContaining("conversationTimeout=10000 ms")
                .hasMessageNotContaining("key");
        first.end(A);

        given(last).end(B);
        assertThat(timer.size()).isZero();
    }

    @Test
    void twoNodesNeverHaveATurnAtOnce() {
        Turn mine = given(node().take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);

        pass(Duration.ofSeconds(3));
        assertThat(theirs).isNotDone();
        assertThat(mine.end(A)).isCompleted();
        pass(Duration.ofSeconds(1));

        assertThat(given(theirs).state()).isEqualTo(A);
        assertThat(given(theirs).end(B)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_b");
        assertThat(timer.size() + othersTimer.size()).isZero();
    }

    @Test
    void aLeaseIsRenewedForAsLongAsItsTurnRuns() {
        Turn mine = given(node().take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", Duration.ofHours(1));

        for (int second = 0; second < 300; second++) pass(Duration.ofSeconds(1));

        assertThat(theirs).isNotDone();
        assertThat(mine.end(A)).isCompleted();
        pass(Duration.ofSeconds(1));
        assertThat(given(theirs).state()).isEqualTo(A);
    }

    @Test
    void theLeaseOfADeadNodeExpires() {
        Conversations dead = node();
        given(dead.take("key", PATIENCE)).end(A);
        given(dead.take("key", PATIENCE));
        timer.shutdownNow();
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);

        clock.pass(Conversations.LEASE.minusSeconds(1));
        othersTimer.runDue();
        assertThat(theirs).isNotDone();
        clock.pass(Duration.ofSeconds(1));
        othersTimer.runDue();

        assertThat(given(theirs).state()).isEqualTo(A);
    }

    @Test
    void aNodeThatStoodStillForTooLongCannotUndoWhatAnotherDid() {
        Turn mine = given(node().take("key", PATIENCE));
        clock.pass(Conversations.LEASE.plusSeconds(1));
        Turn theirs = given(other().take("key", PATIENCE));

        Throwable lost = failure(mine.end(A));
        theirs.end(B);

        assertThat(lost)
                .isInstanceOfSatisfying(ConversationBusyException.class, busy -> assertThat(busy.getInteractionId())
                        .isEqualTo("v1_a"))
                .hasMessageContaining("interaction v1_a is not part of it")
                .hasMessageNotContaining("key");
        assertThat(table.getState("key")).isEqualTo("- ended v1_b");
    }

    @Test
    void aTurnWhoseLeaseWasTakenSeesItWhenItIsRenewed() {
        Turn mine = given(node().take("key", PATIENCE));
        clock.pass(Conversations.LEASE.plusSeconds(1));
        Turn theirs = given(other().take("key", PATIENCE));
        String before = table.getState("key");

        timer.runDue();
        mine.leave();

        assertThat(table.getState("key")).isEqualTo(before);
        assertThat(theirs.end(B)).isCompleted();
    }

    @Test
    void aNodeWithALongQueueLetsAnotherHaveItsTurnAfterASecond() {
        Conversations node = node();
        List<CompletableFuture<Turn>> mine =
                Stream.generate(() -> node.take("key", PATIENCE)).limit(4).toList();
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);
        assertThat(table.getState("key")).matches("[^ ,]+@\\d+,[^ ,]+ new");

        given(mine.get(0)).end(A);
        given(mine.get(1)); // at once, as turns are short
        pass(Duration.ofSeconds(1));
        given(mine.get(1)).end(B);
        assertThat(mine.get(2)).isNotDone();
        pass(Duration.ofSeconds(1));
        given(theirs).end(A);
        pass(Duration.ofSeconds(1));

        assertThat(given(mine.get(2)).state()).isEqualTo(A);
        pass(Duration.ofSeconds(5));
        given(mine.get(2)).end(B);
        assertThat(given(mine.get(3)).state()).isEqualTo(B); // at once, as nobody else wants it
    }

    @Test
    void aConversationThatIsForgottenLeavesNothingInTheTable() {
        Conversations node = node();
        given(node.take("key", PATIENCE)).leave();
        assertThat(table.getState("key")).isNull();
        given(node.take("key", PATIENCE)).end(A);
        assertThat(table.getState("key")).isEqualTo("- ended v1_a");

        given(node.take("key", PATIENCE)).end(new ConversationState.New());

        assertThat(table.getState("key")).isNull();
    }

    @Test
    void anotherNodeThatWaitsForAForgottenConversationBeginsItAnew() {
        Conversations node = node();
        given(node.take("key", PATIENCE)).end(A);
        Turn forgetting = given(node.take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", PATIENCE);

        forgetting.end(new ConversationState.New());
        pass(Duration.ofSeconds(1));

        assertThat(given(theirs).state()).isEqualTo(new ConversationState.New());
    }

    @Test
    void aTableThatIsAwayFailsWhoeverNeedsItAndNobodyAfterwards() {
        Conversations node = node();
        Turn mine = given(node.take("key", PATIENCE));
        CompletableFuture<Turn> next = node.take("key", PATIENCE);
        CompletableFuture<Turn> afterNext = node.take("key", PATIENCE);

        table.failures = 3; // the first end, its check, and the second turn
        assertThat(failure(mine.end(A))).hasMessage("away");

        assertThat(failure(next)).hasMessage("away");
        assertThat(given(afterNext).state()).isEqualTo(new ConversationState.New());
        assertThat(given(afterNext).end(B)).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_b");
    }

    @Test
    void aRenewalThatFailsIsTriedAgain() {
        Turn mine = given(node().take("key", PATIENCE));
        CompletableFuture<Turn> theirs = other().take("key", Duration.ofHours(1));
        for (int second = 0; second < 60; second++) {
            if (second % 20 == 0) table.failReplaces = 1;
            clock.pass(Duration.ofSeconds(1));
            timer.runDue();
            othersTimer.runDue();
        }

        assertThat(theirs).isNotDone();
        assertThat(mine.end(A)).isCompleted();
    }

    @Test
    void aFileHasNoLeases() throws Exception {
        try (FileCursorRepository file = new FileCursorRepository(folder.resolve("state"))) {
            file.start();
            Conversations conversations = Conversations.in(file, Runnable::run, Runnable::run, timer, clock);
            Turn first = given(conversations.take("key", PATIENCE));
            assertThat(file.getState("key")).isNull();
            CompletableFuture<Turn> second = conversations.take("key", PATIENCE);
            first.end(A);
            assertThat(file.getState("key")).isEqualTo("- ended v1_a");

            given(second).end(new ConversationState.New());
            assertThat(file.getState("key")).isNull();
        }
    }

    @Test
    void aRepositoryThatCannotForgetHoldsThatNothingIsThere() {
        MemoryStateRepository memory = new MemoryStateRepository();
        Conversations conversations = Conversations.in(memory, Runnable::run, Runnable::run, timer, clock);
        given(conversations.take("key", PATIENCE)).end(A);
        given(conversations.take("key", PATIENCE)).end(new ConversationState.New());

        assertThat(memory.getState("key")).isEqualTo("- new");
        assertThat(given(conversations.take("key", PATIENCE)).state()).isEqualTo(new ConversationState.New());
    }

    @Test
    void whatNobodyOfUsWroteFailsTheTurn() {
        table.setState("key", "elsewhere");

        assertThat(failure(node().take("key", PATIENCE)))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("remove it")
                .hasMessageNotContaining("elsewhere");
    }

    static Stream<ConversationState> states() {
        ConversationState.AwaitingResults asking = new ConversationState.AwaitingResults("v1=+/%,#@");
        return Stream.of(
                new ConversationState.New(),
                new ConversationState.Idle("v1_a"),
                asking,
                new ConversationState.Running("v1_r", asking),
                new ConversationState.Running(
                        "v1_s", new ConversationState.Running("v1_r", new ConversationState.New())));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateIsOneLineThatEveryRepositoryTakes(ConversationState state) {
        assertThat(state.text()).doesNotContain("=", "\n");
        assertThat(ConversationState.parse(state.text())).isEqualTo(state);
        assertThat(StoredConversation.parse(new StoredConversation(null, state).text()))
                .isEqualTo(new StoredConversation(null, state));
        StoredConversation leased =
                new StoredConversation(new StoredConversation.Lease("me", 42, List.of("you", "them")), state);
        assertThat(StoredConversation.parse(leased.text())).isEqualTo(leased);
        assertThatThrownBy(() -> ConversationState.parse(state.text() + " too much"))
                .isInstanceOf(InteractionRequestException.class);
    }
}
