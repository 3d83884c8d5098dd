// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;

/** The service refused a turn because it does not have the conversation's last interaction any more. */
final class LostConversationException extends InteractionRejectedException {

    private static final long serialVersionUID = 1L;

    LostConversationException(String operation, InteractionRejectedException refused) {
        super(
                operation,
                refused.getHttpResponseCode(),
                refused.getCode(),
                refused.getApiMessage(),
                refused.getRetryAfter());
    }

    @Override
    public String getMessage() {
        return super.getMessage()
                + ": the conversation's last interaction was deleted, or kept no longer. Set onConversationLost=restart to"
                + " begin anew, or forget the conversation with gemini-interactions:delete and its conversationId";
    }
}
