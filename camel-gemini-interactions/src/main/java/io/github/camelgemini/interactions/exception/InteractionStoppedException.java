// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.Nullable;

/** The call ended on this side: the route or the context stopped, or another process has taken the message over. Let the
 * message's source redeliver it. */
public class InteractionStoppedException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String interactionId;
    private final @Nullable String lastEventId;

    public InteractionStoppedException(@Nullable String interactionId, @Nullable String lastEventId) {
        super("Stopped before interaction " + interactionId + " ended (last event " + shownId(lastEventId) + ")");
        this.interactionId = interactionId;
        this.lastEventId = lastEventId;
    }

    /** @param reason why it was stopped, and what to do */
    public InteractionStoppedException(@Nullable String interactionId, @Nullable String lastEventId, String reason) {
        super("Stopped before interaction " + interactionId + " ended (last event " + shownId(lastEventId) + "): "
                + reason);
        this.interactionId = interactionId;
        this.lastEventId = lastEventId;
    }

    public InteractionStoppedException(String message) {
        super(message);
        this.interactionId = null;
        this.lastEventId = null;
    }

    /** Null if it was not known yet. */
    public @Nullable String getInteractionId() {
        return interactionId;
    }

    /** Id of the event to resume after; null if the service sent none. */
    public @Nullable String getLastEventId() {
        return lastEventId;
    }
}
