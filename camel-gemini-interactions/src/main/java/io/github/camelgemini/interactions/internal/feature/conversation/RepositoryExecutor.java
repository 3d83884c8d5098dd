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
 * Uses repositories on threads that may block, and starts small tasks later. When its threads have stopped, it does nothing.
 *
 * @param threads where repositories are used
 * @param timer does nothing that takes time
 */
record RepositoryExecutor(Executor threads, ScheduledExecutorService timer) {

    void now(Runnable asking) {
        try {
            threads.execute(asking);
        } catch (RejectedExecutionException e) {
            return; // stopped, which has answered the waiting calls
        }
    }

    Future<?> in(Duration delay, Runnable act) {
        try {
            return timer.schedule(act, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
