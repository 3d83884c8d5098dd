// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task on a shared pool whenever it is signalled, on at most one thread at a time. A signal during a run causes one
 * more run; between runs it holds no thread. A task that throws is run again at the next signal.
 */
public final class Strand {

    private final Executor workers;
    private final Runnable task;
    private final AtomicInteger signals = new AtomicInteger();

    public Strand(Executor workers, Runnable task) {
        this.workers = workers;
        this.task = task;
    }

    /**
     * Requests a run. Any thread; does not run the task itself while the executor has threads.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the executor refuses the task; the next signal tries again
     */
    public void signal() {
        if (signals.getAndIncrement() == 0) submit();
    }

    private void submit() {
        try {
            workers.execute(this::run);
        } catch (Throwable e) {
            signals.set(0);
            throw e;
        }
    }

    private void run() {
        boolean continues = true;
        while (continues) continues = runOnce();
    }

    /**
     * True to run again on this thread: to be handed to another one after each run took a third of the events of a stream per
     * second. A busy strand is queued again instead if others wait, so that it starves none.
     */
    private boolean runOnce() {
        int seen = signals.get();
        boolean isDone = false;
        try {
            task.run();
            isDone = true;
        } finally {
            if (!isDone && signals.addAndGet(-seen) != 0) submit();
        }
        if (signals.addAndGet(-seen) == 0) return false;
        if (AdaptiveExecutor.mayContinue(workers)) return true;
        submit();
        return false;
    }
}
