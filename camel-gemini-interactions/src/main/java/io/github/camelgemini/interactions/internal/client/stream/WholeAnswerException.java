// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * A connection brought one JSON document instead of events: the interaction, of which {@link RunStream} delivers the rest, or
 * none.
 */
final class WholeAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    static final String MESSAGE = "The service answered with JSON instead of an event stream";

    static final String NONE = "The service answered with JSON that is no interaction instead of an event stream";

    private final transient @Nullable Interaction interaction;
    private final @Nullable String interactionId;

    WholeAnswerException(Interaction interaction) {
        super(MESSAGE, null, false, false);
        this.interaction = interaction;
        this.interactionId = interaction.id();
    }

    /** @param interactionId the id in a document that is no interaction; null if it has none */
    WholeAnswerException(@Nullable String interactionId) {
        super(NONE, null, false, false);
        this.interaction = null;
        this.interactionId = interactionId;
    }

    /** May still be in progress; null if the document is no interaction. */
    @Nullable
    Interaction interaction() {
        return interaction;
    }

    /** Null if the document has none. */
    @Nullable
    String interactionId() {
        return interactionId;
    }
}
