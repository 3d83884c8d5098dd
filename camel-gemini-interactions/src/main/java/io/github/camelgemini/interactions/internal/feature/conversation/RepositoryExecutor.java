// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks that use a repository, at once or after a delay. Tasks are ignored when the threads have stopped.
 *
 * @param threads may block in a repository
 * @param timer must not block
 */
record RepositoryExecutor(Executor threads, ScheduledExecutorService timer) {

    void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            return; // stopping has already failed the waiting calls
        }
    }

    /** Runs a task that never blocks on the timer. */
    Future<?> schedule(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
