// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.progress;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The MDC with the id of an interaction while a route runs on this thread. Closed on the same thread, it is as before. A
 * route that continues on another thread takes it along if Camel's {@code mdcLoggingKeysPattern} says so.
 */
public final class InteractionMdc implements AutoCloseable {

    /** Begins as Camel's own keys do. */
    public static final String KEY = "camel.geminiInteractionId";

    private static final InteractionMdc UNCHANGED = new InteractionMdc(null, false);
    private static final InteractionMdc WITHOUT = new InteractionMdc(null, true);

    private final @Nullable String before;
    private final boolean isChanged;

    private InteractionMdc(@Nullable String before, boolean isChanged) {
        this.before = before;
        this.isChanged = isChanged;
    }

    /** @param interactionId null changes nothing */
    public static InteractionMdc of(@Nullable String interactionId) {
        return ofLine(interactionId == null ? null : PeerText.line(interactionId));
    }

    /** @param interactionId as {@link PeerText#line} returns it; null changes nothing */
    public static InteractionMdc ofLine(@Nullable String interactionId) {
        if (interactionId == null) return UNCHANGED;
        String before = MDC.get(KEY);
        MDC.put(KEY, interactionId);
        return before == null ? WITHOUT : new InteractionMdc(before, true);
    }

    /** With the id that a message has in its header. */
    public static InteractionMdc of(Message message) {
        return of(message.getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class));
    }

    @Override
    public void close() {
        if (!isChanged) return;
        if (before == null) MDC.remove(KEY);
        else MDC.put(KEY, before);
    }
}
