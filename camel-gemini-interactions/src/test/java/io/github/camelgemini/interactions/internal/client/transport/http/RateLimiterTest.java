// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When requests leave; the clock and the timer are moved by hand. */
class RateLimiterTest {

    private long now = -5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private @Nullable Error trouble;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));

    private record Alarm(long at, Runnable task, Future<?> future) {}

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (trouble != null) throw trouble;
            alarms.removeIf(alarm -> alarm.future().isCancelled());
            assertThat(alarms).as("one alarm at a time").isEmpty();
            ScheduledFuture<?> future = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            alarms.add(new Alarm(now + unit.toNanos(delay), task, future));
            return future;
        }
    };

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    /** Lets time pass, and rings what is due in it. */
    private void pass(Duration time) {
        long end = now + time.toNanos();
        while (!alarms.isEmpty() && alarms.peek().at() <= end) {
            Alarm due = alarms.remove();
            if (due.future().isCancelled()) continue;
            now = due.at();
            due.task().run();
        }
        now = end;
    }

    private static List<CompletableFuture<Void>> turns(RateLimiter pace, int count) {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) turns.add(acquire(pace));
        return turns;
    }

    private static CompletableFuture<Void> acquire(RateLimiter pace) {
        return pace.acquire("a", 0, null);
    }

    private static void slowDown(RateLimiter pace, Duration wait) {
        pace.slowDown("a", wait, LONGEST_PAUSE);
    }

    private static long left(List<CompletableFuture<Void>> turns) {
        return turns.stream().filter(CompletableFuture::isDone).count();
    }

    @Test
    void withoutALimitEverybodyLeavesAtOnce() {
        assertThat(left(turns(new RateLimiter(0, timer, () -> now), 10_000))).isEqualTo(10_000);
    }

    @Test
    void aSecondsWorthLeavesAtOnceAndTheRestEvenly() {
        List<CompletableFuture<Void>> turns = turns(new RateLimiter(120, timer, () -> now), 10);

        assertThat(left(turns)).isEqualTo(2);
        pass(Duration.ofMillis(499));
        assertThat(left(turns)).isEqualTo(2);
        pass(Duration.ofMillis(1));
        assertThat(left(turns)).isEqualTo(3);
        pass(Duration.ofSeconds(2));
        assertThat(left(turns)).isEqualTo(7);
        assertThat(turns.subList(0, 7)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void inAMinuteNoMoreLeaveThanTheLimitAndASecondsWorth() {
        List<CompletableFuture<Void>> turns = turns(new RateLimiter(600, timer, () -> now), 2_000);

        pass(Duration.ofMinutes(1));

        assertThat(left(turns)).isEqualTo(610);
    }

    @Test
    void whoGivesUpTakesNoPlace() {
        List<CompletableFuture<Void>> turns = turns(new RateLimiter(60, timer, () -> now), 4);
        turns.get(1).cancel(false);
        turns.get(2).cancel(false);

        pass(Duration.ofSeconds(1));

        assertThat(turns.get(3)).isCompleted();
    }

    @Test
    void whoWaitsWhenAllIsStoppedIsToldSoAndSoIsWhoComesLater() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        List<CompletableFuture<Void>> turns = turns(pace, 3);

        pace.endWaiting();

        assertThat(turns.get(0)).isCompleted();
        assertThat(turns.subList(1, 3)).allSatisfy(RateLimiterTest::isStopped);
        isStopped(acquire(pace));
    }

    private static void isStopped(CompletableFuture<Void> turn) {
        assertThat(turn)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(InteractionStoppedException.class);
    }

    @Test
    void afterARefusalNobodyLeavesForAsLongAsIsAskedAndThenAtHalfThePace() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        slowDown(pace, Duration.ofSeconds(20));
        List<CompletableFuture<Void>> turns = turns(pace, 100);

        pass(Duration.ofSeconds(20).minusMillis(1));
        assertThat(left(turns)).isZero();
        pass(Duration.ofSeconds(11));
        assertThat(left(turns)).isBetween(5L, 6L);
        pass(Duration.ofMinutes(1));
        long slow = left(turns);
        pass(Duration.ofSeconds(10));
        assertThat(left(turns) - slow).as("back at its pace").isEqualTo(10);
    }

    @Test
    void aWaitThatTheServiceAsksForIsObeyedForAMinuteAtMost() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        slowDown(pace, Duration.ofDays(100_000_000));
        List<CompletableFuture<Void>> turns = turns(pace, 2);

        pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(left(turns)).isZero();
        pass(Duration.ofSeconds(2));
        assertThat(left(turns)).isEqualTo(1);
    }

    @Test
    void aRefusalOfOneServiceStopsNoOther() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        slowDown(pace, Duration.ofDays(1));
        List<CompletableFuture<Void>> refused = turns(pace, 2);
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) others.add(pace.acquire("b", 0, null));

        pass(Duration.ofSeconds(4));

        assertThat(left(others)).isEqualTo(4);
        assertThat(left(refused)).isZero();
        pass(Duration.ofSeconds(59));
        assertThat(left(refused)).isGreaterThan(0);
    }

    @Test
    void allServicesTogetherHaveOneLimit() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) all.add(pace.acquire("service " + i % 4, 0, null));

        pass(Duration.ofSeconds(10));

        assertThat(left(all)).isEqualTo(11);
        assertThat(all.subList(0, 11)).as("in the order of their arrival").allMatch(CompletableFuture::isDone);
    }

    @Test
    void aTurnThatComesTooLateFailsAtOnce() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        Duration limit = Duration.ofSeconds(3);
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) turns.add(pace.acquire("a", limit.toNanos(), limit));

        turns.subList(3, 6).forEach(RateLimiterTest::isTooLate);
        pass(limit);
        assertThat(left(turns)).isEqualTo(6);
        assertThat(turns.subList(0, 3)).noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void aTurnThatComesTooLateAfterARefusalFailsAtOnceToo() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        Duration limit = Duration.ofSeconds(30);
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 3; i++) turns.add(pace.acquire("a", limit.toNanos(), limit));
        CompletableFuture<Void> patient = acquire(pace);

        slowDown(pace, Duration.ofSeconds(40));

        turns.subList(1, 3).forEach(RateLimiterTest::isTooLate);
        assertThat(patient).isNotDone();
        pass(Duration.ofSeconds(43));
        assertThat(patient).isCompleted();
    }

    private static void isTooLate(CompletableFuture<Void> turn) {
        assertThat(turn)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                        .isTrue())
                .withMessageContainingAll("requestsPerMinute", "requestTimeout");
    }

    @Test
    void aPauseWithoutEndIsAPauseOfTheLongestLength() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        pace.slowDown("a", Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(2));
        List<CompletableFuture<Void>> turns = turns(pace, 1);

        pass(Duration.ofSeconds(3));

        assertThat(left(turns)).isEqualTo(1);
    }

    @Test
    void whoWaitsWhenTheTimerRefusesFailsAndTheNextTurnIsScheduledAgain() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        assertThat(acquire(pace)).isCompleted();
        for (Error error : List.of(new Error("no thread"), new NoClassDefFoundError("trouble"))) {
            trouble = error;
            assertThat(acquire(pace))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCause(error);
        }
        trouble = null;
        List<CompletableFuture<Void>> turns = turns(pace, 3);
        trouble = new Error("no thread");
        pass(Duration.ofSeconds(1));
        assertThat(turns.get(0)).isCompleted();
        assertThat(turns.subList(1, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
        trouble = null;
        turns = turns(pace, 1);
        pass(Duration.ofSeconds(1));
        assertThat(left(turns)).isEqualTo(1);
    }
}
