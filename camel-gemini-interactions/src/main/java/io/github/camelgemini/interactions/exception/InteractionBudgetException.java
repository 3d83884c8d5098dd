// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import io.github.camelgemini.interactions.model.Interaction;

/** A message reached its limit before its run was complete; no further request was sent. Raise the limit, or give up. */
public class InteractionBudgetException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String option;
    private final transient Interaction interaction;

    /**
     * @param option name of the option that sets the limit
     * @param message the limit and the cure
     * @param interaction the interaction so far, with the tokens of all its rounds
     */
    public InteractionBudgetException(String option, String message, Interaction interaction) {
        super(message + " (interaction " + interaction.id() + ")");
        this.option = option;
        this.interaction = interaction;
    }

    /** Name of the option that sets the limit. */
    public String getOption() {
        return option;
    }

    /** The interaction so far, with the tokens of all its rounds. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }
}
