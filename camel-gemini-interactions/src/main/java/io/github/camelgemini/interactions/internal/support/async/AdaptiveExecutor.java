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
 * Runs tasks in the order they come, on as few threads as keep up with them. Tasks that compute are done sooner by a few
 * threads than by many that take turns; where tasks block, others wait behind them, and then there are twice as many.
 *
 * <p>Bounded in threads, not in tasks: a task that is refused would have to run on an HTTP client's thread. Any thread.
 */
final class AdaptiveExecutor implements Executor {

    /** A task that waits for longer gets more threads to work. */
    private static final long PATIENCE_MILLIS = 20;

    // Set once.
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final int few;
    private final int most;
    // Guarded by this. Tasks wait only while threads work; a thread that finds none waiting is given back.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int working;
    private long begun;
    private boolean watched;

    /**
     * @param threads has a thread for every task at once
     * @param few how many threads work before a task waits
     * @param most how many work at the same time, however long tasks wait
     */
    AdaptiveExecutor(Executor threads, ScheduledExecutorService timer, int few, int most) {
        this.threads = threads;
        this.timer = timer;
        this.few = Math.min(few, most);
        this.most = most;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (working >= few) {
                waiting.add(task);
                watch();
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

    /** @param first null for one that waits */
    private void start(@Nullable Runnable first) {
        try {
            threads.execute(() -> work(first != null ? first : next()));
        } catch (RuntimeException | Error e) { // no thread to be had: that does not take a place for good
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
                Thread.interrupted(); // whoever interrupted meant that task
            }
            broken = false;
        } finally {
            if (broken) start(null);
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) working--;
        else begun++;
        return next;
    }

    /** Looks after a while whether all that wait now have begun. Under this object's monitor. */
    private void watch() {
        if (watched || working >= most) return;
        long whenAllHaveBegun = begun + waiting.size();
        try {
            timer.schedule(() -> look(whenAllHaveBegun), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            watched = true;
        } catch (RejectedExecutionException e) {
            // Stopping: those who work do the rest.
        }
    }

    private void look(long whenAllHaveBegun) {
        int more;
        synchronized (this) {
            watched = false;
            more = begun < whenAllHaveBegun ? Math.min(Math.min(working, most - working), waiting.size()) : 0;
            if (waiting.size() > more && working + more < most) watch();
        }
        for (int i = 0; i < more; i++) startAnother();
    }
}
