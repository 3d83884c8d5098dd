// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.traffic.RecordedRequest;

/** The last requests, oldest first. Safe for use from any thread. */
public final class RequestLog {
    private static final int BYTES_OF_A_REQUEST = 2000;

    private final int capacity;
    private final long mostBytes;
    private final Retention retention;
    // Guarded by this.
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private long count;
    private long bytes;
    private long dropped;

    public RequestLog(int capacity, Retention retention) {
        this(capacity, Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 8), retention);
    }

    /**
     * @param capacity number of requests
     * @param mostBytes of memory that they may take, about; the newest one stays whatever it takes
     */
    RequestLog(int capacity, long mostBytes, Retention retention) {
        this.capacity = capacity;
        this.mostBytes = mostBytes;
        this.retention = retention;
    }

    private static long weight(RecordedRequest request) {
        long weight = BYTES_OF_A_REQUEST + 2L * request.path().length() + Json.weight(request.body());
        for (Map<String, String> values : List.of(request.headers(), request.query())) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                weight += value.getKey().length() + (long) value.getValue().length();
            }
        }
        return weight;
    }

    public synchronized void add(RecordedRequest request) {
        requests.addLast(request);
        count++;
        bytes += weight(request);
        dropWhatIsOver();
        while (requests.size() > capacity || (bytes > mostBytes && requests.size() > 1)) {
            removeFirst();
            dropped++;
        }
        notifyAll();
    }

    private void removeFirst() {
        bytes -= weight(requests.removeFirst());
    }

    /** How many of those that count were dropped, as they were too many or too large. */
    public synchronized long dropped() {
        return dropped;
    }

    private void dropWhatIsOver() {
        while (!requests.isEmpty() && retention.isOver(requests.getFirst().received())) {
            removeFirst();
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
        bytes = 0;
        dropped = 0;
    }
}
