// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old entries of one repository from time to time, on a daemon thread of its own. */
final class ExpirySchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExpirySchedule.class);
    private static final long SHORTEST_AGE = 60_000;
    private static final long LONGEST_PERIOD = 3_600_000;
    private static final int RUNS_PER_AGE = 10;

    private final ScheduledExecutorService thread;

    /**
     * @param repository its name, for logs
     * @param maxAge milliseconds, at least {@value #SHORTEST_AGE}
     * @param expire removes entries for as long as its argument returns true. May fail; it is run again.
     */
    ExpirySchedule(ScheduledExecutorService thread, String repository, long maxAge, Consumer<BooleanSupplier> expire) {
        this.thread = thread;
        long period = Math.min(maxAge / RUNS_PER_AGE, LONGEST_PERIOD);
        thread.scheduleWithFixedDelay(() -> run(repository, expire), period, period, TimeUnit.MILLISECONDS);
    }

    static ExpirySchedule start(String repository, long maxAge, Consumer<BooleanSupplier> expire) {
        return new ExpirySchedule(
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "GeminiInteractionsStateExpiry");
                    thread.setDaemon(true);
                    return thread;
                }),
                repository,
                maxAge,
                expire);
    }

    /** @throws IllegalArgumentException if the age is negative, or too short for entries that heartbeats renew */
    static long checked(long maxAge) {
        if (maxAge < 0 || (maxAge > 0 && maxAge < SHORTEST_AGE)) {
            throw new IllegalArgumentException("maxAge must be 0 (entries stay) or at least " + SHORTEST_AGE
                    + " ms, and longer than the longest run and redelivery: " + maxAge);
        }
        return maxAge;
    }

    // A periodic task that throws is not run again.
    private void run(String repository, Consumer<BooleanSupplier> expire) {
        try {
            expire.accept(() -> !thread.isShutdown());
        } catch (Throwable e) {
            if (!thread.isShutdown()) warn(repository, e);
        }
    }

    private static void warn(String repository, Throwable failure) {
        try {
            LOG.warn("Old entries of {} could not be removed; the next run tries again", repository, failure);
        } catch (Throwable unlogged) {
            // Memory may be short here too.
        }
    }

    /** Lets a removal that is being made complete, as an interrupt may close the files of an embedded database. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
