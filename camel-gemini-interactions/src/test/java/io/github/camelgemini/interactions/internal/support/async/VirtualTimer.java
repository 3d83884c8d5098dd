// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/** A timer whose time is virtual: the owner takes what is due and runs it. One thread at a time. */
final class VirtualTimer extends AbstractExecutorService implements ScheduledExecutorService {

    private final LongSupplier nanos;
    private final Executor immediate;
    private final List<Entry<?>> entries = new ArrayList<>();

    /** @param immediate runs what is executed without a delay */
    VirtualTimer(LongSupplier nanos, Executor immediate) {
        this.nanos = nanos;
        this.immediate = immediate;
    }

    private final class Entry<V> extends FutureTask<V> implements ScheduledFuture<V> {

        /** Zero for a task that runs once. */
        private final long delay;

        private long at;

        Entry(Callable<V> task, long at, long delay) {
            super(task);
            this.at = at;
            this.delay = delay;
        }

        /** A repetition ends when it is cancelled, also during its run, and when its task throws. */
        @Override
        public void run() {
            if (delay == 0) super.run();
            else if (runAndReset()) {
                at = nanos.getAsLong() + delay;
                entries.add(this);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - nanos.getAsLong(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        protected void done() {
            entries.remove(this);
        }
    }

    /** Time of the next task; null for none. */
    @Nullable
    Long nextDue() {
        return entries.stream().map(entry -> entry.at).min(Long::compare).orElse(null);
    }

    /** Removes and returns the next task that is due; null for none. */
    @Nullable
    Runnable takeDue(long now) {
        Entry<?> next = entries.stream()
                .filter(entry -> entry.at <= now)
                .min(Comparator.comparingLong(entry -> entry.at))
                .orElse(null);
        entries.remove(next);
        return next;
    }

    void clear() {
        entries.clear();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return add(task, unit.toNanos(delay), 0);
    }

    private <V> Entry<V> add(Callable<V> task, long first, long delay) {
        Entry<V> entry = new Entry<>(task, nanos.getAsLong() + first, delay);
        entries.add(entry);
        return entry;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return add(Executors.callable(task), unit.toNanos(initialDelay), unit.toNanos(delay));
    }

    @Override
    public void execute(Runnable task) {
        immediate.execute(task);
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
