// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/** The run ended without completing: failed, cancelled or incomplete. Decide what that means for the route. */
public class InteractionEndedException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_CODES = 5;

    private final transient Interaction interaction;

    /** Without the API's texts in the message. */
    public InteractionEndedException(Interaction interaction) {
        this(interaction, null);
    }

    /**
     * @param shownErrors the API's texts of its errors as the message may have them: short, and without what they quote of
     *     the request; null for none
     */
    public InteractionEndedException(Interaction interaction, @Nullable String shownErrors) {
        super("Interaction " + interaction.id() + " ended as " + interaction.status()
                + interaction.errors().stream()
                        .map(error -> shownCode(error.code()))
                        .filter(code -> !code.isEmpty())
                        .limit(MAX_CODES)
                        .map(code -> ", " + code)
                        .reduce("", String::concat)
                + (shownErrors == null ? "" : ": " + shownErrors));
        this.interaction = interaction;
    }

    /** The interaction, possibly partial. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }
}
