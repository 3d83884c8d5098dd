// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that does what is due when a test says so, on the test's thread. */
final class HandTimer extends ScheduledThreadPoolExecutor {

    private record Due(Instant at, Runnable task, ScheduledFuture<?> future) {}

    private final Clock clock;
    private final List<Due> waiting = new ArrayList<>();

    HandTimer(Clock clock) {
        super(1);
        this.clock = clock;
        setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        ScheduledFuture<?> never = super.schedule(() -> {}, 1000, TimeUnit.DAYS);
        waiting.add(new Due(clock.instant().plusNanos(unit.toNanos(delay)), task, never));
        return never;
    }

    /** Does what is due by now, and what that makes due. */
    void runDue() {
        for (Due next = next(); next != null; next = next()) {
            waiting.remove(next);
            next.task().run();
        }
    }

    /** How much waits to be done. */
    int size() {
        waiting.removeIf(due -> due.future().isCancelled());
        return waiting.size();
    }

    private Due next() {
        return waiting.stream()
                .filter(due -> !due.future().isCancelled() && !due.at().isAfter(clock.instant()))
                .min(Comparator.comparing(Due::at))
                .orElse(null);
    }
}
