// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.time.Duration;

/** A run did not end while it was waited for. It goes on at the service: wait for it again, or cancel it. */
public class InteractionTimeoutException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the run that goes on
     * @param status the last status the service told, in its own words
     * @param awaitTimeout how long a run is waited for, counted from its creation
     */
    public InteractionTimeoutException(String interactionId, String status, Duration awaitTimeout) {
        super("Interaction " + interactionId + " is " + status + " after awaitTimeout=" + awaitTimeout.toMillis()
                + " ms: await it again with a longer awaitTimeout, or cancel it");
        this.interactionId = interactionId;
    }

    /** The run that goes on. */
    public String getInteractionId() {
        return interactionId;
    }
}
