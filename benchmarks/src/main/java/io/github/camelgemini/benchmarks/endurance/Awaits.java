// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.benchmarks.measure.Scenario;

/** One way to wait until a run has ended at the service. */
interface Awaits {

    /** Completes with the text of the run's answer, when the run has ended. */
    CompletableFuture<String> await(String id);

    /** Starts what runs are awaited with. */
    @FunctionalInterface
    interface Way {
        Awaits start(URI server, Scenario scenario) throws Exception;
    }
}
