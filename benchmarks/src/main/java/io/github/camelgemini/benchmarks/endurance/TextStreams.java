// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.camelgemini.benchmarks.measure.Scenario;

/** One way to read streams: the text of each event goes to the reader, and a stream continues when the reader returns. */
interface TextStreams {

    /**
     * Begins to read one stream.
     *
     * @param steps number of steps; 0 for as many as the scenario says
     * @return completes at the end of the stream
     */
    CompletableFuture<?> open(int steps) throws Exception;

    /** Starts what streams are opened with. */
    @FunctionalInterface
    interface Way {
        /** @param reader takes the text of each event, of all streams */
        TextStreams start(URI server, Scenario scenario, Consumer<String> reader) throws Exception;
    }
}
