// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.model.InteractionEvent;

/** Takes the events of one run, each once and in order. The next event comes when the stage of the one before has completed. */
@FunctionalInterface
public interface EventSink {

    /**
     * Takes one event, on a delivery worker. It may block that worker; it better returns a stage that completes later, so
     * that the worker is free for other streams.
     *
     * @return done with the event; a failure ends the stream with that failure
     */
    CompletionStage<?> accept(InteractionEvent event);
}
