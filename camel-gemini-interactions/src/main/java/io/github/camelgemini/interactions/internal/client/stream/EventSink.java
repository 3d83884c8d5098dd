// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.model.InteractionEvent;
import org.jspecify.annotations.Nullable;

/** Receives the events of one run, each once and in order; the next one after the returned stage has completed. */
@FunctionalInterface
public interface EventSink {

    /**
     * Handles one event, on a delivery worker. Should not block: a stage that completes later frees the worker for other
     * streams.
     *
     * @return completes when the event is handled; a failure ends the stream with that failure
     * @throws UnusableEventException if the event contradicts what came before
     */
    CompletionStage<?> accept(InteractionEvent event);

    /**
     * Called behind the last of the events that have arrived, on the worker that has handed them over: what was put off for
     * more of them is done then.
     */
    default void idle() {}

    /**
     * A text of the API as the message of an exception may have it: short, and without what it quotes of request and answer.
     * By default texts are not shown.
     *
     * @return null if it must not be shown
     */
    default @Nullable String shown(@Nullable String apiMessage) {
        return null;
    }
}
