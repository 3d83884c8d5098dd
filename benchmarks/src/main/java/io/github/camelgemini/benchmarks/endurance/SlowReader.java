// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/**
 * Reads a stream at ten texts per second, of a server that sends as fast as it can. The heap is measured behind a first
 * stream, which is read at full speed, and again and again while the slow one is read.
 */
final class SlowReader {

    private static final long MILLIS_PER_TEXT = 100;

    /** A million texts. */
    private static final int STEPS = 500;

    private SlowReader() {}

    static void measure(TextStreams.Way way, URI server, Scenario scenario, Probe probe) throws Exception {
        CompletableFuture<Void> warm = new CompletableFuture<>();
        TextStreams streams = way.start(server, scenario, text -> {
            probe.text(text);
            if (warm.isDone()) pause();
        });
        streams.open(0).get();
        warm.complete(null);
        try (HeapGrowth growth = new HeapGrowth()) {
            streams.open(STEPS).exceptionally(failure -> {
                probe.failed(failure);
                return null;
            });
            probe.measure();
            probe.figure("heap", growth.mebibytes());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_PER_TEXT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
