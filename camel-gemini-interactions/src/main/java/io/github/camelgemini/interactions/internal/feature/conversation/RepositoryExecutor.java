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
 * Asks repositories where that may block, and does small things later. When its threads have stopped, nothing is done any
 * more.
 *
 * @param threads where repositories are asked
 * @param timer does nothing that takes time
 */
record RepositoryExecutor(Executor threads, ScheduledExecutorService timer) {

    void now(Runnable asking) {
        try {
            threads.execute(asking);
        } catch (RejectedExecutionException e) {
            return; // stopped, and whoever waited was answered by that
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
