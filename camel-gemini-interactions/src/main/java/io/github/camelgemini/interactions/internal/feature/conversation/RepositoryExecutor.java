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
 * Threads and time for the use of a repository.
 *
 * @param threads may block in a repository
 * @param heartbeats renew leases and do nothing else, so that a renewal waits for no other access
 * @param timer must not block
 */
record RepositoryExecutor(Executor threads, Executor heartbeats, ScheduledExecutorService timer) {

    /** Runs a task that never blocks and never throws on the timer. The task is dropped when the timer has stopped. */
    Future<?> schedule(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // the conversations are closed, or will be at once
        }
    }
}
