// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;

/** A way to read streams, with the works that are done over streams. */
record StreamPeer(String name, TextStreams.Way way) implements Peer {

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        switch (scenario.work()) {
            case MANY -> ManyStreams.measure(way, server, scenario, probe);
            case HELD -> HeldStreams.measure(way, server, scenario, probe);
            case SLOW -> SlowReader.measure(way, server, scenario, probe);
            case LONG -> LongText.measure(way, server, scenario, probe);
            default -> throw new IllegalArgumentException(name + " does not know " + scenario.name());
        }
    }
}
