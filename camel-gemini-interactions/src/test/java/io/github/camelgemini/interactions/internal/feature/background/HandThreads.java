// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;

/** The threads of one node, all of them the test's: a task runs when the test says so, in the order of submission. */
final class HandThreads {

    private record Due(Instant at, Duration interval, Runnable task, ScheduledFuture<?> future) {}

    private final Clock clock;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Due> scheduled = new ArrayList<>();
    private int withoutThread;

    HandThreads(Clock clock) {
        this.clock = clock;
    }

    ComponentThreads threads() {
        Executor hand = task -> {
            if (withoutThread-- > 0) throw new OutOfMemoryError("unable to create native thread");
            tasks.add(task);
        };
        return new ComponentThreads(timer(), hand, hand, hand, hand, hand, hand, hand, timer());
    }

    private ScheduledThreadPoolExecutor timer() {
        return new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return due(task, Duration.ofNanos(unit.toNanos(delay)), Duration.ZERO);
            }

            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
                return due(task, Duration.ofNanos(unit.toNanos(first)), Duration.ofNanos(unit.toNanos(delay)));
            }

            private ScheduledFuture<?> due(Runnable task, Duration delay, Duration interval) {
                ScheduledFuture<?> never = super.schedule(() -> {}, 1000, TimeUnit.DAYS);
                scheduled.add(new Due(clock.instant().plus(delay), interval, task, never));
                return never;
            }
        };
    }

    /** So many of the next submissions find no thread. */
    void refuse(int submissions) {
        withoutThread = submissions;
    }

    /** Runs what is submitted or due by now, and what that submits. */
    void run() {
        while (true) {
            scheduled.removeIf(due -> due.future().isCancelled());
            Due due = scheduled.stream()
                    .filter(one -> !one.at().isAfter(clock.instant()))
                    .min(Comparator.comparing(Due::at))
                    .orElse(null);
            if (due != null) {
                scheduled.remove(due);
                if (!due.interval().isZero())
                    scheduled.add(
                            new Due(clock.instant().plus(due.interval()), due.interval(), due.task(), due.future()));
                due.task().run();
            }
            Runnable task = tasks.poll();
            if (task != null) task.run();
            if (due == null && task == null) return;
        }
    }

    int scheduled() {
        scheduled.removeIf(due -> due.future().isCancelled());
        return scheduled.size();
    }
}
