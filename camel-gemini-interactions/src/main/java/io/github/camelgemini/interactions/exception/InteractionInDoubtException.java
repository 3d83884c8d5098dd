// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

/**
 * A create with this idempotency key was begun before, and whoever began it has not lived to see the answer: there may be an
 * interaction that is paid for, whose id nobody knows. Nothing was sent. Decide: remove the key from the repository and
 * deliver again, which may be paid twice, or give the message up.
 */
public class InteractionInDoubtException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;

    /**
     * @param idempotencyKey the key as the message had it
     * @param stored the key as it stands in the repository
     */
    public InteractionInDoubtException(String idempotencyKey, String stored) {
        super(
                "A create was begun before, and it is not known what came of it: remove " + stored
                        + " from the idempotencyRepository to send it again, or set onUnknownCreate=resend; it may be paid twice");
        this.idempotencyKey = idempotencyKey;
    }

    /** The key as the message had it. */
    public String getIdempotencyKey() {
        return idempotencyKey;
    }
}
