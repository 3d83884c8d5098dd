// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor and a timer without threads, whose clock jumps to whatever is due next: silence and delays cost nothing, a
 * run that nobody goes on with is seen at once, and the same seed gives the same order again.
 */
final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {

    private static final int FOR_EVER = 100_000;

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long order;

    /** Does what is due until the future is done; fails when nothing is left to do before, or when there is no end. */
    void runUntil(CompletableFuture<?> done) {
        for (int turns = 0; !done.isDone(); turns++) {
            if (queue.isEmpty()) throw new AssertionError("Nobody goes on with it");
            if (turns == FOR_EVER) throw new AssertionError("It goes on for ever");
            next();
        }
    }

    /** Does everything that is still to be done. */
    void runOut() {
        for (int turns = 0; !queue.isEmpty(); turns++) {
            if (turns == FOR_EVER) throw new AssertionError("It goes on for ever");
            next();
        }
    }

    private void next() {
        Due due = queue.remove();
        now = due.at;
        due.work.run();
    }

    /** How far the clock has jumped. */
    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    void after(Duration delay, Runnable work) {
        schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void execute(Runnable work) {
        schedule(work, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        Due due = new Due(now + Math.max(0, unit.toNanos(delay)), order++, work);
        queue.add(due);
        return due;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        queue.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        queue.clear();
        return List.of();
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
        return true;
    }

    /** What is to be done at a time; that it was done is told to nobody. */
    private final class Due extends CompletableFuture<Object> implements ScheduledFuture<Object> {

        private final long at;
        private final long place;
        private final Runnable work;

        Due(long at, long place, Runnable work) {
            this.at = at;
            this.place = place;
            this.work = work;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            queue.remove(this);
            return super.cancel(mayInterrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Due due = (Due) other;
            return at == due.at ? Long.compare(place, due.place) : Long.compare(at, due.at);
        }
    }
}
