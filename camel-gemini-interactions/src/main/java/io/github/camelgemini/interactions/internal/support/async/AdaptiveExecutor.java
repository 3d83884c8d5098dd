// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in the order of submission, on as few threads as keep up with them. CPU-bound tasks finish sooner on few
 * threads than on many; if tasks block and others wait behind them, the number of threads doubles.
 *
 * <p>Bounded in threads, not in tasks: a task that is refused would have to run on an HTTP client's thread. Each task runs:
 * if no thread can be created, later; once the pool is shut down, on the thread that submits it. Any thread.
 */
final class AdaptiveExecutor implements Executor {

    /** Threads are added for a task that waits longer than this. */
    private static final long PATIENCE_MILLIS = 20;

    private static final ThreadLocal<@Nullable AdaptiveExecutor> CURRENT = new ThreadLocal<>();

    // Set once.
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final int normalThreads;
    private final int maxThreads;
    private final Consumer<Throwable> failures;
    // Guarded by this. Tasks wait only while threads work or a check is scheduled. A thread without a task returns to
    // the pool.
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int working;
    private long started;
    private boolean checkScheduled;

    /**
     * @param threads an unbounded pool
     * @param normalThreads number of threads that work before a task has to wait
     * @param maxThreads maximum number of threads, however long tasks wait
     * @param failures receives what a task throws, on the task's thread
     */
    AdaptiveExecutor(
            Executor threads,
            ScheduledExecutorService timer,
            int normalThreads,
            int maxThreads,
            Consumer<Throwable> failures) {
        this.threads = threads;
        this.timer = timer;
        this.normalThreads = Math.min(normalThreads, maxThreads);
        this.maxThreads = maxThreads;
        this.failures = failures;
    }

    /** Whether the current thread runs a task of this executor. */
    static boolean isRunning(Executor executor) {
        return CURRENT.get() == executor;
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

    /** @param first null to begin with a waiting task */
    private void start(@Nullable Runnable first) {
        try {
            threads.execute(() -> work(first, true));
        } catch (RejectedExecutionException e) { // the pool is shut down
            if (first == null || isRunning(this)) withoutThread(first);
            else work(first, false);
        } catch (Throwable e) {
            if (withoutThread(first)) return;
            throw e;
        }
    }

    /**
     * Queues the task of a thread that was not started.
     *
     * @return false if nothing will run it; it is not queued then
     */
    private synchronized boolean withoutThread(@Nullable Runnable first) {
        working--;
        if (first != null) waiting.addFirst(first);
        if (working > 0 || scheduleCheck()) return true;
        if (first != null) waiting.removeFirst();
        return false;
    }

    /** @param own false on a thread that submits a task, whose interrupts are not cleared */
    private void work(@Nullable Runnable first, boolean own) {
        AdaptiveExecutor outer = CURRENT.get();
        CURRENT.set(this);
        try {
            for (Runnable task = first != null ? first : next(); task != null; task = next()) {
                run(task);
                if (own) Thread.interrupted(); // an interrupt was meant for that task
            }
        } finally {
            if (outer == null) CURRENT.remove();
            else CURRENT.set(outer);
        }
    }

    /** Runs a task. What it throws ends neither the thread nor the tasks behind it. */
    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            try {
                failures.accept(e);
            } catch (Throwable unreported) { // out of memory, for example
                e.addSuppressed(unreported);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) working--;
        else started++;
        return next;
    }

    /**
     * Schedules a check that all tasks that wait now have started. Guarded by this.
     *
     * @return false if no check is due
     */
    private boolean scheduleCheck() {
        if (checkScheduled) return true;
        if (working >= maxThreads) return false;
        long expected = started + waiting.size();
        try {
            timer.schedule(() -> check(expected), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            checkScheduled = true;
        } catch (Throwable e) {
            // Stopping, or out of memory: the working threads run the rest.
        }
        return checkScheduled;
    }

    private void check(long expected) {
        int more = 0;
        synchronized (this) {
            checkScheduled = false;
            if (started < expected)
                more = Math.min(Math.min(Math.max(1, working), maxThreads - working), waiting.size());
            if (waiting.size() > more && working + more < maxThreads) scheduleCheck();
            working += more;
        }
        for (int i = 0; i < more; i++) start(null);
    }
}
