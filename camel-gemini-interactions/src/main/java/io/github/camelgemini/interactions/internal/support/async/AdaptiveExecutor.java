// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in the order of submission, on as few threads as keep up with them. CPU-bound tasks finish sooner on few
 * threads than on many; if tasks block and others wait behind them, the number of threads doubles, and where they turn out to
 * compute, those beyond the normal number are halved.
 *
 * <p>Bounded in threads, not in tasks: a task that is refused would have to run on an HTTP client's thread. Each task runs:
 * if no thread can be created, later; once the pool is shut down, on the thread that submits it. Any thread.
 *
 * <p>A task that waits for another task of the component does not count for the bound while it waits ({@link #waits()}):
 * otherwise as many of them as there are threads would wait for each other. Waits that are not announced are found by
 * their effect, if the executor may have spare threads: no task starts for a while although some are due.
 */
final class AdaptiveExecutor implements Executor {

    /** Threads are added for a task that waits longer than this; where tasks turn over, see {@link #MORE_PATIENCE}. */
    private static final long PATIENCE_MILLIS = 20;

    /** As often as this, a task waits so long again, if as many tasks as threads have begun meanwhile. */
    private static final int MORE_PATIENCE = 10;

    /** As often as this, it is seen whether there are more threads than are of use. */
    private static final long SURPLUS_MILLIS = 200;

    /** Threads compute if they use this part of the processors that they can use. */
    private static final double COMPUTING = 0.5;

    /**
     * Threads beyond the maximum, until no task waits.
     *
     * @param threads how many there may be
     * @param stallMillis they are added if no task starts for this long although all threads are busy and tasks wait
     */
    record Spare(int threads, long stallMillis) {
        static final Spare NONE = new Spare(0, 0);
    }

    private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

    // Set once.
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final int normalThreads;
    private final int maxThreads;
    private final Spare spare;
    private final ToLongFunction<long[]> processorTime;
    private final Consumer<Throwable> failures;
    // Guarded by this. Tasks wait only while threads work or a check is scheduled. A thread without a task returns to
    // the pool.
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int working;
    // Of those that work, the ones whose task waits for another one.
    private int excused;
    // Bound of those that count: maxThreads, and more after a stall until no task waits.
    private int bound;
    private final Set<Worker> workers = new HashSet<>();
    // Number of threads that end with their task although others wait.
    private int leaving;
    private long started;
    private boolean checkScheduled;
    private boolean stallScheduled;
    private boolean surplusScheduled;
    // Written where the above is, and read without a lock: with one, the threads of 64 streams waited for each other.
    private volatile boolean isShort = false;

    /**
     * @param threads an unbounded pool
     * @param normalThreads number of threads that work before a task has to wait
     * @param maxThreads maximum number of threads whose task does not wait for another one
     * @param spare how many more there may be
     * @param processorTime nanoseconds for which processors have worked for the threads with these identifiers
     * @param failures receives what a task throws, on the task's thread
     */
    AdaptiveExecutor(
            Executor threads,
            ScheduledExecutorService timer,
            int normalThreads,
            int maxThreads,
            Spare spare,
            ToLongFunction<long[]> processorTime,
            Consumer<Throwable> failures) {
        this.threads = threads;
        this.timer = timer;
        this.normalThreads = Math.min(normalThreads, maxThreads);
        this.maxThreads = maxThreads;
        this.spare = spare;
        this.bound = maxThreads;
        this.processorTime = processorTime;
        this.failures = failures;
    }

    /** Whether the current thread runs a task of this executor. */
    static boolean isRunning(Executor executor) {
        Worker worker = CURRENT.get();
        return worker != null && worker.owner() == executor;
    }

    /**
     * Whether the current thread runs a task of this executor for which no other one waits: then it may go on instead of being
     * submitted again, which would hand it to another thread. Not if the task has left a wait or an interrupt behind, which end
     * with it.
     */
    static boolean mayContinue(Executor executor) {
        Worker worker = CURRENT.get();
        return worker != null && worker.owner() == executor && !worker.owner().isShort && worker.isUnmarked();
    }

    /** Guarded by this. */
    private void changed() {
        isShort = !waiting.isEmpty() || counted() > bound || isLeaving();
    }

    /**
     * Announces that the task of the current thread may wait for another task. Its thread does not count for the bound until the
     * wait or the task ends.
     *
     * @return ends the wait; on any thread, more than once without effect. Null if the thread runs no task
     */
    static @Nullable Runnable waits() {
        Worker worker = CURRENT.get();
        return worker == null ? null : worker.waits();
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (counted() >= normalThreads) {
                waiting.add(task);
                changed();
                scheduleCheck(0);
                return;
            }
            working++;
            changed();
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
        boolean isQueued = scheduleCheck(0) || working > 0;
        if (!isQueued && first != null) waiting.removeFirst();
        changed();
        return isQueued;
    }

    /** @param own false on a thread that submits a task, whose interrupts are not cleared */
    private void work(@Nullable Runnable first, boolean own) {
        Worker outer = CURRENT.get();
        Worker worker = new Worker();
        synchronized (this) {
            workers.add(worker);
        }
        CURRENT.set(worker);
        try {
            for (Runnable task = first != null ? first : next(worker); task != null; task = next(worker)) {
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

    /** The next task; null for a thread that is not needed, or is one too many since another one has ended its wait. */
    private synchronized @Nullable Runnable next(Worker worker) {
        worker.taskEnded();
        boolean leaves = isLeaving();
        if (leaves) leaving--;
        Runnable next = leaves || counted() > bound ? null : waiting.poll();
        if (next == null) {
            working--;
            workers.remove(worker);
        } else {
            started++;
        }
        if (waiting.isEmpty()) bound = maxThreads;
        else if (next == null) scheduleCheck(0); // at the bound there was none, and the threads that stay may block
        changed();
        return next;
    }

    /** Whether the next thread that has ended its task ends. Guarded by this. */
    private boolean isLeaving() {
        return leaving > 0 && counted() > normalThreads;
    }

    /** Number of threads that count for the bounds. Guarded by this. */
    private int counted() {
        return working - excused;
    }

    /**
     * Schedules a check that all tasks that wait now have started. Guarded by this.
     *
     * @param starting number of them for which a thread is on its way
     * @return false if no check is due
     */
    private boolean scheduleCheck(int starting) {
        if (counted() >= bound) return scheduleStallCheck(started + starting);
        if (checkScheduled) return true;
        long expected = started + waiting.size();
        long before = started;
        checkScheduled = scheduled(() -> check(expected, before, MORE_PATIENCE), PATIENCE_MILLIS);
        return checkScheduled;
    }

    private boolean scheduleStallCheck(long before) {
        if (stallScheduled) return true;
        if (bound >= maxThreads + spare.threads()) return false;
        stallScheduled = scheduled(() -> checkStall(before), spare.stallMillis());
        return stallScheduled;
    }

    private boolean scheduled(Runnable check, long millis) {
        try {
            timer.schedule(check, millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (Throwable e) { // stopping, or out of memory: the working threads run the rest
            return false;
        }
    }

    /**
     * Adds threads if tasks that were waiting wait still. Threads that compute turn over more slowly if there are more of them.
     *
     * @param before the number of started tasks at the last look
     * @param patience how often threads that turn over get more time
     */
    private void check(long expected, long before, int patience) {
        int more = 0;
        synchronized (this) {
            checkScheduled = false;
            long now = started;
            boolean turnsOver = counted() > 0 && now - before >= counted();
            if (now < expected && turnsOver && patience > 0) {
                checkScheduled = scheduled(() -> check(expected, now, patience - 1), PATIENCE_MILLIS);
                if (checkScheduled) return;
            }
            if (started < expected) more = room(Math.max(1, counted()));
            working += more;
            changed();
            if (waiting.size() > more) scheduleCheck(more);
        }
        startMore(more);
    }

    private void startMore(int threads) {
        for (int i = 0; i < threads; i++) start(null);
        if (threads > 0) watchSurplus();
    }

    /** Schedules the next look at the additional threads, if there are any. */
    private void watchSurplus() {
        synchronized (this) {
            if (surplusScheduled || counted() <= normalThreads) return;
            surplusScheduled = true;
        }
        look(() -> {
            long[] seen = threadsAtWork();
            long before = processorTime.applyAsLong(seen);
            long since = System.nanoTime();
            if (!scheduled(() -> look(() -> checkSurplus(seen, before, since)), SURPLUS_MILLIS)) surplusChecked(false);
        });
    }

    /** Takes a look on a thread of its own: the timer does not ask for the time of a thousand threads. */
    private void look(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (Throwable e) { // such as a JVM without this measurement: additional threads stay
                    surplusChecked(false);
                }
            });
        } catch (Throwable e) { // no thread can be had, or the pool is shut down: they stay
            surplusChecked(false);
        }
    }

    private synchronized long[] threadsAtWork() {
        return workers.stream().mapToLong(worker -> worker.thread).toArray();
    }

    /**
     * Lets half of the additional threads end if the threads compute. Tasks need not wait for that: there may be a thread for
     * each of them, and all be slower than on a few.
     */
    private void checkSurplus(long[] seen, long before, long since) {
        int processors = Math.min(seen.length, Runtime.getRuntime().availableProcessors());
        double most = (double) (System.nanoTime() - since) * processors;
        surplusChecked(processorTime.applyAsLong(seen) - before > most * COMPUTING);
        watchSurplus();
    }

    private synchronized void surplusChecked(boolean computes) {
        surplusScheduled = false;
        leaving = computes ? (counted() - normalThreads + 1) / 2 : 0;
        changed();
    }

    /** No thread has ended its task: these tasks may wait for those that are queued. */
    private void checkStall(long before) {
        int more = 0;
        synchronized (this) {
            stallScheduled = false;
            if (started == before && counted() >= bound && !waiting.isEmpty()) {
                bound = Math.min(maxThreads + spare.threads(), 2 * Math.max(1, counted()));
                more = room(Integer.MAX_VALUE);
                working += more;
                changed();
            }
            if (waiting.size() > more) scheduleCheck(more);
        }
        startMore(more);
    }

    /** Number of threads to add for the tasks that wait. Guarded by this. */
    private int room(int wanted) {
        return Math.max(0, Math.min(Math.min(wanted, bound - counted()), waiting.size()));
    }

    /** One thread at work. Its fields that change are guarded by the executor. */
    private final class Worker {

        private final long thread = Thread.currentThread().getId();
        private volatile int waits;
        private long task;

        AdaptiveExecutor owner() {
            return AdaptiveExecutor.this;
        }

        Runnable waits() {
            long current;
            boolean more;
            synchronized (AdaptiveExecutor.this) {
                current = task;
                if (waits++ == 0) excused++;
                more = room(1) > 0;
                if (more) working++;
                changed();
            }
            if (more) start(null);
            AtomicBoolean over = new AtomicBoolean();
            return () -> {
                if (!over.getAndSet(true)) waitEnded(current);
            };
        }

        private void waitEnded(long of) {
            synchronized (AdaptiveExecutor.this) {
                if (task == of && --waits == 0) excused--;
                changed();
            }
            watchSurplus(); // the thread that took this one's place stays
        }

        /** Whether the task has left no wait and no interrupt. On the thread itself, and without a lock as {@link #isShort}. */
        boolean isUnmarked() {
            return waits == 0 && !Thread.currentThread().isInterrupted();
        }

        /** Guarded by the executor. */
        private void taskEnded() {
            task++;
            if (waits > 0) excused--;
            waits = 0;
        }
    }
}
