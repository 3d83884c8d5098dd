// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/**
 * Opens streams, and measures while all of them are open. Each text begins with the time at which the server sent it, a zero
 * with the first one of a stream: all processes of a Linux machine have the same {@link System#nanoTime}.
 */
final class HeldStreams {

    /** Streams whose first text has not arrived: more at once measure the connection of sockets. */
    private static final int OPENING = 256;

    private static final int SECONDS_TO_OPEN = 90;
    private static final int DIGITS = 19;

    private HeldStreams() {}

    static void measure(TextStreams.Way way, URI server, Scenario scenario, Probe probe) throws Exception {
        Semaphore opening = new Semaphore(OPENING);
        CountDownLatch open = new CountDownLatch(scenario.concurrency());
        TextStreams streams = way.start(server, scenario, text -> {
            long received = System.nanoTime();
            long sent = Long.parseLong(text, 0, DIGITS, 10);
            if (sent == 0) {
                opening.release();
                open.countDown();
                return;
            }
            probe.delay(received - sent);
            probe.text(text);
        });
        for (int i = 0; i < scenario.concurrency(); i++) {
            if (!opening.tryAcquire(SECONDS_TO_OPEN, TimeUnit.SECONDS)) break;
            streams.open(0).whenComplete((end, failure) -> {
                if (failure != null) probe.failed(failure);
                opening.release();
            });
        }
        if (!open.await(SECONDS_TO_OPEN, TimeUnit.SECONDS))
            throw new IllegalStateException(open.getCount() + " streams did not open", probe.failure());
        probe.measure();
    }
}
