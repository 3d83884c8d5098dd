// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task on a shared pool whenever it is signalled, on at most one thread at a time. A signal during a run causes one
 * more run; between runs it holds no thread.
 */
public final class Strand {

    private final Executor workers;
    private final Runnable task;
    private final AtomicInteger signals = new AtomicInteger();

    public Strand(Executor workers, Runnable task) {
        this.workers = workers;
        this.task = task;
    }

    /** Requests a run. Any thread; never runs the task itself. */
    public void signal() {
        if (signals.getAndIncrement() == 0) workers.execute(this::run);
    }

    private void run() {
        int seen = signals.get();
        task.run();
        // Queued again, not looped: a busy strand does not starve the others.
        if (signals.addAndGet(-seen) != 0) workers.execute(this::run);
    }
}
