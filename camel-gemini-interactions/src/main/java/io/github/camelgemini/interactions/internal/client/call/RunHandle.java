// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/** What a message asked for, under way: over as many requests to the API as that takes. Any thread. */
public interface RunHandle {

    /** The whole answer; completes, or fails, where a route may go on. */
    CompletionStage<Interaction> whole();

    /** Id of the interaction; null until the service told it, and for ever where nothing is stored. */
    @Nullable
    String interactionId();

    /** Token of the last event of its stream; null when there is none. */
    @Nullable
    String lastEventId();

    /**
     * Tells the interaction's id as soon as the service has told it, and each further one where there are several, one after
     * the other. The listener is called on whatever thread learns it, and never blocks.
     */
    default void whenKnown(Consumer<String> listener) {
        whole().thenAccept(answer -> {
            String id = answer.id();
            if (id != null) listener.accept(id);
        });
    }

    /** Ends it from our side: connections are closed, and {@link #whole()} fails. The service is told nothing. */
    void stop();

    /**
     * The context stops: ends at once what needs not be paid for again when its source delivers it again, as a wait or a run
     * that is followed. A request that may be lost goes on; by default nothing ends.
     */
    default void endWithContext() {}
}
