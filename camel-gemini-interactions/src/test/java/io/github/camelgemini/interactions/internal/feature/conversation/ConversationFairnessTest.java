// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which node gets the next turn when several want it. Time passes by hand, all on one thread. */
class ConversationFairnessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Longest time between two checks of a waiting node. */
    private static final Duration CHECK = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock();
    private final UnreliableTable table = new UnreliableTable();
    private final List<Node> nodes = new ArrayList<>();

    /** A node with a timer of its own, which stops when the node dies. */
    private final class Node {
        private final HandTimer timer = new HandTimer(clock);
        private final Conversations conversations = Conversations.in(table, Runnable::run, Runnable::run, timer, clock);

        private Node() {
            nodes.add(this);
        }

        private CompletableFuture<Turn> take() {
            return conversations.take("key", PATIENCE);
        }

        private void die() {
            nodes.remove(this);
            timer.shutdownNow();
        }
    }

    @BeforeEach
    void openTable() {
        table.start();
    }

    @AfterEach
    void closeAll() {
        table.stop();
        nodes.forEach(node -> node.timer.shutdownNow());
    }

    private void pass(Duration time) {
        clock.pass(time);
        List.copyOf(nodes).forEach(node -> node.timer.runDue());
    }

    private static Turn given(CompletableFuture<Turn> taken) {
        assertThat(taken).isCompleted();
        return taken.join();
    }

    private static ConversationState state(int turn) {
        return new ConversationState.Idle("v1_" + turn);
    }

    @Test
    void aNodeWhoseMessagesComeOneAfterTheOtherGivesWayAfterATurn() {
        Node busy = new Node();
        CompletableFuture<Turn> current = busy.take();
        CompletableFuture<Turn> theirs = new Node().take();
        int turns = 0;
        while (current.isDone() && turns < 100) {
            given(current).end(state(++turns));
            current = busy.take(); // the next message is there before the other node checks
        }
        assertThat(turns).isEqualTo(1);
        pass(CHECK);

        assertThat(theirs).isCompleted();
        assertThat(given(theirs).state()).isEqualTo(state(1));
        given(theirs).end(state(2));
        pass(CHECK);
        assertThat(current).isCompleted();
        assertThat(given(current).state()).isEqualTo(state(2));
    }

    @Test
    void aNodeWithALongQueueGivesWayEvenIfItsClockStandsStill() {
        Node busy = new Node();
        List<CompletableFuture<Turn>> mine =
                Stream.generate(busy::take).limit(100).toList();
        CompletableFuture<Turn> theirs = new Node().take();

        int turns = 0;
        while (mine.get(turns).isDone()) given(mine.get(turns)).end(state(++turns));
        pass(CHECK);

        assertThat(turns).isEqualTo(LeasedStore.MAX_TURNS);
        assertThat(theirs).isCompleted();
    }

    @Test
    void nodesGetTheirTurnsInTheOrderInWhichTheyAsked() {
        List<CompletableFuture<Turn>> turns =
                Stream.generate(() -> new Node().take()).limit(5).toList();

        for (int i = 0; i < turns.size(); i++) {
            assertThat(turns.stream()
                            .map(CompletableFuture::isDone)
                            .filter(done -> done)
                            .count())
                    .isEqualTo(i + 1);
            assertThat(turns.get(i)).isCompleted();
            given(turns.get(i)).end(state(i));
            pass(CHECK);
        }
        assertThat(table.getState("key")).isEqualTo("- ended v1_4");
    }

    @Test
    void aNodeThatHasGivenWayKeepsItsPlaceBehindTheOthers() {
        Node busy = new Node();
        CompletableFuture<Turn> first = busy.take();
        CompletableFuture<Turn> second = busy.take();
        CompletableFuture<Turn> theirs = new Node().take();
        clock.pass(Duration.ofMillis(LeasedStore.MIN_HOLD_MILLIS));
        given(first).end(state(1));
        CompletableFuture<Turn> late = new Node().take();
        pass(CHECK);
        given(theirs).end(state(2));

        pass(CHECK);
        assertThat(second).isCompleted();
        assertThat(late).isNotDone();
        given(second).end(state(3));
        pass(CHECK);
        assertThat(late).isCompleted();
    }

    @Test
    void aNodeThatDiesInTheQueueDelaysTheOthersOnce() {
        Node node = new Node();
        CompletableFuture<Turn> mine = node.take();
        Node dead = new Node();
        dead.take();
        CompletableFuture<Turn> third = new Node().take();
        dead.die();
        given(mine).end(state(1));
        CompletableFuture<Turn> next = node.take();

        Duration given = Conversations.LEASE.dividedBy(3);
        for (Duration t = CHECK; t.compareTo(given) < 0; t = t.plus(CHECK)) pass(CHECK);
        assertThat(third).isNotDone();
        assertThat(next).isNotDone();
        pass(CHECK.multipliedBy(2));
        assertThat(third).isCompleted();
        given(third).end(state(2));
        pass(CHECK);
        assertThat(next).isCompleted();
        given(next).end(state(3));
        assertThat(table.getState("key")).isEqualTo("- ended v1_3");
    }

    @Test
    void theLeaseOfADeadNodeGoesToTheNodeThatHasWaitedLongest() {
        Node dead = new Node();
        dead.take();
        Node first = new Node();
        CompletableFuture<Turn> firsts = first.take();
        CompletableFuture<Turn> seconds = new Node().take();
        dead.die();
        clock.pass(Conversations.LEASE);

        nodes.get(1).timer.runDue(); // the second checks first
        assertThat(seconds).isNotDone();
        first.timer.runDue();
        assertThat(firsts).isCompleted();
    }

    @Test
    void aNodeThatNoLongerWaitsLeavesTheQueue() {
        CompletableFuture<Turn> mine = new Node().take();
        Node impatient = new Node();
        CompletableFuture<Turn> theirs = impatient.conversations.take("key", Duration.ofSeconds(5));
        assertThat(table.getState("key")).contains(",");

        pass(Duration.ofSeconds(5));
        pass(CHECK);

        assertThat(theirs).isCompletedExceptionally();
        assertThatThrownBy(theirs::join).hasCauseInstanceOf(ConversationBusyException.class);
        assertThat(table.getState("key")).doesNotContain(",");
        given(mine).end(state(1));
        assertThat(table.getState("key")).isEqualTo("- ended v1_1");
        assertThat(impatient.timer.size()).isZero();
    }

    @Test
    void aNodeThatStopsFailsItsWaitingTurnsAndLeavesTheQueue() {
        CompletableFuture<Turn> mine = new Node().take();
        Node stopping = new Node();
        CompletableFuture<Turn> theirs = stopping.take();

        stopping.conversations.close();

        assertThat(theirs).isCompletedExceptionally();
        assertThatThrownBy(theirs::join).hasCauseInstanceOf(InteractionStoppedException.class);
        assertThat(stopping.take()).isCompletedExceptionally();
        assertThat(table.getState("key")).doesNotContain(",");
        given(mine).end(state(1));
        assertThat(table.getState("key")).isEqualTo("- ended v1_1");
    }

    @Test
    void aTurnThatHasBegunEndsAfterItsNodeWasClosed() {
        Node stopping = new Node();
        CompletableFuture<Turn> mine = stopping.take();
        CompletableFuture<Turn> next = stopping.take();

        stopping.conversations.close();

        assertThat(next).isCompletedExceptionally();
        assertThat(given(mine).end(state(1))).isCompleted();
        assertThat(table.getState("key")).isEqualTo("- ended v1_1");
    }
}
