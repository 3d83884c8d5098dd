// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks;

import java.util.List;

import io.github.camelgemini.benchmarks.endurance.EndurancePeers;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.peer.Peers;

/** Who takes part in a scenario. A name means the same client in each, which may do there what it does nowhere else. */
final class Roster {

    private Roster() {}

    /** Names of the peers, in the order in which they run. */
    static List<String> of(Scenario scenario) {
        List<Peer> enduring = EndurancePeers.of(scenario);
        return enduring.isEmpty()
                ? Peers.of(scenario)
                : enduring.stream().map(Peer::name).toList();
    }

    /** @throws IllegalArgumentException if the scenario has no peer of that name */
    static Peer named(String name, Scenario scenario) {
        List<Peer> enduring = EndurancePeers.of(scenario);
        if (enduring.isEmpty()) return Peers.named(name);
        return enduring.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No peer " + name + " in " + scenario.name()));
    }
}
