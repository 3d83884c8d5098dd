// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/** Handle on a call in progress, which may take several API requests. Any thread. */
public interface RunHandle {

    /** The whole answer; completes on a thread that a route may use. */
    CompletionStage<Interaction> whole();

    /** Interaction id; null until the service has sent it, and always null if the interaction is not stored. */
    @Nullable
    String interactionId();

    /** Token of the last event of the stream; null if there is none. */
    default @Nullable String lastEventId() {
        return null;
    }

    /**
     * Registers a listener for the interaction id. It is called once per interaction, as soon as the id is known, on the
     * thread that received it, and must not block.
     */
    default void whenKnown(Consumer<String> listener) {
        whole().thenAccept(answer -> {
            String id = answer.id();
            if (id != null) listener.accept(id);
        });
    }

    /** Closes the connections and fails {@link #whole()}. Sends no cancel to the service. */
    void stop();

    /**
     * Called when the CamelContext begins to stop. Stops waits and followed runs, which a redelivery can pick up without a
     * second charge; a create in flight is left to finish. By default nothing stops.
     */
    default void endWithContext() {}
}
