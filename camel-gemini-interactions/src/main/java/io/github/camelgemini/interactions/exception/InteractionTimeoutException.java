// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.time.Duration;

/** The wait for a run timed out. The run continues at the service: await it again, or cancel it. */
public class InteractionTimeoutException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the run, which continues at the service
     * @param status the last status that the service reported, in its words
     * @param awaitTimeout longest wait, counted from the run's creation
     */
    public InteractionTimeoutException(String interactionId, String status, Duration awaitTimeout) {
        this(interactionId, status, "awaitTimeout", awaitTimeout);
    }

    /**
     * @param option the option that limits the wait, for example {@code requestTimeout}
     * @param timeout longest wait
     * @see #InteractionTimeoutException(String, String, Duration)
     */
    public InteractionTimeoutException(String interactionId, String status, String option, Duration timeout) {
        super("Interaction " + interactionId + " is "
                + (shownCode(status).isEmpty() ? "in another status" : status) + " after " + option + "="
                + timeout.toMillis()
                + " ms: await it again with a longer awaitTimeout, or cancel it");
        this.interactionId = interactionId;
    }

    /** The run, which continues at the service. */
    public String getInteractionId() {
        return interactionId;
    }
}
