// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import io.github.camelgemini.interactions.model.Interaction;

/** The run ended without completing: failed, cancelled or incomplete. Decide what that means for the route. */
public class InteractionEndedException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final transient Interaction interaction;

    public InteractionEndedException(Interaction interaction) {
        super("Interaction " + interaction.id() + " ended as " + interaction.status()
                + interaction.errors().stream()
                        .filter(error -> error.code() != null)
                        .map(error -> ", " + error.code())
                        .reduce("", String::concat));
        this.interaction = interaction;
    }

    /** The interaction, possibly partial. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }
}
