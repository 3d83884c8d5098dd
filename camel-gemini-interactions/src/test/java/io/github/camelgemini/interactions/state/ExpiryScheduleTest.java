// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** Whether the removal of old entries outlives its failures, and ends with its repository. */
class ExpiryScheduleTest {

    private final List<Runnable> scheduled = new ArrayList<>();
    private long period;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            scheduled.add(task);
            period = unit.toMillis(delay);
            return null;
        }
    };

    @Test
    void aFailureOrAnErrorDoesNotEndThePeriodicRuns() {
        int[] runs = {0};
        try (ExpirySchedule schedule = new ExpirySchedule(thread, "it", 60_000, goOn -> {
            if (runs[0]++ == 0) throw new IllegalStateException("scripted");
            throw new StackOverflowError("scripted");
        })) {
            for (int run = 0; run < 3; run++)
                assertThatCode(scheduled.get(0)::run).doesNotThrowAnyException();
        }

        assertThat(runs[0]).isEqualTo(3);
    }

    @Test
    void aRunThatIsBeingMadeSeesTheEnd() {
        List<Boolean> answers = new ArrayList<>();
        ExpirySchedule[] schedule = {null};
        schedule[0] = new ExpirySchedule(thread, "it", 60_000, goOn -> {
            answers.add(goOn.getAsBoolean());
            schedule[0].close();
            answers.add(goOn.getAsBoolean());
        });

        scheduled.get(0).run();

        assertThat(answers).containsExactly(true, false);
    }

    @Test
    void runsTenTimesInTheAgeButAtLeastOnceAnHour() {
        new ExpirySchedule(thread, "it", 60_000, goOn -> {}).close();
        assertThat(period).isEqualTo(6_000);
        new ExpirySchedule(thread, "it", 30L * 86_400_000, goOn -> {}).close();
        assertThat(period).isEqualTo(3_600_000);
    }
}
