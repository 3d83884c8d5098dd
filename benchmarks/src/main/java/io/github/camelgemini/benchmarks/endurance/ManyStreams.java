// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/**
 * Reads streams at full speed, so many at the same time, and opens another one where one has ended. Measures when as many have
 * ended as are open at the same time: opening thousands takes seconds.
 */
final class ManyStreams {

    private static final int SECONDS_TO_OPEN = 90;

    private ManyStreams() {}

    static void measure(TextStreams.Way way, URI server, Scenario scenario, Probe probe) throws Exception {
        TextStreams streams = way.start(server, scenario, probe::text);
        CountDownLatch ended = new CountDownLatch(scenario.concurrency());
        for (int i = 0; i < scenario.concurrency(); i++) open(streams, ended, probe);
        if (!ended.await(SECONDS_TO_OPEN, TimeUnit.SECONDS))
            throw new IllegalStateException(ended.getCount() + " streams have not ended", probe.failure());
        probe.measure();
    }

    private static void open(TextStreams streams, CountDownLatch ended, Probe probe) {
        try {
            streams.open(0).whenComplete((end, failure) -> {
                ended.countDown();
                if (failure == null) open(streams, ended, probe);
                else probe.failed(failure);
            });
        } catch (Exception e) {
            probe.failed(e);
        }
    }
}
