// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Place;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StepCursorTest {

    private final MemoryStateRepository memory = new MemoryStateRepository();

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    private StepCursor.Store store(StateRepository<String, String> repository) {
        return new StepCursor.Store(repository, Duration.ofSeconds(1), nanos::get);
    }

    @Test
    void knowsTheRunsOfAnAnswerThatIsContinuedAndItsPlaceInOneOfThem() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        StepCursor.InFlightSteps first = cursor.inFlight();
        first.started("v1_a");
        Runnable handedOver = first.step(0);
        StepCursor.InFlightSteps second = first.next();
        second.started("v1_b+%");
        second.step(0).run();

        StepCursor again = StepCursor.read(store(memory), "run");
        assertThat(again.interactionIds()).containsExactly("v1_a", "v1_b+%");
        assertThat(again.finishedRuns()).isZero();
        assertThat(again.inFlight(1).isDone(0)).isFalse();

        handedOver.run();

        again = StepCursor.read(store(memory), "run");
        assertThat(again.finishedRuns()).isEqualTo(1);
        assertThat(again.inFlight(0).isDone(7)).isTrue();
        assertThat(again.inFlight(1).isDone(0)).isTrue();
        assertThat(again.inFlight(1).isDone(1)).isFalse();
        second.end().run();
        assertThat(StepCursor.read(store(memory), "run").isEnded()).isTrue();
    }

    @Test
    void anotherNodesPositionIsNeverMovedBackAndKeepsTheRunsThatItKnows() {
        StepCursor slow = StepCursor.read(store(memory), "run");
        StepCursor.InFlightSteps inFlight = slow.inFlight();
        inFlight.started("v1_a");
        StepCursor fast = StepCursor.read(store(memory), "run");
        StepCursor.InFlightSteps ahead = fast.inFlight().next();
        ahead.started("v1_b");
        ahead.step(0).run();

        inFlight.step(0).run();

        StepCursor again = StepCursor.read(store(memory), "run");
        assertThat(again.interactionIds()).containsExactly("v1_a", "v1_b");
        assertThat(again.inFlight(1).isDone(0)).isTrue();
    }

    @Test
    void movesOverAGaplessRunOnly() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        cursor.inFlight().started("v1_a");
        StepCursor.InFlightSteps inFlight = cursor.inFlight();
        Runnable first = inFlight.step(0);
        Runnable second = inFlight.step(1);

        second.run();
        assertThat(memory.getState("run")).isEqualTo("0 v1_a");
        first.run();
        assertThat(memory.getState("run")).isEqualTo("2 v1_a");

        StepCursor again = StepCursor.read(store(memory), "run");
        assertThat(again.interactionId()).isEqualTo("v1_a");
        assertThat(again.inFlight().isDone(1)).isTrue();
        assertThat(again.inFlight().isDone(2)).isFalse();
    }

    @Test
    void stepsThatFinishOutOfTheirOrderCountWhenNoneIsMissing() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        cursor.inFlight().started("v1_a");
        StepCursor.InFlightSteps inFlight = cursor.inFlight();

        inFlight.step(1).run();
        assertThat(memory.getState("run")).isEqualTo("0 v1_a");
        assertThat(cursor.inFlight().isDone(1)).isTrue();
        inFlight.step(0).run();
        assertThat(memory.getState("run")).isEqualTo("2 v1_a");
    }

    @Test
    void endsWhenNothingIsLeftBehind() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        cursor.inFlight().started("v1_a");
        StepCursor.InFlightSteps inFlight = cursor.inFlight();
        Runnable step = inFlight.step(0);

        inFlight.end().run();
        assertThat(cursor.isEnded()).isFalse();
        step.run();

        assertThat(cursor.isEnded()).isTrue();
        assertThat(StepCursor.read(store(memory), "run").isEnded()).isTrue();
        assertThat(StepCursor.read(store(memory), "run").inFlight().isDone(Place.END))
                .isTrue();
    }

    @Test
    void aRunThatHasEndedIsDoneForWhoeverReadsIt() {
        memory.setState("run", "ended v1_a");

        StepCursor again = StepCursor.read(store(memory), "run");

        assertThat(again.inFlight().isDone(0)).isTrue();
        assertThat(again.inFlight().isDone(7)).isTrue();
        assertThat(again.steps()).isGreaterThan(7);
    }

    @Test
    void aCursorOfAnotherRunBeginsAgain() {
        memory.setState("run", "ended v1_a");
        StepCursor cursor = StepCursor.read(store(memory), "run");

        cursor.inFlight().started("v1_b");

        assertThat(cursor.isEnded()).isFalse();
        assertThat(cursor.inFlight().isDone(0)).isFalse();
        assertThat(memory.getState("run")).isEqualTo("0 v1_b");
    }

    @Test
    void whatIsAskedWhileTheRepositoryHangsIsAnsweredAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        StepCursor cursor = StepCursor.read(
                store(new MemoryStateRepository() {
                    @Override
                    public void setState(String key, String value) {
                        asked.countDown();
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        super.setState(key, value);
                    }
                }),
                "run");
        CompletableFuture<Void> writes = CompletableFuture.runAsync(
                () -> cursor.inFlight().started("v1_a"), task -> new Thread(task, "writes").start());
        asked.await();

        CompletableFuture<String> answers = CompletableFuture.supplyAsync(
                () -> cursor.interactionId() + " " + cursor.isEnded() + " " + cursor.steps());

        assertThat(answers).succeedsWithin(Duration.ofMinutes(1)).isEqualTo("v1_a false 0");
        assertThat(writes).isNotDone();
        gate.countDown();
        assertThat(writes).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void aWriteThatFailedIsMadeUpForByTheNextOne() {
        AtomicBoolean away = new AtomicBoolean(true);
        StepCursor cursor = StepCursor.read(
                store(new MemoryStateRepository() {
                    @Override
                    public void setState(String key, String value) {
                        if (away.get()) throw new NoClassDefFoundError("driver");
                        memory.setState(key, value);
                    }
                }),
                "run");
        assertThatThrownBy(() -> cursor.inFlight().started("v1_a")).isInstanceOf(NoClassDefFoundError.class);
        away.set(false);

        cursor.flush();

        assertThat(memory.getState("run")).isEqualTo("0 v1_a");
    }

    @Test
    void isIdleWhenNoExchangeOfItIsInProgress() {
        StepCursor cursor = StepCursor.ofNewRun(store(memory));
        Runnable first = cursor.inFlight().begin();
        Runnable second = cursor.inFlight().begin();

        first.run();
        first.run();
        assertThat(cursor.idle().toCompletableFuture()).isNotDone();
        second.run();

        assertThat(cursor.idle().toCompletableFuture()).isDone();
    }

    @Test
    void aDeltaThatIsNotDoneHoldsItsStepBack() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        cursor.inFlight().started("v1_a");
        StepCursor.InFlightSteps inFlight = cursor.inFlight();
        Runnable delta = inFlight.upTo(new Place(0, new Offset(5, 0)));

        inFlight.step(0).run();
        assertThat(cursor.steps()).isZero();
        delta.run();

        assertThat(cursor.steps()).isEqualTo(1);
    }

    @Test
    void aPlaceWithinAStepIsWrittenAtIntervals() {
        StepCursor cursor = StepCursor.read(store(memory), "run");
        cursor.inFlight().started("v1_a");
        StepCursor.InFlightSteps inFlight = cursor.inFlight();

        inFlight.upTo(new Place(0, new Offset(5, 0))).run();
        assertThat(memory.getState("run")).isEqualTo("0 v1_a");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        inFlight.upTo(new Place(0, new Offset(9, 1))).run();
        assertThat(memory.getState("run")).isEqualTo("0@9+1 v1_a");

        StepCursor again = StepCursor.read(store(memory), "run");
        assertThat(again.inFlight().isDone(new Place(0, Offset.START))).isTrue();
        assertThat(again.inFlight().isDone(new Place(0, new Offset(9, 1)))).isTrue();
        assertThat(again.inFlight().isDone(new Place(0, new Offset(10, 1)))).isFalse();
        assertThat(again.inFlight().isDone(new Place(0, null))).isFalse();
        inFlight.step(0).run();
        assertThat(memory.getState("run")).isEqualTo("1 v1_a");
    }

    @Test
    void aNewRunIsKeptUnderItsId() {
        StepCursor cursor = StepCursor.ofNewRun(store(memory));
        cursor.inFlight().step(0).run();
        cursor.inFlight().started("v1_a=b");

        assertThat(memory.getState("v1_a~3d~b")).isEqualTo("1 v1_a=b");
        assertThat(StepCursor.read(store(memory), "v1_a=b").steps()).isEqualTo(1);
    }

    @Test
    void whatNobodyOfUsWroteIsRefused() {
        memory.setState("run", "elsewhere");

        assertThatThrownBy(() -> StepCursor.read(store(memory), "run"))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void twoNodesNeverMoveItBack() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:cursors;DB_CLOSE_DELAY=-1");
        try (JdbcStateRepository table = new JdbcStateRepository(database, "cursors")) {
            table.setCreateTableIfNotExists(true);
            table.start();
            StepCursor slow = StepCursor.read(store(table), "run");
            slow.inFlight().started("v1_a");
            StepCursor fast = StepCursor.read(store(table), "run");
            for (int step = 0; step < 3; step++) fast.inFlight().step(step).run();

            slow.inFlight().step(0).run();

            assertThat(table.getState("run")).isEqualTo("3 v1_a");
        }
    }

    @Test
    void aFileKeepsItOverARestart() throws Exception {
        Path file = folder.resolve("cursors");
        try (FileCursorRepository log = new FileCursorRepository(file)) {
            log.start();
            StepCursor cursor = StepCursor.read(store(log), "the=run");
            cursor.inFlight().started("v1_a");
            cursor.inFlight().step(0).run();
        }
        try (FileCursorRepository log = new FileCursorRepository(file)) {
            log.start();
            assertThat(StepCursor.read(store(log), "the=run").steps()).isEqualTo(1);
        }
    }
}
