// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/** Reads some long texts, one after the other, each as a stream of one step, and measures by how much the heap grows meanwhile. */
final class LongText {

    private static final int TEXTS = 3;

    private LongText() {}

    static void measure(TextStreams.Way way, URI server, Scenario scenario, Probe probe) throws Exception {
        TextStreams streams = way.start(server, scenario, probe::text);
        streams.open(0).get();
        try (HeapGrowth growth = new HeapGrowth()) {
            probe.measure(Threads.call(() -> {
                for (int i = 0; i < TEXTS; i++) streams.open(0).get();
                return null;
            }));
            probe.figure("heap", growth.mebibytes());
        }
    }
}
