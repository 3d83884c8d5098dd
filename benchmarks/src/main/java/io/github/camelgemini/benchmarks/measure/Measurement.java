// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.util.Map;

/**
 * What one peer reached in one round of a scenario.
 *
 * @param figures by name: {@code rate} (events or answers per second), {@code cpu} (µs of the process per event or answer),
 *     {@code allocated} (bytes of the heap per event or answer), {@code threads} (at most), {@code rss} (MiB at the end),
 *     {@code p50} and {@code p99} (µs, where single times are measured), {@code heap} (MiB by which what is in use has grown),
 *     {@code requests} (per second), {@code startup} (ms), {@code processor} (speed: steps of a fixed computation per µs of the
 *     processor, while the others were measured); empty if the peer failed
 */
public record Measurement(String peer, String scenario, int round, Map<String, Double> figures) {

    static final String PROCESSOR = "processor";

    public Measurement {
        figures = Map.copyOf(figures);
    }

    /** The speed of the processor meanwhile; 0 where it was not measured. */
    public double processor() {
        return figures.getOrDefault(PROCESSOR, 0.0);
    }
}
