// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

/** The service does not have the run any more: what came of it cannot be read. Decide whether to pay for another. */
public class InteractionLostException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the run that is gone
     * @param cause the service's last refusal
     */
    public InteractionLostException(String interactionId, Throwable cause) {
        super(
                "The service does not have interaction " + interactionId + " any more: it was deleted, or has expired",
                cause);
        this.interactionId = interactionId;
    }

    /** The run that is gone. */
    public String getInteractionId() {
        return interactionId;
    }
}
