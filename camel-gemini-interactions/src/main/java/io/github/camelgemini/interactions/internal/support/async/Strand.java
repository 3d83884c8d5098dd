// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work on a shared pool whenever there is news for it, on at most one thread at a time. News that come
 * while it runs make it run once more; between runs it holds no thread.
 */
public final class Strand {

    private final Executor workers;
    private final Runnable work;
    private final AtomicInteger news = new AtomicInteger();

    public Strand(Executor workers, Runnable work) {
        this.workers = workers;
        this.work = work;
    }

    /** There is news. Any thread; never runs the work itself. */
    public void signal() {
        if (news.getAndIncrement() == 0) workers.execute(this::run);
    }

    private void run() {
        int seen = news.get();
        work.run();
        if (news.addAndGet(-seen) != 0) workers.execute(this::run); // behind the others: one busy strand starves nobody
    }
}
