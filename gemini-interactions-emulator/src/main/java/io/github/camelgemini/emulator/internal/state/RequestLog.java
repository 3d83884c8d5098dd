// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.camelgemini.emulator.traffic.RecordedRequest;

/** The last requests, oldest first. Safe for use from any thread. */
public final class RequestLog {
    private final int capacity;
    private final Retention retention;
    // Guarded by this.
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private long count;

    public RequestLog(int capacity, Retention retention) {
        this.capacity = capacity;
        this.retention = retention;
    }

    public synchronized void add(RecordedRequest request) {
        requests.addLast(request);
        count++;
        dropWhatIsOver();
        if (requests.size() > capacity) {
            requests.removeFirst();
        }
        notifyAll();
    }

    private void dropWhatIsOver() {
        while (!requests.isEmpty() && retention.isOver(requests.getFirst().received())) {
            requests.removeFirst();
        }
    }

    public synchronized List<RecordedRequest> all() {
        dropWhatIsOver();
        return List.copyOf(requests);
    }

    /** Waits until this number of requests came in. False on timeout. */
    public synchronized boolean await(long wanted, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (count < wanted) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** How many came in since the start or the last clearing, dropped ones included. */
    public synchronized long count() {
        return count;
    }

    public synchronized void clear() {
        requests.clear();
        count = 0;
    }
}
