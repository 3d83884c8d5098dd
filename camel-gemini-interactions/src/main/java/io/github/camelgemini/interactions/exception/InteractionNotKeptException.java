// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

/**
 * A run was created and is paid for, but could not be kept in the {@code runRepository}: nobody waits for it. Await it by its
 * id, or deliver the message again with its idempotency key.
 */
public class InteractionNotKeptException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the run that goes on
     * @param cause why it could not be kept
     */
    public InteractionNotKeptException(String interactionId, Throwable cause) {
        super(
                "Interaction " + interactionId
                        + " goes on, but the runRepository could not keep it: await it by its id",
                cause);
        this.interactionId = interactionId;
    }

    /** The run that goes on. */
    public String getInteractionId() {
        return interactionId;
    }
}
