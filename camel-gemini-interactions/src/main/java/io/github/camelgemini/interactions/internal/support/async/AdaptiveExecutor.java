// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in the order of submission, on as few threads as keep up with them. CPU-bound tasks finish sooner on few
 * threads than on many; if tasks block and others wait behind them, the number of threads doubles.
 *
 * <p>Bounded in threads, not in tasks: a task that is refused would have to run on an HTTP client's thread. Any thread.
 */
final class AdaptiveExecutor implements Executor {

    /** Threads are added for a task that waits longer than this. */
    private static final long PATIENCE_MILLIS = 20;

    // Set once.
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final int normalThreads;
    private final int maxThreads;
    // Guarded by this. Tasks wait only while threads work; a thread that finds no task is returned to the pool.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int working;
    private long started;
    private boolean checkScheduled;

    /**
     * @param threads an unbounded pool
     * @param normalThreads number of threads that work before a task has to wait
     * @param maxThreads maximum number of threads, however long tasks wait
     */
    AdaptiveExecutor(Executor threads, ScheduledExecutorService timer, int normalThreads, int maxThreads) {
        this.threads = threads;
        this.timer = timer;
        this.normalThreads = Math.min(normalThreads, maxThreads);
        this.maxThreads = maxThreads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (working >= normalThreads) {
                waiting.add(task);
                scheduleCheck();
                return;
            }
            working++;
        }
        start(task);
    }

    private void startAnother() {
        synchronized (this) {
            working++;
        }
        start(null);
    }

    /** @param first null to begin with a waiting task */
    private void start(@Nullable Runnable first) {
        try {
            threads.execute(() -> work(first != null ? first : next()));
        } catch (RuntimeException | Error e) { // no thread was started: do not count it
            synchronized (this) {
                working--;
            }
            throw e;
        }
    }

    private void work(@Nullable Runnable first) {
        boolean broken = true;
        try {
            for (Runnable task = first; task != null; task = next()) {
                task.run();
                Thread.interrupted(); // an interrupt was meant for that task
            }
            broken = false;
        } finally {
            if (broken) start(null);
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) working--;
        else started++;
        return next;
    }

    /** Schedules a check that all tasks that wait now have started. Guarded by this. */
    private void scheduleCheck() {
        if (checkScheduled || working >= maxThreads) return;
        long expected = started + waiting.size();
        try {
            timer.schedule(() -> check(expected), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            checkScheduled = true;
        } catch (RejectedExecutionException e) {
            // Stopping: the working threads run the rest.
        }
    }

    private void check(long expected) {
        int more;
        synchronized (this) {
            checkScheduled = false;
            more = started < expected ? Math.min(Math.min(working, maxThreads - working), waiting.size()) : 0;
            if (waiting.size() > more && working + more < maxThreads) scheduleCheck();
        }
        for (int i = 0; i < more; i++) startAnother();
    }
}
