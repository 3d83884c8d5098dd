// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.observation;

import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * The observation of one call of a route, over as many requests as it takes: rounds of functions, parts of a long answer,
 * resumes, polls. Any thread; no method blocks or throws.
 */
public interface CallObservation extends Observation {

    /** Observes nothing. */
    CallObservation NONE = new CallObservation() {};

    /** The call begins. Called once, before anything is sent. */
    default void begin() {}

    /**
     * The call can be stopped from now on.
     *
     * @param stop ends it on this side; on any thread, more than once without effect
     */
    default void stoppable(Runnable stop) {}

    /** A create is sent. Called for each round of functions and each part of a long answer. */
    default void requested(InteractionRequest request) {}

    /** The service has sent the id of an interaction. May be called more than once for one. */
    default void known(String interactionId) {}

    /** A create that is not streamed is answered. */
    default void answered(Interaction answer) {}

    /**
     * An event of a stream has arrived, before it is delivered.
     *
     * @param finishedSteps number of steps of this interaction that are finished with it
     */
    default void received(InteractionEvent event, int finishedSteps) {}

    /** A poll has read a stored interaction. */
    default void polled(Interaction interaction) {}

    /**
     * The call ends. Calls after the first one have no effect.
     *
     * @param answer the whole answer; null after a failure
     */
    default void ended(@Nullable Interaction answer, @Nullable Throwable failure) {}

    /** Id of the interaction in progress; null while it is not known, and for an observation that does not remember it. */
    default @Nullable String interactionId() {
        return null;
    }

    /** The call ends without an answer. */
    @Override
    default void end(@Nullable Throwable failure) {
        ended(null, failure);
    }
}
