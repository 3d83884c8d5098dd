// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When requests leave; the clock and the timer are moved by hand. */
class RateLimiterTest {

    private long now = -5;
    private @Nullable Runnable alarm;
    private long alarmAt;
    private @Nullable Error trouble;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (trouble != null) throw trouble;
            assertThat(alarm).as("one alarm at a time").isNull();
            alarm = task;
            alarmAt = now + unit.toNanos(delay);
            return super.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
        }
    };

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    /** Lets time pass, and rings what is due in it. */
    private void pass(Duration time) {
        long end = now + time.toNanos();
        while (alarm != null && alarmAt <= end) {
            Runnable due = alarm;
            alarm = null;
            now = alarmAt;
            due.run();
        }
        now = end;
    }

    private static List<CompletableFuture<Void>> turns(RateLimiter pace, int count) {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) turns.add(pace.acquire());
        return turns;
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
        isStopped(pace.acquire());
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
        pace.slowDown(Duration.ofSeconds(20));
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
        pace.slowDown(Duration.ofDays(100_000_000));
        List<CompletableFuture<Void>> turns = turns(pace, 2);

        pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(left(turns)).isZero();
        pass(Duration.ofSeconds(2));
        assertThat(left(turns)).isEqualTo(1);
    }

    @Test
    void whoWaitsWhenTheTimerRefusesFailsAndTheNextTurnIsScheduledAgain() {
        RateLimiter pace = new RateLimiter(60, timer, () -> now);
        assertThat(pace.acquire()).isCompleted();
        for (Error error : List.of(new Error("no thread"), new NoClassDefFoundError("trouble"))) {
            trouble = error;
            assertThat(pace.acquire())
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
