// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.util.List;

/**
 * An earlier create with this idempotency key was interrupted before its response arrived: an interaction may exist, and be
 * paid for, whose id was lost. Nothing was sent. Remove the key from the repository and redeliver the message, which may be
 * paid twice, or discard the message.
 */
public class InteractionInDoubtException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;

    /**
     * @param idempotencyKey the key as the message has it
     * @param stored the key as stored in the repository
     */
    public InteractionInDoubtException(String idempotencyKey, String stored) {
        super(
                "An earlier create was interrupted, and its outcome is unknown: remove " + stored
                        + " from the idempotencyRepository to send it again, or set onUnknownCreate=resend; it may be paid twice");
        this.idempotencyKey = idempotencyKey;
    }

    /**
     * The next part of a long answer may exist.
     *
     * @param idempotencyKey the key as the message has it
     * @param interactionIds the parts that exist, in order
     */
    public InteractionInDoubtException(String idempotencyKey, List<String> interactionIds) {
        super(
                "The create of a part of an answer was interrupted, after the parts "
                        + String.join(", ", interactionIds)
                        + ", and its outcome is unknown: set onUnknownCreate=resend to create that part again; it may be paid twice");
        this.idempotencyKey = idempotencyKey;
    }

    /** The key as the message has it. */
    public String getIdempotencyKey() {
        return idempotencyKey;
    }
}
