// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.net.URI;

/** One way to call the API. */
public interface Peer {
    /** Its name in the table. */
    String name();

    /**
     * Starts what the scenario asks for, reports each event to the probe, and returns when the probe has measured. What still
     * runs then ends with the process.
     *
     * @param server scheme, host and port
     */
    void run(Scenario scenario, URI server, Probe probe) throws Exception;
}
