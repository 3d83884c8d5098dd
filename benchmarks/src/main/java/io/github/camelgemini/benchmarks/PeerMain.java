// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenarios;

/** The command of a peer's process: measures one peer in one scenario, and prints its figures as one line of JSON. */
final class PeerMain {
    private PeerMain() {}

    /** Arguments: peer, scenario, address of the server, time to warm up and time to measure as ISO 8601 writes them. */
    public static void main(String... arguments) {
        Thread parent = new Thread(PeerMain::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        try {
            Scenario scenario = Scenarios.named(arguments[1]);
            Probe probe = new Probe(scenario, Duration.parse(arguments[3]), Duration.parse(arguments[4]));
            Roster.named(arguments[0], scenario).run(scenario, URI.create(arguments[2]), probe);
            System.out.println(new ObjectMapper().writeValueAsString(probe.figures()));
            System.out.flush();
            Runtime.getRuntime().halt(0); // with streams open: their end is not what is measured
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** The command that started this process holds its input open; what it no longer waits for must not use the processors. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) Thread.yield();
        } catch (IOException e) {
            // as at the end
        }
        Runtime.getRuntime().halt(2);
    }
}
