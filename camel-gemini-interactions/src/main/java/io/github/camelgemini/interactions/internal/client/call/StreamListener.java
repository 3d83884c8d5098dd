// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletionStage;

/** Receives the progress of a stream. The next progress is passed after the returned stage has completed. */
@FunctionalInterface
public interface StreamListener {

    /** Handles one progress, on a worker; a failure ends the stream with that failure. */
    CompletionStage<?> accept(StreamProgress progress);

    /** Called behind the last progress that has arrived, on a worker: a listener that collects passes on what it has. */
    default void idle() {}

    /** False if the answer may have no steps: each step is then discarded after it was passed to the listener. */
    default boolean wantsWhole() {
        return true;
    }

    /** False if finished steps may lack what deltas have added to them: their text is then not collected. */
    default boolean wantsSteps() {
        return true;
    }

    /** False if {@link #accept} neither blocks nor runs a route: then it needs none of the threads that routes may block. */
    default boolean runsRoutes() {
        return true;
    }
}
