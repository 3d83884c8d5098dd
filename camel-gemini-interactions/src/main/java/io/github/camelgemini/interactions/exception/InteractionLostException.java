// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

/** The service no longer has the run, so its result cannot be read. Decide whether to pay for another run. */
public class InteractionLostException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the lost run
     * @param cause the service's last error response
     */
    public InteractionLostException(String interactionId, Throwable cause) {
        super("The service no longer has interaction " + interactionId + ": it was deleted, or has expired", cause);
        this.interactionId = interactionId;
    }

    /** The lost run. */
    public String getInteractionId() {
        return interactionId;
    }
}
