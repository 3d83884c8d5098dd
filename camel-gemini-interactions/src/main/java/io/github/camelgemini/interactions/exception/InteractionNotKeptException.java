// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

/**
 * A run was created, and is paid for, but could not be stored in the {@code runRepository}, so the component does not wait
 * for it. Await it by its id, or redeliver the message with its idempotency key.
 */
public class InteractionNotKeptException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String interactionId;

    /**
     * @param interactionId the run, which continues at the service
     * @param cause why it could not be stored
     */
    public InteractionNotKeptException(String interactionId, Throwable cause) {
        super(
                "Interaction " + interactionId
                        + " continues, but the runRepository could not store it: await it by its id",
                cause);
        this.interactionId = interactionId;
    }

    /** The run, which continues at the service. */
    public String getInteractionId() {
        return interactionId;
    }
}
